# Zoho's OAuth 2.0 flow as functions for PowerShell: each is one request, sent by curl (8.3 or newer).
#
#     . .\zoho-oauth.ps1
#     Read-ZohoSecret; Start-ZohoConsent; Get-ZohoToken    # once
#     Update-ZohoToken; Test-ZohoToken                     # from then on
#     Revoke-ZohoToken                                     # ends it
#
# No secret stands in this file, in the history, or in the list of processes: a secret is an
# environment variable of this window, and curl itself reads it there (--variable).

$ZohoAccountsUrl = @accounts-url@
$ZohoApiDomain = @api-domain@
$ZohoSelfClient = @self-client@
$ZohoAccountsServers = @(
@accounts-servers@
)
$ZohoApiDomains = @(
@api-domains@
)

# In Windows PowerShell, curl alone is another command: this is the program.
$ZohoCurl = @(Get-Command curl -CommandType Application)[0].Source
$ZohoOptions = '--silent', '--show-error', '--max-time', '20', '--write-out', '\n%{http_code}'

# PowerShell keeps its history in a file, and a secret that is typed into a command with it.
function Read-ZohoSecret {
    $env:ZOHO_CLIENT_SECRET = Read-ZohoHidden 'Client secret'
}

# @authorize-teaches@
function Start-ZohoConsent {
    if ($ZohoSelfClient) {
        return 'The code of a self client comes from the API console, tab Generate Code.'
    }
    # A new state for each consent: whoever did not start it cannot know it.
    $global:ZohoState = [guid]::NewGuid().ToString('N')
    'Open this in your browser and press Accept. Then run Get-ZohoToken.'
    @authorize@
}

# @exchange-teaches@
function Get-ZohoToken {
    $pasted = Read-ZohoHidden 'The whole address that the browser was sent to (self client: the code)'
    $env:ZOHO_CODE = if ($ZohoSelfClient) { $pasted } else { Read-ZohoRedirect $pasted }
    $global:ZohoState = $null
    Save-ZohoReply (& $ZohoCurl @ZohoOptions `
@exchange@)
    $env:ZOHO_CODE = $null
}

# @refresh-teaches@
function Update-ZohoToken {
    Save-ZohoReply (& $ZohoCurl @ZohoOptions `
@refresh@)
}

# @check-teaches@
function Test-ZohoToken {
    $null = Read-ZohoReply (& $ZohoCurl @ZohoOptions `
@check@)
    'The access token works.'
}

# @revoke-teaches@
function Revoke-ZohoToken {
    $null = Read-ZohoReply (& $ZohoCurl @ZohoOptions `
@revoke@)
    $env:ZOHO_REFRESH_TOKEN = $env:ZOHO_ACCESS_TOKEN = $null
    'The refresh token is ended.'
}

# @revoke-old-teaches@
function Revoke-ZohoTokenOld {
    $null = Read-ZohoReply (& $ZohoCurl @ZohoOptions `
@revoke-old@)
    $env:ZOHO_REFRESH_TOKEN = $env:ZOHO_ACCESS_TOKEN = $null
    'The refresh token is ended.'
}

# @serverinfo-teaches@
function Get-ZohoServerInfo {
    & $ZohoCurl @ZohoOptions `
@serverinfo@
}

# What the functions above share.

function Read-ZohoHidden($prompt) {
    [Net.NetworkCredential]::new('', (Read-Host $prompt -AsSecureString)).Password
}

# Zoho sends errors with HTTP 200, too: the body says whether it worked.
function Read-ZohoReply($lines) {
    $lines = @($lines)
    $status = $lines[$lines.Count - 1]
    $reply = try { ($lines | Select-Object -SkipLast 1) -join "`n" | ConvertFrom-Json } catch { $null }
    if ($reply.error -or $reply.status -eq 'failure' -or $status -ne '200') {
        $name = if ($reply.error) { $reply.error } elseif ($reply.code) { $reply.code } else { 'nothing readable' }
        throw "Zoho answered $name with HTTP $status."
    }
    $reply
}

function Save-ZohoReply($lines) {
    $reply = Read-ZohoReply $lines
    if (-not $reply.access_token) { throw 'Zoho sent no access token.' }
    $env:ZOHO_ACCESS_TOKEN = $reply.access_token
    # A refresh brings no refresh token: then the one that is there stays.
    if ($reply.refresh_token) { $env:ZOHO_REFRESH_TOKEN = $reply.refresh_token }
    # The access token goes to this host, so only Zoho's own are taken.
    if ($ZohoApiDomains -ccontains $reply.api_domain) { $global:ZohoApiDomain = $reply.api_domain }
    'There is an access token; it lives one hour.'
}

# Returns the code of the address, if it is the answer to our own question.
function Read-ZohoRedirect($address) {
    $found = @{}
    foreach ($pair in ($address -replace '^[^?]*\?', '' -replace '#.*$', '') -split '&') {
        $name, $value = $pair -split '=', 2
        if ($name) { $found[$name] = [uri]::UnescapeDataString("$value") }
    }
    if (-not $ZohoState -or $found['state'] -cne $ZohoState) {
        throw "The state is not the one that was sent: somebody else's code, or an old one."
    }
    # The user's account may live in another data center than the client: the code is for that one.
    $server = $found['accounts-server']
    if ($server) {
        if ($ZohoAccountsServers -cnotcontains $server) {
            throw "The accounts server in the address is none of Zoho's."
        }
        $global:ZohoAccountsUrl = $server
    }
    $found['code']
}
