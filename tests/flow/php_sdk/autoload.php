<?php
// Stands in for the public classes of Zoho's PHP SDK: their names, their methods and the order of
// arguments are the SDK's, what they do is not. Each call is written to calls.json.

namespace {
    function record(string $name, mixed ...$values): void
    {
        static $calls = [];
        $calls[] = [$name, ...$values];
        file_put_contents(__DIR__ . '/../calls.json', json_encode($calls));
    }

    function scenario(): string
    {
        return getenv('SCENARIO') ?: 'good';
    }

    trait Builder
    {
        private array $given = [];

        public function __call(string $name, array $values): static
        {
            if (!in_array($name, static::NAMES, true) || count($values) !== 1) {
                throw new Error("The SDK has no such method: $name");
            }
            $this->given[$name] = $values[0];
            return $this;
        }
    }
}

namespace com\zoho\crm\api\exception {
    class SDKException extends \Exception
    {
    }
}

namespace com\zoho\api\authenticator {
    use com\zoho\crm\api\exception\SDKException;
    use com\zoho\crm\api\InitializeBuilder;

    class OAuthBuilder
    {
        use \Builder;

        const NAMES = ['id', 'clientId', 'clientSecret', 'grantToken', 'refreshToken', 'redirectURL', 'accessToken', 'userSignature', 'findUser'];

        public function build(): OAuthToken
        {
            \record('OAuthBuilder', $this->given);
            return new OAuthToken($this->given);
        }
    }

    class OAuthToken
    {
        public function __construct(public array $given)
        {
        }

        public function generateToken(): void
        {
            \record('generateToken');
            if (\scenario() === 'a web page') {
                array_key_exists('access_token', json_decode('<html>'));
            }
            if (\scenario() !== 'good' && \scenario() !== 'refused') {
                throw new SDKException(\scenario());
            }
            InitializeBuilder::$started['store']->save($this);
        }
    }
}

namespace com\zoho\api\authenticator\store {
    class FileStore
    {
        public function __construct(private string $file)
        {
            $lock = fopen("$file.lock", 'c');
            \record('FileStore', $file, [
                'mode' => decoct(fileperms($file) & 0777),
                'locked' => !flock($lock, LOCK_EX | LOCK_NB),
            ]);
            if (trim(file_get_contents($file)) === '') {
                file_put_contents($file, 'id,user_name,client_id,client_secret,refresh_token,access_token,grant_token,expiry_time,redirect_url,api_domain');
            }
        }

        public function save(object $token): void
        {
            $given = $token->given;
            $row = ['1', '', $given['clientId'], $given['clientSecret'], $given['refreshToken'], 'the access token', '', '1790000000000', '', ''];
            file_put_contents($this->file, PHP_EOL . implode(',', $row), FILE_APPEND);
        }
    }
}

namespace com\zoho\crm\api {
    class SDKConfigBuilder
    {
        use \Builder;

        const NAMES = ['autoRefreshFields', 'pickListValidation', 'sslVerification', 'connectionTimeout', 'timeout', 'updateAPIDomain'];

        public function build(): array
        {
            return $this->given;
        }
    }

    class InitializeBuilder
    {
        use \Builder;

        const NAMES = ['environment', 'token', 'store', 'SDKConfig', 'resourcePath', 'logger', 'requestProxy'];
        public static array $started = [];

        public function initialize(): void
        {
            self::$started = $this->given;
            \record('initialize', $this->given['environment'], $this->given['SDKConfig']);
        }
    }
}

namespace com\zoho\crm\api\dc {
    abstract class DataCenter
    {
        abstract public function getIAMUrl();

        abstract public function getFileUploadUrl();

        public static function setEnvironment($url, $accountUrl, $fileUploadUrl)
        {
            return [$url, $accountUrl, $fileUploadUrl];
        }
    }

    foreach (['US', 'EU', 'IN', 'CN', 'AU', 'JP', 'CA', 'SA'] as $name) {
        eval("namespace com\\zoho\\crm\\api\\dc; class {$name}DataCenter { static function PRODUCTION() { return '$name'; } }");
    }
}

namespace com\zoho\crm\api\org {
    class OrgOperations
    {
        public function getOrganization(): object
        {
            \record('getOrganization');
            $object = \scenario() === 'refused' ? new APIException() : new ResponseWrapper();
            return new class ($object) {
                public function __construct(private object $object)
                {
                }

                public function getStatusCode(): int
                {
                    return 200;
                }

                public function getObject(): object
                {
                    return $this->object;
                }
            };
        }
    }

    class ResponseWrapper
    {
        public function getOrg(): array
        {
            return [new class {
                public function getCompanyName(): string
                {
                    return 'Practice Ltd';
                }
            }];
        }
    }

    class APIException
    {
        public function getCode(): object
        {
            return new class {
                public function getValue(): string
                {
                    return 'OAUTH_SCOPE_MISMATCH';
                }
            };
        }
    }
}
