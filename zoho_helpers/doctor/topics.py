"""Words that go with a cause: the last thing to go by, where nothing else tells causes apart.

They order what the rules leave open, and name what else to think of. They never make a cause more
than possible, since any of them can stand in a report for other reasons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

MOST_CHARACTERS = 20_000
"""Read of a text; what is longer is a log or a page, whose words are not a person's."""

TOPICS: Mapping[str, str] = MappingProxyType(
    {
        "access_token_expired": (
            "ablauf* afternoon again cache* evening expir* heure* hora horas hour hourly "
            "hours lifetime longer manhã mañana minutes morning night nightly old "
            "overnight relogin stale stunde* tarde timeout 時間 期限"
        ),
        "wrong_data_centre": (
            "accounts-server accounts.zoho.com.au accounts.zoho.eu accounts.zoho.in "
            "accounts.zoho.jp australia* berlin canad* center centre china com.au "
            "countries country datacent* dc dutch eu europ* france french german* india* "
            "japan* location mumbai region* riyadh saudi sydney tld uk zoho.ca "
            "zoho.com.au zoho.eu zoho.in zoho.jp zoho.sa"
        ),
        "scope_missing": (
            "403 access allowed endpoint* feature forbidden module* new permission* read- "
            "only rights scope* unauthorized write"
        ),
        "org_id_missing_or_wrong": (
            "account_id accountid branch compan* demo department* mailbox* merge* "
            "multiple org org_id organi* orgid orgs portal* second several soid "
            "subsidiar* two workspace* zaaid zsoid"
        ),
        "sdk_bug_missing_field": (
            "class composer deprecat* deserial* exception field gem jackson* kotlin* "
            "librar* maven method newtonsoft* node_modules npm nuget null package pars* "
            "pip property sdk site-packages stack typeerror undefined updat* upgrad* "
            "vendor version wrapper"
        ),
        "code_expired_or_used": (
            "again breakpoint callback code coffee copied debug* double* grant minute "
            "minutes once pasted reload* slow* step* twice used"
        ),
        "api_domain_wrong": (
            "api_domain apidomain base base_url baseurl domain fresh freshly host* "
            "www.zohoapis.com www.zohoapis.eu www.zohoapis.in zohoapis"
        ),
        "too_many_token_requests": (
            "access blocked burst* cron* denied each every limit* loop* many often "
            "parallel pod pods quota* rate requests retr* simultaneous* thread* throttl* "
            "wait* worker*"
        ),
        "wrong_auth_header": (
            "authori* bearer header* interceptor oauth oauthtoken postman prefix"
        ),
        "redirect_uri_mismatch": (
            "address callback* console domain http https localhost ngrok port preview "
            "proxy redirect* registered slash uri url vercel www"
        ),
        "refresh_token_revoked_or_evicted": (
            "colleague* connected contraseña dead deleted dev disconnect* employee* "
            "invalidated left month months password* passwort removed reset revok* senha "
            "since staging suddenly unchanged year years"
        ),
        "client_not_found": ("client copied deleted id recreated registered typed typo wrong"),
        "refresh_token_missing_offline": (
            "access_token access_type connection consent expire* login offline online "
            "reconnect refresh refresh_token sign"
        ),
        "refresh_token_missing_no_reconsent": (
            "again already consent first offline prompt reconnect* refresh refresh_token "
            "second skip* 再 初回"
        ),
        "scope_name_invalid": ("blog comma* misspel* name* plural scope* singular space* typo"),
        "wrong_client_secret": (
            "credential* environment id production regenerat* rotat* secret* staging vault"
        ),
        "html_response_wrong_host": ("doctype html json login page parse* token unexpected"),
        "token_store_permission": (
            "chmod container* database deploy* directory disk docker file* folder* lambda "
            "owner path* permission* read-only restart* root serverless table volume "
            "write* www-data"
        ),
        "error_body_ignored": ("200 body null ok response.ok saved status success* undefined"),
        "wrong_grant_type": ("client_credentials grant grant_type offline password username"),
        "multi_dc_disabled": (
            "countries customer* enabled first marketplace multi-dc pilot published "
            "region* switch* toggle*"
        ),
        "user_has_no_permission": ("admin* license permission* privilege* profile* role* standard"),
        "token_truncated_or_whitespace": (
            "characters column copy* cut decrypt* encrypt* half length newline quote* "
            "trim* truncat* varchar whitespace"
        ),
        "user_denied_consent": ("button cancel* declin* denied deny refuse* reject*"),
        "network_or_tls": (
            "certificate* connect* corporate dns firewall hang* network proxy ssl timeout* tls vpn"
        ),
        "client_not_in_offline_mode": ("grant initialize librar* mode offline refresh"),
        "token_store_user_mismatch": (
            "e-mail email identifier key mail renamed store tenant user*"
        ),
        "no_token_sent": ("empty header* headers interceptor missing null undefined variable*"),
        "oidc_token_validation": (
            "auth0 claim* cognito decode* id_token issuer jwks jwt keycloak oidc openid "
            "signature spring*"
        ),
        "client_type_wrong": (
            "android backend client-based desktop implicit ios javascript mobile server- "
            "based spa type"
        ),
        "self_client_vs_server_client": (
            "client console generate redirect* self server-based tab*"
        ),
        "url_encoding_broken": (
            "ampersand encod* encodeuricomponent escap* percent plus special urlencode*"
        ),
        "account_inactive": (
            "billing card expired invoice* license* paid payment* plan signed "
            "subscription trial upgrade"
        ),
        "clock_skew": (
            "clock date date.now drift expires_in milliseconds ntp resumed seconds time "
            "timezone utc vm"
        ),
        "wrong_token_identity": (
            "admin application bot customer* mixed other person service tenant* thread* user*"
        ),
        "app_callback_bug": (
            "500 accept after blank callback* controller crash* error* route session* white"
        ),
        "shell_quoting_broken": (
            "ampersand backslash bash cmd powershell prompt quote* recognized terminal windows"
        ),
        "params_not_form_encoded": ("body content-type form json multipart stringify urlencoded"),
        "consumer_app_blocked": (
            "admin* allow* approval blocked directory employees it organi* policies policy"
        ),
        "state_mismatch": (
            "browser cookie* csrf forged laptop samesite session* state tab tabs verify"
        ),
        "wrong_product_endpoint": (
            "404 api endpoint* found not path* product* url* v2 v3 version*"
        ),
        "browser_cors_blocked": (
            "angular browser console cors fetch frontend javascript react vue"
        ),
        "refresh_token_overwritten": (
            "column empty form lost null overwrit* refresh row saved saving update*"
        ),
        "access_token_saved_as_refresh_token": ("access cfg config refresh same saved stored"),
        "zoho_service_outage": (
            "500 502 503 all down everybody everyone incident maintenance outage status"
        ),
        "auth_header_lost_on_redirect": ("-l 301 302 307 308 curl follow* header* redirect* www"),
        "refresh_token_used_as_access_token": (
            "bearer expire forever header intern long-lived refresh"
        ),
        "code_used_as_access_token": ("bearer code header"),
        "refresh_token_used_as_code": ("again code exchange refresh"),
        "code_used_as_refresh_token": ("box code field generate refresh self"),
    }
)
"""Cause -> words in lower case; one that ends in `*` stands for all that begin so."""

USUAL = 5.0
_BY_RARITY: Mapping[float, str] = MappingProxyType(
    {
        0.6: "token",
        0.9: "error*",
        1.2: "client code oauth",
        1.3: "access api",
        1.4: "https refresh",
        1.6: "not",
        1.7: "id",
        1.8: "authori* connect* scope*",
        1.9: "all it type",
        2.0: "url* user* v2",
        2.1: "same url",
        2.2: "after eu secret*",
        2.3: "expir* http new",
        2.4: "200 expire* first grant redirect* status",
        2.5: "access_token console module* oauthtoken self www",
        2.6: "uri",
        2.7: "again callback* credential* domain json refresh_token time",
        2.8: "callback endpoint* every file* ok page zohoapis",
        2.9: "connection consent header* organi* requests",
        3.0: "api_domain curl exception expires_in grant_type offline success*",
        3.1: "accounts.zoho.eu",
        3.2: "bearer denied sdk",
        3.3: (
            "access_type accounts.zoho.in each form generate host* hour mail postman "
            "since v3 www.zohoapis.com"
        ),
        3.4: "browser customer* header invoice* other region*",
        3.5: "application html librar* login many old org state tab*",
        3.6: (
            "admin* exchange expired india* key localhost location missing name* "
            "product* retr* sign two undefined updat* update*"
        ),
        3.7: "base body connected content-type empty headers",
        3.8: (
            "accept address admin deploy* email field found once production second "
            "service tab unauthorized used variable* vendor"
        ),
        4.0: (
            "404 center class compan* config copied fetch minutes password* portal* "
            "prompt several stored version version*"
        ),
        4.1: (
            "403 accounts-server cache* canad* centre environment left password path* "
            "permission* reconnect* row saved seconds step* wrong www.zohoapis.eu"
        ),
        4.2: ("500 backend button comma* follow* morning null orgid saving server-based vercel"),
        4.4: (
            "already blocked column date employee* enabled folder* gem identifier "
            "length limit* mailbox* method multiple package pasted profile* reconnect "
            "refuse* reject* session* store verify worker* workspace* zoho.eu"
        ),
        4.7: (
            "allow* bash client_credentials date.now deleted deprecat* directory down "
            "europ* feature month months network oidc plan plus prefix restart* signed "
            "spring* staging tenant* thread* trial twice unchanged www.zohoapis.in"
        ),
        4.9: (
            "accountid accounts.zoho.com.au base_url billing colleague* cors crash* "
            "cron* datacent* dc dev doctype e-mail employees encod* encrypt* expire "
            "fresh javascript laptop longer night orgs owner pars* pod policy preview "
            "proxy published react removed reset riyadh root serverless signature soid "
            "ssl stale switch* table tenant terminal timeout* typed unexpected upgrad* "
            "upgrade urlencode* urlencoded windows wrapper write*"
        ),
    }
)
RARITY: Mapping[str, float] = MappingProxyType(
    {word: rarity for rarity, words in _BY_RARITY.items() for word in words.split()}
)
"""How rare a word is: the logarithm of one over the share of reports that have it.

Counted in 419 reports, 259 of them public. A word that is not here is rarer than that: `USUAL`.
"""

_WORD = re.compile(r"[^\W_][\w.-]{0,60}")


def topic_scores(text: str) -> dict[str, float]:
    """Return how well the words of a text go with each cause; causes with none are left out."""
    causes, sizes = _causes_of_words(), _sizes()
    scores: dict[str, float] = {}
    # In order, since a sum of fractions depends on it.
    for word in sorted(set(_known_words(text[:MOST_CHARACTERS].lower()))):
        for cause in causes[word]:
            scores[cause] = scores.get(cause, 0.0) + RARITY.get(word, USUAL)
    # Many words for a cause make a hit by chance likelier.
    return {cause: score / sizes[cause] ** 0.5 for cause, score in scores.items()}


@cache
def _causes_of_words() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for cause, words in TOPICS.items():
        for word in words.split():
            found.setdefault(word, []).append(cause)
    return found


@cache
def _sizes() -> dict[str, int]:
    return {cause: len(words.split()) for cause, words in TOPICS.items()}


_LONGEST = 24


def _known_words(text: str) -> Iterator[str]:
    known = _causes_of_words()
    for written in set(_WORD.findall(text)):
        whole = written.strip(".-")
        for word in {whole, *re.split(r"[._-]", whole)}:
            if word in known:
                yield word
            starts = (f"{word[:size]}*" for size in range(2, min(len(word), _LONGEST) + 1))
            yield from (start for start in starts if start in known)
