<?php
// The data center where your account lives, by the SDK's own class for it.

return '{{environment}}';
