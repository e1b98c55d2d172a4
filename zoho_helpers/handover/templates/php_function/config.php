<?php
// Your settings. This file holds the client secret: keep it out of Git, and out of every folder
// that a web server serves.

return [
    'client_id' => '{{client_id}}',
    // Each data center may have its own secret: API console, your client, Settings, Multi-DC.
    'client_secret' => '{{client_secret}}',
    // As registered, character by character, with the same slash at its end.
    'redirect_uri' => '{{redirect_uri}}',
    'scopes' => '{{scopes}}',
    // "offline" asks for a refresh token, "online" for none.
    'access_type' => '{{access_type}}',
    // The accounts server where the client is registered. The consent page is there.
    'accounts_url' => '{{accounts_url}}',
    // The call that shows whether an access token works.
    'check' => '{{check}}',
    // Where the tokens are kept.
    'token_file' => __DIR__ . '/token.json',
    // Who may open the page, by IP address. Whoever may can connect a Zoho account of their own.
    // Behind a proxy of your own machine everybody comes from 127.0.0.1: protect the page there.
    'visitors' => ['127.0.0.1', '::1'],
    // Zoho's data centers. Nothing is ever sent to a server that is not in this list.
    'data_centers' => '{{data_centers}}',
];
