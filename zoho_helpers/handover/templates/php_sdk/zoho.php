<?php
// Zoho's PHP SDK for CRM, version 8 of the API: start it, and make one call.
//
//     composer install
//     php zoho.php
//
// Keep this folder out of what a web server serves: the SDK writes tokens and the client secret
// into sdk_tokens.txt, as plain text. The call needs the scope ZohoCRM.org.READ.

declare(strict_types=1);

use com\zoho\api\authenticator\OAuthBuilder;
use com\zoho\api\authenticator\store\FileStore;
use com\zoho\crm\api\exception\SDKException;
use com\zoho\crm\api\InitializeBuilder;
use com\zoho\crm\api\org\APIException;
use com\zoho\crm\api\org\OrgOperations;
use com\zoho\crm\api\org\ResponseWrapper;
use com\zoho\crm\api\SDKConfigBuilder;

require __DIR__ . '/vendor/autoload.php';

/** Start the SDK with an access token that is good for the next calls. */
function start_zoho(array $config): void
{
    $store = __DIR__ . '/sdk_tokens.txt';
    $token = (new OAuthBuilder())
        ->clientId($config['client_id'])
        ->clientSecret($config['client_secret'])
        ->refreshToken($config['refresh_token'])
        // The SDK would ask for the current user, which needs the scope ZohoCRM.users.READ.
        ->findUser(false)
        ->build();
    // The SDK locks nothing: two programs that refresh at once would spoil the file for each other.
    $lock = make_private("$store.lock");
    flock($lock, LOCK_EX);
    fclose(make_private($store));
    (new InitializeBuilder())
        ->environment(require __DIR__ . '/data_center.php')
        ->token($token)
        ->store(new FileStore($store))
        ->SDKConfig(
            (new SDKConfigBuilder())
                ->sslVerification(true)
                ->connectionTimeout(5)
                ->timeout(20)
                ->updateAPIDomain('{{update_api_domain}}')
                ->build()
        )
        ->initialize();
    // Take the access token out of the file, or refresh it, while nobody else does.
    $token->generateToken();
    fclose($lock);
}

/** Make a file that other users cannot read, if there is none; the SDK's own would be readable. */
function make_private(string $file)
{
    $umask = umask(0077);
    try {
        return fopen($file, 'c') ?: throw new RuntimeException('PHP may not write to ' . basename(dirname($file)) . '.');
    } finally {
        umask($umask);
    }
}

/** What the organization is called. */
function organization_name(): string
{
    $reply = (new OrgOperations())->getOrganization()->getObject();
    if ($reply instanceof ResponseWrapper) {
        return (string) $reply->getOrg()[0]->getCompanyName();
    }
    $code = $reply instanceof APIException ? plain($reply->getCode()) : 'no content';
    throw new RuntimeException("Zoho CRM refused the call: $code.");
}

/** The SDK wraps a choice among fixed words into an object. */
function plain(mixed $value): string
{
    return (string) (is_object($value) ? $value->getValue() : $value);
}

/** What to do about a message of the SDK. */
function what_to_do(string $message): string
{
    return match (true) {
        str_contains($message, 'invalid_code') => 'The refresh token is wrong, or was revoked, or was pushed out by a newer one: get a new one.',
        str_contains($message, 'invalid_client_secret') => 'The client secret does not belong to this client id in this data center.',
        str_contains($message, 'invalid_client') => 'This data center does not know the client id. Compare it with the API console.',
        str_contains($message, 'Access Denied') => 'Ten refreshes in ten minutes are all that Zoho allows: wait ten minutes.',
        str_contains($message, 'OAUTH_SCOPE_MISMATCH') => 'Ask for a new refresh token, with the scope ZohoCRM.org.READ.',
        default => 'If sdk_tokens.txt is old, move it away and try again.',
    };
}

$config = require __DIR__ . '/config.php';
try {
    start_zoho($config);
    echo organization_name(), "\n";
} catch (SDKException | RuntimeException $error) {
    $said = str_replace([$config['client_secret'], $config['refresh_token']], '(secret)', $error->getMessage());
    fwrite(STDERR, "$said\n" . what_to_do($said) . "\n");
    exit(1);
} catch (Throwable $error) {
    // With a web page for an answer, the SDK fails over its own types.
    fwrite(STDERR, 'The SDK failed: ' . get_class($error) . ".\nTry again in a few minutes.\n");
    exit(1);
}
