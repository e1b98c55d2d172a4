<?php
// PHP's own curl: everything in the body, as Zoho's samples for PHP send it.
function ask(string $url, ?array $form, array $options = []): array
{
    $handle = curl_init($url);
    $body = $form === null ? [] : [CURLOPT_POSTFIELDS => http_build_query($form)];
    curl_setopt_array($handle, $options + $body + [CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => 10]);
    $text = curl_exec($handle);
    $reply = $text === false ? null : json_decode($text, true);
    $status = curl_getinfo($handle, CURLINFO_RESPONSE_CODE);
    if ($status !== 200 || !is_array($reply) || isset($reply['error'])) {
        throw new RuntimeException("HTTP $status " . ($reply['error'] ?? curl_error($handle)));
    }
    return $reply;
}

function token(array $job, array $values): array
{
    $client = ['client_id' => $job['client_id'], 'client_secret' => $job['client_secret']];
    $reply = ask($job['base'] . '/oauth/v2/token', $client + $values);
    return array_intersect_key($reply, ['access_token' => 0, 'refresh_token' => 0]);
}

$operations = [
    'exchange' => fn($job) => token($job, ['grant_type' => 'authorization_code',
        'code' => $job['code'], 'redirect_uri' => $job['redirect_uri']]),
    'refresh' => fn($job) => token($job, ['grant_type' => 'refresh_token',
        'refresh_token' => $job['refresh_token']]),
    'revoke' => function ($job) {
        ask($job['base'] . '/oauth/v2/revoke/token', ['token' => $job['refresh_token']],
            [CURLOPT_USERPWD => $job['client_id'] . ':' . $job['client_secret']]);
        return ['said' => 'revoked'];
    },
    'user info' => fn($job) => ['said' => ask($job['base'] . '/oauth/user/info', null,
        [CURLOPT_HTTPHEADER => ['Authorization: Zoho-oauthtoken ' . $job['access_token']]])['Email']],
];

$job = json_decode(stream_get_contents(STDIN), true);
try {
    $outcome = ['ok' => true] + $operations[$job['do']]($job);
} catch (Throwable $error) {
    $outcome = ['ok' => false, 'said' => get_class($error) . ': ' . $error->getMessage()];
}
echo json_encode($outcome), "\n";
