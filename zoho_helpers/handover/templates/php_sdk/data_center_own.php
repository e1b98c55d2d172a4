<?php
// The data center where your account lives. The SDK has no class for it, so here is one.

use com\zoho\crm\api\dc\DataCenter;

final class OwnDataCenter extends DataCenter
{
    public static function environment()
    {
        // For the API, for tokens, and for the upload of files, which has not been tried.
        return self::setEnvironment('{{api_domain}}', '{{token_url}}', '{{api_domain}}', 'own');
    }

    public function getIAMUrl()
    {
        return '{{token_url}}';
    }

    public function getFileUploadUrl()
    {
        return '{{api_domain}}';
    }
}

return OwnDataCenter::environment();
