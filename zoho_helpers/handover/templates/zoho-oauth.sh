# Zoho's OAuth 2.0 flow as functions for bash: each is one request, sent by curl (7.55 or newer).
#
#     source zoho-oauth.sh
#     zoho_secret && zoho_authorize && zoho_exchange      # once
#     zoho_save                                           # keeps the refresh token in a file
#     zoho_load && zoho_refresh && zoho_check             # from then on
#     zoho_revoke                                         # ends it
#
# No secret stands in this file, in the history, or in the list of processes: a secret is a variable
# of this shell, and curl reads it from a pipe. (On a Mac, type bash first: zsh differs.)

ZOHO_ACCOUNTS_URL=@accounts-url@
ZOHO_API_DOMAIN=@api-domain@
ZOHO_SELF_CLIENT=@self-client@
ZOHO_ACCOUNTS_SERVERS=(
@accounts-servers@
)
ZOHO_API_DOMAINS=(
@api-domains@
)

# A secret that is typed into a command stays in the history; this asks for it, unseen.
zoho_secret() {
  IFS= read -rsp 'Client secret: ' ZOHO_CLIENT_SECRET
  echo
}

# @authorize-teaches@
zoho_authorize() {
  if [ -n "$ZOHO_SELF_CLIENT" ]; then
    echo 'The code of a self client comes from the API console, tab Generate Code.'
    return
  fi
  # A new state for each consent: whoever did not start it cannot know it.
  ZOHO_STATE=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  echo 'Open this in your browser and press Accept. Then run zoho_exchange.'
  echo @authorize@
}

# @exchange-teaches@
zoho_exchange() {
  local pasted ZOHO_CODE
  IFS= read -rsp 'The whole address that the browser was sent to (self client: the code): ' pasted
  echo
  if [ -n "$ZOHO_SELF_CLIENT" ]; then
    ZOHO_CODE=$pasted
  else
    zoho_same_state "$pasted" && zoho_same_region "$pasted" || return
    ZOHO_CODE=$(zoho_parameter code "$pasted")
  fi
  unset ZOHO_STATE
  zoho_take "$(zoho_curl \
@exchange@)"
}

# @refresh-teaches@
zoho_refresh() {
  zoho_take "$(zoho_curl \
@refresh@)"
}

# @check-teaches@
zoho_check() {
  local answer
  answer=$(zoho_curl \
@check@)
  zoho_worked "$answer" && echo 'The access token works.'
}

# @revoke-teaches@
zoho_revoke() {
  local answer
  answer=$(zoho_curl \
@revoke@)
  zoho_worked "$answer" && zoho_forget
}

# @revoke-old-teaches@
zoho_revoke_old() {
  local answer
  answer=$(zoho_curl \
@revoke-old@)
  zoho_worked "$answer" && zoho_forget
}

# @serverinfo-teaches@
zoho_serverinfo() {
  zoho_curl \
@serverinfo@
}

# Keeps the refresh token in a file that only you can read, and brings it back.
zoho_save() (
  umask 077
  printf %s "$ZOHO_REFRESH_TOKEN" >zoho-refresh-token.new &&
    mv zoho-refresh-token.new zoho-refresh-token
)
zoho_load() {
  ZOHO_REFRESH_TOKEN=$(<zoho-refresh-token)
}

# What the functions above share.

zoho_curl() {
  curl --silent --show-error --max-time 20 --write-out '\n%{http_code}\n' "$@"
}

# The header of HTTP Basic; printf is a part of bash, so nobody sees its arguments.
zoho_basic() {
  printf 'Authorization: Basic %s' "$(printf %s:%s "$1" "$ZOHO_CLIENT_SECRET" | base64 | tr -d '\n')"
}

# Zoho sends errors with HTTP 200, too: only a body with a token in it is a success.
zoho_take() {
  local token domain
  token=$(zoho_field access_token "$1")
  if [ -z "$token" ]; then
    zoho_refused "$1"
    return 1
  fi
  ZOHO_ACCESS_TOKEN=$token
  # A refresh brings no refresh token: then the one that is there stays.
  token=$(zoho_field refresh_token "$1")
  ZOHO_REFRESH_TOKEN=${token:-$ZOHO_REFRESH_TOKEN}
  # The access token goes to this host, so only Zoho's own are taken.
  domain=$(zoho_field api_domain "$1")
  if zoho_is_one_of "$domain" "${ZOHO_API_DOMAINS[@]}"; then ZOHO_API_DOMAIN=$domain; fi
  echo 'There is an access token; it lives one hour.'
}

zoho_worked() {
  local status=${1##*$'\n'}
  if [ "$status" != 200 ] || [ -n "$(zoho_field error "$1")" ] ||
    [ "$(zoho_field status "$1")" = failure ]; then
    zoho_refused "$1"
    return 1
  fi
}

zoho_refused() {
  local name
  name=$(zoho_field error "$1")
  [ -n "$name" ] || name=$(zoho_field code "$1")
  echo "Zoho answered ${name:-nothing readable} with HTTP ${1##*$'\n'}." >&2
}

zoho_forget() {
  unset ZOHO_REFRESH_TOKEN ZOHO_ACCESS_TOKEN
  echo 'The refresh token is ended.'
}

# Prints a text of a JSON object; nothing where there is none.
zoho_field() {
  local pattern="\"$1\" *: *\"([^\"\\]*)\""
  if [[ $2 =~ $pattern ]]; then printf %s "${BASH_REMATCH[1]}"; fi
}

# Prints a parameter of an address, decoded; nothing where there is none.
zoho_parameter() {
  local value=${2#*[?&]"$1"=}
  if [ "$value" = "$2" ]; then return; fi
  value=${value%%[&#]*}
  printf %b "${value//%/\\x}"
}

zoho_same_state() {
  if [ -z "$ZOHO_STATE" ] || [ "$(zoho_parameter state "$1")" != "$ZOHO_STATE" ]; then
    echo 'The state is not the one that was sent: somebody else'\''s code, or an old one.' >&2
    return 1
  fi
}

# The user's account may live in another data center than the client: the code is for that one.
zoho_same_region() {
  local server
  server=$(zoho_parameter accounts-server "$1")
  if [ -z "$server" ]; then return; fi
  if ! zoho_is_one_of "$server" "${ZOHO_ACCOUNTS_SERVERS[@]}"; then
    echo 'The accounts server in the address is none of Zoho'\''s.' >&2
    return 1
  fi
  ZOHO_ACCOUNTS_URL=$server
}

zoho_is_one_of() {
  local one
  for one in "${@:2}"; do
    if [ "$one" = "$1" ]; then return; fi
  done
  return 1
}
