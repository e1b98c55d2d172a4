<?php
// Your settings. This file holds secrets: keep it out of Git, and out of every folder that a web
// server serves.

return [
    'client_id' => '{{client_id}}',
    'client_secret' => '{{client_secret}}',
    'refresh_token' => '{{refresh_token}}',
];
