<?php
// Zoho's OAuth 2.0 with PHP's own cURL: PHP 8.1 or newer, extensions curl and json.
//
//     require __DIR__ . '/functions.php';
//     $access_token = zoho_access_token();     // good for a minute at least, refreshed if need be
//     $reply = zoho_check();                   // the call of config.php
//
// token.json, beside config.php, is readable by its owner only:
//
//     access_token     what goes into the Authorization header
//     created_at       when it was issued, as text with its time zone (strtotime() reads it)
//     expires_at       when it ends, in seconds since 1970
//     refresh_token    gets new access tokens; it has no end of its own
//     accounts_server  the server that issued the refresh token, and knows it
//     api_domain       the server of the APIs for this account
//     scope            what was granted
//     wait_until       after too many refreshes: when to try again, in seconds since 1970
//
// A file that has only access_token and created_at is read, too. Its access token counts as over.

declare(strict_types=1);

/** An access token is renewed this many seconds early, so that it does not end on its way. */
const ZOHO_EARLY_SECONDS = 60;

/** Zoho locks a refresh token for the rest of ten minutes after ten refreshes. */
const ZOHO_WAIT_SECONDS = 600;

const ZOHO_FIXES = [
    'invalid_client' => 'This data center does not know the client id, or the account lives in another data center. Compare client_id and accounts_url in config.php with the API console.',
    'invalid_client_secret' => 'The client secret does not belong to this client id in this data center. Copy it again from the API console into config.php.',
    'invalid_redirect_uri' => 'redirect_uri in config.php must equal the registered one, character by character, with the same slash at its end.',
    'Access Denied' => 'Zoho allows ten token requests in ten minutes. Wait ten minutes, and use each access token for its whole hour.',
];

/** The message says what went wrong, `fix` what to do, `error` is Zoho's word. None is a secret. */
final class ZohoError extends RuntimeException
{
    public function __construct(string $what, public readonly string $fix, public readonly string $error = '')
    {
        parent::__construct($what);
    }
}

function zoho_config(): array
{
    static $config = null;
    return $config ??= require __DIR__ . '/config.php';
}

// Consent

/** The address to send the browser to. Keep $state: the browser has to bring it back. */
function zoho_authorization_url(string $state): string
{
    $config = zoho_config();
    return $config['accounts_url'] . '/oauth/v2/auth?' . zoho_encode([
        'scope' => implode(',', $config['scopes']),
        'client_id' => $config['client_id'],
        'response_type' => 'code',
        'access_type' => $config['access_type'],
        'redirect_uri' => $config['redirect_uri'],
        'state' => $state,
        // Without it, only the first consent of a user brings a refresh token.
        'prompt' => 'consent',
    ]);
}

/**
 * The accounts server that the redirect named, if it is one of Zoho's.
 *
 * Whoever runs that server gets the client secret, so anybody's word will not do.
 */
function zoho_known_server(string $named): string
{
    foreach (zoho_config()['data_centers'] as $center) {
        if (strtolower(rtrim($named, '/')) === $center['accounts_url']) {
            return $center['accounts_url'];
        }
    }
    throw new ZohoError(
        'The redirect names an accounts server that is not one of Zoho\'s.',
        'Nothing was sent to it: it would have received your client secret. ' . zoho_connect_again()
    );
}

/** Exchange a code for tokens, and keep them. A code works once, and lives a minute or two. */
function zoho_exchange(string $code, string $accounts_url): void
{
    $reply = zoho_token_request($accounts_url, [
        'grant_type' => 'authorization_code',
        'code' => $code,
        'redirect_uri' => zoho_config()['redirect_uri'],
    ]);
    zoho_locked(fn () => zoho_keep($reply, $accounts_url));
}

// Tokens

function zoho_is_connected(): bool
{
    $token = zoho_load();
    return isset($token['refresh_token']) || zoho_is_fresh($token);
}

/** An access token that is good for a minute at least. */
function zoho_access_token(): string
{
    $token = zoho_load();
    if (!zoho_is_fresh($token)) {
        // Of many that find the token over, one refreshes. The others wait here, and look again.
        $token = zoho_locked(function () {
            $token = zoho_load();
            return zoho_is_fresh($token) ? $token : zoho_refresh($token);
        });
    }
    return $token['access_token'];
}

function zoho_is_fresh(array $token): bool
{
    return isset($token['access_token']) && ($token['expires_at'] ?? 0) > time() + ZOHO_EARLY_SECONDS;
}

/** Get a new access token and keep it. The caller holds the lock. */
function zoho_refresh(array $token): array
{
    if (!isset($token['refresh_token'])) {
        throw new ZohoError('There is no refresh token.', zoho_connect_again());
    }
    if (($token['wait_until'] ?? 0) > time()) {
        throw new ZohoError('Zoho refused a refresh a moment ago: there were too many.', ZOHO_FIXES['Access Denied']);
    }
    // The refresh token is known where it was issued, and nowhere else.
    $accounts_url = zoho_known_server($token['accounts_server'] ?? zoho_config()['accounts_url']);
    try {
        $reply = zoho_token_request($accounts_url, [
            'grant_type' => 'refresh_token',
            'refresh_token' => $token['refresh_token'],
        ]);
    } catch (ZohoError $error) {
        if ($error->error === 'Access Denied') {
            // Asking on would only make the lockout longer.
            zoho_save(['wait_until' => time() + ZOHO_WAIT_SECONDS] + $token);
        }
        throw $error;
    }
    return zoho_keep($reply, $accounts_url);
}

/** Put what a token reply brought into the token file. The caller holds the lock. */
function zoho_keep(array $reply, string $accounts_url): array
{
    $old = zoho_load();
    $token = [
        'access_token' => $reply['access_token'],
        'created_at' => gmdate('c'),
        'expires_at' => time() + zoho_lifetime($reply),
        'api_domain' => zoho_api_domain($reply, $accounts_url),
        'scope' => is_string($reply['scope'] ?? null) ? $reply['scope'] : '',
    ];
    // A refresh brings no refresh token: the one that is there stays, with its server.
    if (is_string($reply['refresh_token'] ?? null) && $reply['refresh_token'] !== '') {
        $token += ['refresh_token' => $reply['refresh_token'], 'accounts_server' => $accounts_url];
    } elseif (isset($old['refresh_token'])) {
        $token += array_intersect_key($old, ['refresh_token' => 0, 'accounts_server' => 0]);
    }
    zoho_save($token);
    return $token;
}

/** Seconds that an access token lives. Old replies say milliseconds, and seconds beside them. */
function zoho_lifetime(array $reply): int
{
    $seconds = $reply['expires_in_sec'] ?? $reply['expires_in'] ?? null;
    return is_int($seconds) ? $seconds : 3600;
}

/** The API server that the reply names; where that is none of Zoho's, the data center's own. */
function zoho_api_domain(array $reply, string $accounts_url): string
{
    $own = '';
    foreach (zoho_config()['data_centers'] as $center) {
        if ($center['api_domain'] === ($reply['api_domain'] ?? null)) {
            return $center['api_domain'];
        }
        $own = $center['accounts_url'] === $accounts_url ? $center['api_domain'] : $own;
    }
    return $own;
}

// The token file

function zoho_token_file(): string
{
    $file = zoho_config()['token_file'];
    $folder = realpath(dirname($file));
    if ($folder === false) {
        throw new ZohoError('The folder of token_file does not exist.', 'Make it, or change token_file in config.php.');
    }
    // realpath('') would be the current folder. On a command line nothing is served.
    $root = $_SERVER['DOCUMENT_ROOT'] ?? '';
    $served = $root === '' ? false : realpath($root);
    if ($served !== false && str_starts_with($folder . DIRECTORY_SEPARATOR, rtrim($served, '/\\') . DIRECTORY_SEPARATOR)) {
        throw new ZohoError(
            'The token file would be in a folder that this web server shows to everybody.',
            'Let the server show the folder "public" only, or set token_file in config.php to a folder elsewhere.'
        );
    }
    return $folder . '/' . basename($file);
}

function zoho_load(): array
{
    $file = zoho_token_file();
    if (!is_file($file)) {
        return [];
    }
    $token = json_decode((string) file_get_contents($file), true);
    if (!is_array($token)) {
        throw new ZohoError(
            basename($file) . ' cannot be read as JSON.',
            'A refresh token may still be in it: move the file elsewhere, then connect again.'
        );
    }
    return $token;
}

/** Replace the token file in one step: whoever reads meanwhile sees the old or the new one, whole. */
function zoho_save(array $token): void
{
    $file = zoho_token_file();
    $text = json_encode($token, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR) . "\n";
    if (is_file("$file.new")) {
        unlink("$file.new");
    }
    $handle = zoho_open("$file.new", 'x');
    $written = fwrite($handle, $text) === strlen($text) && fflush($handle) && fsync($handle);
    if (!fclose($handle) || !$written || !rename("$file.new", $file)) {
        throw new ZohoError(basename($file) . ' could not be written.', 'Is the disk full? Then connect again.');
    }
}

/** Run something while nobody else changes the token file. The lock ends with the program. */
function zoho_locked(callable $work): mixed
{
    $lock = zoho_open(zoho_token_file() . '.lock', 'c');
    try {
        flock($lock, LOCK_EX) || throw new ZohoError('The token file cannot be locked.', 'Is it on a network drive? Set token_file to a local folder.');
        return $work();
    } finally {
        fclose($lock);
    }
}

/** Open a file to write; a new one is closed to other users before a byte is in it. */
function zoho_open(string $file, string $mode)
{
    $umask = umask(0077);
    try {
        $handle = @fopen($file, $mode);
    } finally {
        umask($umask);
    }
    return $handle ?: throw new ZohoError(
        'PHP may not write to ' . basename(dirname($file)) . '.',
        'Let the user that PHP runs as write to this folder, or set token_file in config.php to another.'
    );
}

// Requests

/** Make the call of config.php that shows whether the access token works; return its reply. */
function zoho_check(): array
{
    $access_token = zoho_access_token();
    $token = zoho_load();
    $check = zoho_config()['check'];
    $host = $check['host'] === 'accounts_url'
        ? zoho_known_server($token['accounts_server'] ?? zoho_config()['accounts_url'])
        : zoho_api_domain($token, $token['accounts_server'] ?? zoho_config()['accounts_url']);
    [$status, $reply] = zoho_send($host . $check['path'], [
        CURLOPT_HTTPHEADER => ["Authorization: Zoho-oauthtoken $access_token"],
    ]);
    if ($status !== 200 || $reply === null) {
        $said = zoho_code($reply['code'] ?? null);
        throw new ZohoError("Zoho refused the call with HTTP $status: $said.", zoho_api_fix($said));
    }
    return $reply;
}

/** Send a token request; return the reply once it holds an access token. */
function zoho_token_request(string $accounts_url, array $form): array
{
    $config = zoho_config();
    $form += ['client_id' => $config['client_id'], 'client_secret' => $config['client_secret']];
    [$status, $reply] = zoho_send("$accounts_url/oauth/v2/token", [
        // In the body: addresses end up in logs.
        CURLOPT_POSTFIELDS => zoho_encode($form),
    ]);
    if ($reply === null) {
        throw new ZohoError(
            "Zoho answered HTTP $status with something that is no JSON, a web page perhaps.",
            'Look at accounts_url in config.php. If that is right, try again in a few minutes.'
        );
    }
    // Zoho sends errors with HTTP 200, too: the body decides.
    if (isset($reply['error']) || !is_string($reply['access_token'] ?? null) || $reply['access_token'] === '') {
        $error = zoho_code($reply['error'] ?? null);
        throw new ZohoError("Zoho refused with HTTP $status: $error.", zoho_token_fix($error, $form['grant_type']), $error);
    }
    return $reply;
}

/** Send one request; return its HTTP status, and its JSON body or null. */
function zoho_send(string $url, array $options): array
{
    $curl = curl_init($url);
    curl_setopt_array($curl, $options + [
        CURLOPT_RETURNTRANSFER => true,
        // Following a redirect would take the secrets to wherever it leads.
        CURLOPT_FOLLOWLOCATION => false,
        CURLOPT_CONNECTTIMEOUT => 5,
        CURLOPT_TIMEOUT => 20,
        CURLOPT_SSL_VERIFYPEER => true,
        CURLOPT_SSL_VERIFYHOST => 2,
    ]);
    $body = curl_exec($curl);
    if ($body === false) {
        throw new ZohoError(
            'Zoho could not be reached: ' . curl_strerror(curl_errno($curl)) . '.',
            'Look at your network, then try again.'
        );
    }
    $reply = json_decode($body, true);
    return [curl_getinfo($curl, CURLINFO_RESPONSE_CODE), is_array($reply) ? $reply : null];
}

function zoho_encode(array $parameters): string
{
    return http_build_query($parameters, '', '&', PHP_QUERY_RFC3986);
}

// Words

/** An error code that may be shown: words only, since a server might repeat what it was sent. */
function zoho_code(mixed $code): string
{
    return is_string($code) && preg_match('/^[A-Za-z_ ]{1,40}$/D', $code) ? $code : 'no error code';
}

function zoho_token_fix(string $error, string $grant_type): string
{
    if ($error === 'invalid_code') {
        return ($grant_type === 'refresh_token'
            ? 'The refresh token is wrong, or was revoked, or was pushed out by a newer one. '
            : 'The code is too old, or was used before. ') . zoho_connect_again();
    }
    return ZOHO_FIXES[$error] ?? 'Look at the settings in config.php, then try again.';
}

function zoho_api_fix(string $code): string
{
    return match ($code) {
        'OAUTH_SCOPE_MISMATCH' => 'The call needs a scope that was not granted: add it to scopes in config.php. ' . zoho_connect_again(),
        'NO_PERMISSION' => 'The Zoho user may not do this. Ask an administrator of the organization.',
        default => 'If it lasts: ' . zoho_connect_again(),
    };
}

function zoho_connect_again(): string
{
    $page = zoho_config()['redirect_uri'];
    return $page === '' ? 'Get a new refresh token and put it into token.json.' : "Open $page to connect again.";
}
