<?php
// The page of your redirect URI: it sends the browser to Zoho, and Zoho sends it back here.
//
// On your own machine, from the folder above this one:
//
//     '{{start}}'
//
// then open your redirect URI. With Apache or nginx, let the redirect URI lead to this file, and let
// the server show the folder "public" and nothing above it.

declare(strict_types=1);

// Errors go to the server's log: a trace on the page could show a secret.
ini_set('display_errors', '0');
require __DIR__ . '/../functions.php';

try {
    answer();
} catch (ZohoError $error) {
    show(400, 'This did not work', $error->getMessage(), $error->fix);
} catch (Throwable $error) {
    error_log(get_class($error) . ' in ' . basename($error->getFile()) . ':' . $error->getLine());
    show(500, 'This did not work', 'The page failed.', 'The server\'s log says where.');
}

function answer(): void
{
    refuse_strangers();
    refuse_other_paths();
    if (isset($_GET['error'])) {
        throw new ZohoError(
            'Zoho sent the browser back without a code: ' . zoho_code($_GET['error']) . '.',
            'Nothing was changed. ' . zoho_connect_again()
        );
    } elseif (isset($_GET['code'])) {
        finish();
    } elseif (isset($_GET['check'])) {
        zoho_check();
        show(200, 'It works', zoho_config()['check']['title'] . ': Zoho answered HTTP 200.');
    } elseif (isset($_GET['again']) || !zoho_is_connected()) {
        start();
    } else {
        // No new consent unasked: each takes one of 20 refresh tokens, and the oldest dies.
        show(200, 'Connected', 'There is a refresh token in the token file.', '', [
            '?check=1' => 'Try it',
            '?again=1' => 'Connect again',
        ]);
    }
}

function refuse_strangers(): void
{
    if (!in_array($_SERVER['REMOTE_ADDR'], zoho_config()['visitors'], true)) {
        throw new ZohoError(
            "This page is not for visitors from {$_SERVER['REMOTE_ADDR']}.",
            'If that is you, add the address to visitors in config.php.'
        );
    }
}

/** PHP's own server sends every path here, that of a favicon, too: it must not start a consent. */
function refuse_other_paths(): void
{
    $page = zoho_config()['redirect_uri'];
    $path = fn (string $url) => parse_url($url, PHP_URL_PATH) ?: '/';
    if (PHP_SAPI === 'cli-server' && $path($_SERVER['REQUEST_URI']) !== $path($page)) {
        throw new ZohoError('There is no such page.', "Open $page instead.");
    }
}

/** Send the browser to Zoho's consent page. */
function start(): void
{
    // Better now than after the consent, when the code is used up.
    zoho_locked(fn () => true);
    open_session();
    $_SESSION['zoho_state'] = bin2hex(random_bytes(16));
    header('Cache-Control: no-store');
    header('Location: ' . zoho_authorization_url($_SESSION['zoho_state']), true, 302);
}

/** The browser is back with a code: exchange it. */
function finish(): void
{
    open_session();
    $expected = $_SESSION['zoho_state'] ?? '';
    unset($_SESSION['zoho_state']);
    session_write_close();
    // A code that this browser did not ask for may belong to somebody else's account.
    if ($expected === '' || !hash_equals($expected, text('state'))) {
        throw new ZohoError(
            'The state that came back is not the one that was sent from this browser.',
            'The code was not used. ' . zoho_connect_again()
        );
    }
    // The account may live in another data center than the client.
    $server = text('accounts-server') ?: zoho_config()['accounts_url'];
    zoho_exchange(text('code'), zoho_known_server($server));
    // The same page without the code, which should not stay in the address bar.
    header('Location: ' . zoho_config()['redirect_uri'], true, 303);
}

/** A parameter of the address. PHP makes an array of `code[]=`; that is none. */
function text(string $name): string
{
    return is_string($_GET[$name] ?? null) ? $_GET[$name] : '';
}

function open_session(): void
{
    session_name('zoho');
    session_start([
        'use_strict_mode' => true,
        'cookie_httponly' => true,
        // Strict would keep the cookie back when Zoho sends the browser here.
        'cookie_samesite' => 'Lax',
        'cookie_secure' => str_starts_with(zoho_config()['redirect_uri'], 'https:'),
    ]);
}

function show(int $status, string $title, string $said, string $fix = '', array $links = []): void
{
    http_response_code($status);
    header('Content-Type: text/html; charset=utf-8');
    header('Cache-Control: no-store');
    header('Referrer-Policy: no-referrer');
    header("Content-Security-Policy: default-src 'none'; frame-ancestors 'none'");
    $escape = fn (string $text) => htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE);
    echo '<!doctype html><meta charset="utf-8"><title>', $escape($title), '</title>';
    echo '<h1>', $escape($title), '</h1><p>', $escape($said), '</p><p>', $escape($fix), '</p>';
    foreach ($links as $address => $words) {
        echo '<p><a href="', $escape($address), '">', $escape($words), '</a></p>';
    }
}
