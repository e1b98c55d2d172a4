"""What counts as a sign: names for what Zoho, programs and people say, as tables of patterns.

A sign is a tag such as `error:invalid_code` or `said:worked-an-hour`. Error codes and shapes come
first, words second, since Zoho translates its texts. Patterns are applied to text whose quotes
were plain before (`facts.py`); none of them can take longer than the text is long.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple


class Sign(NamedTuple):
    """A tag, and the pattern that shows it."""

    tag: str
    pattern: re.Pattern[str]


ANSWERS = ("error:", "page:", "api:")
"""How the tags of the signs begin that Zoho itself answered."""


def signs(kind: str, patterns: Mapping[str, str]) -> tuple[Sign, ...]:
    """Return a table of signs, each with its kind before its name."""
    return tuple(
        Sign(f"{kind}:{name}", re.compile(pattern, re.I | re.M))
        for name, pattern in patterns.items()
    )


# What the accounts server answers. Sources: fact tables of the token and authorization endpoints.

TOKEN_ERRORS = signs(
    "error",
    {
        "invalid_code": r"\binvalid[_ ]code\b",
        "invalid_client_secret": r"\binvalid[_ ]client[_ ]secret\b",
        "invalid_client": r"\binvalid_client\b(?!_)|\binvalid client credentials\b",
        "invalid_redirect_uri": r"\binvalid_redirect_uri\b|\bredirect_uri_mismatch\b",
        "invalid_scope": r"\binvalid_scope\b",
        "invalid_grant": r"\binvalid_grant\b",
        "unsupported_grant_type": r"\b(?:unsupported|invalid)_grant_type\b",
        "missing_org_info": r"\bmissing_org_info\b",
        "access_denied": r"\berror['\"]?\s{0,3}[=:]\s{0,3}['\"]?access_denied\b",
        "other_dc": r"\bother_dc\b",
        "general_error": r"\bgeneral_error\b",
        # Its three keys are never translated, its words are.
        "throttled": r"\btoo many requests continuously\b"
        r"|\"error_description\"[^{}]{0,200}\"error\"[^{}]{0,60}\"status\"\s{0,3}:\s{0,3}\"failure\""
        r"|\berror['\"]\s{0,3}:\s{0,3}['\"]access denied\b|\baccess denied\b.{0,20}\bfailure\b|\binvalid token error\b.{0,6}\baccess denied\b",
    },
)

ERROR_PAGES = signs(
    "page",
    {
        "client": r"\bclient id passed does not exist\b|\binvalid client(?: id)?\b(?!_| secret| cred)"
        r"|\b(?:transmitted|provided) client id\b|\bclient non valide\b|\bclient-id\b.{0,40}existiert"
        r"|\bcliente no v.lido\b|\bcliente inv.lido\b|\bclient non valido\b|\bung.ltiger client\b",
        "redirect": r"\binvalid redirect ur[il]\b|\bredirect uri passed does not match\b"
        r"|\buri de redirection\b.{0,30}\b(?:non valide|incorrecte)\b",
        "scope-unknown": r"\bscope does not exist\b|\bscope\b.{0,30}n'existe pas|\bscope\b.{0,20}existiert nicht",
        "scope": r"\bscope does not exist\b|\binvalid oauth ?scope\b(?! to access|\"|_)|\bscope\b.{0,30}n'existe pas"
        r"|\binvalid scope\b(?! to access)",
        "response-type": r"\binvalid response type\b",
    },
)


def _number(codes: str) -> str:
    """Return a pattern for numbers that are named as an error's: by themselves, they say nothing."""
    return (
        rf"\b(?:error_?)?(?:code|error|status)['\"\]]{{0,3}}\s{{0,3}}(?:=>|[=:])?\s{{0,3}}['\"]?(?:{codes})\b"
        rf"|\((?:{codes})\)"
    )


# What a product's API answers. `dead` may also mean another data center or a wrong header.

API_ERRORS = signs(
    "api",
    {
        "dead": _number("4834|1030|9041|8535|2401")
        + r"|\binvalid ticket id\b|\bINVALID_(?:OAUTH)?TOKEN\b|\bINVALID_OAUTH\b|\binvalid oauth ?token\b"
        r"|\binvalid (?:access )?token\b|\btoken (?:has |is )?expired\b"
        r"|\bcode['\"]?\s{0,3}[:=]\s{0,3}['\"]?(?:57|14)\b|\boauth token .{0,20}(?:invalid|expired)\b"
        r"|\bINVALID_TICKET\b|\bAUTHENTICATION_FAILURE\b",
        "no-header": _number("9031|8518") + r"|\bINVALID_TICKET\b|\bAUTHENTICATION_FAILURE\b"
        r"|\bcode['\"]?\s{0,3}[:=]\s{0,3}['\"]?14\b|\binvalid value passed for authtoken\b"
        r"|\byou are not authenticated\b",
        "scope-number": _number("7218|9040|2945"),
        "scope": r"\b(?:OAUTH_)?SCOPE_MISMATCH\b|\bINVALID_OAUTHSCOPE\b|\boauthtoken_scope_invalid\b"
        r"|\binvalid oauth ?scopes?\b|\binvalid scopes?\b|\binsufficient_?scope\b|\bF700[47]\b|\bNO_SCOPE_PERMISSION\b",
        "scope-code": r"\bid['\"]?\s{0,2}[:=]\s{0,2}['\"]?F700[47]\b|\(F700[47]\)|\bF700[47]\b[^\n]{0,16}\bscope\b|\b(?:OAUTH_)?SCOPE_MISMATCH\b|\bINVALID_OAUTHSCOPE\b|\boauthtoken_scope_invalid\b",
        "books-57": r"\bcode['\"]?\s{0,3}[:=]\s{0,3}['\"]?57\b|\bcode 57\b"
        r"|\bnot authorized to perform this operation\b",
        "organization": _number("6024|6041|9017|8083")
        + r"|\bOAUTH_ORG_MISMATCH\b|\bbelongs to multiple organi[sz]ations\b|\bmissing\b.{0,20}\b(?:account|organi[sz]ation|org|portal) ?id\b|\bZAAID\b"
        r"|\bnot valid for specified organi[sz]ation\b|\b(?:determine|resolve|find) (?:the |an |any )?organi[sz]ation\b"
        r"|\bdoes not belong to (?:the |this )?organi[sz]ation\b|\bnot associated with (?:the |this )?(?:organi[sz]ation|company)|\borganization_?id\b.{0,40}"
        r"\b(?:invalid|missing|required|wrong|not found)\b|\b(?:invalid|missing|wrong) org",
        "permission": _number(r"7301|7401\.14")
        + r"|\bNO_PERMISSION\b|\byou lack the permission\b|\b(?:insufficient|no) privileges?\b|\bCrm_Implied_\w{3,40}\b"
        r"|\bpermission denied\b.{0,60}\b(?:profile|role|crm)\b",
        "path": r"\binvalid url passed\b|\bas the url\b.{0,160}\bis invalid\b|\bINVALID_URL_PATTERN\b|\bis not a valid method\b|\bunsupported url\b|\bapi endpoint not found\b",
        "path-or-scope": r"\bURL_RULE_NOT_CONFIGURED\b|\burl rule is not configured\b|\bF6016\b",
        "other-key": r"\bSERR_157\b|\binvalid api token\b",
        "format": r"\bparameters? (?:is|are) in (?:a )?wrong format\b|\bextra parameter found\b",
        "inactive": r"\bINACTIVE_USER\b|\btrial_expired\b|\borgani[sz]ation is marked as inactive\b|\b(?:trial|subscription|account|plan|licen[cs]e)\b.{0,30}"
        r"\b(?:inactive|expired|suspended|not active|deactivated|ended|lapsed|cancell?ed|over)\b|is_org_active['\"]?\s{0,2}:\s{0,2}false|\b(?:unpaid|never paid|payment (?:failed|overdue|due)|never entered a card)\b|\bplan_name['\"]?\s{0,2}:\s{0,2}['\"]?trial|\bACCOUNT_?INACTIVE\b",
    },
)

# What a program says when it stumbles over an answer.

PROGRAM_ERRORS = signs(
    "program",
    {
        "no-access-token": r"\bkeyerror\b.{0,12}access_token|\bkey '?access_token'? was not present\b|\[\"access_token\"\] not found\b|access_token['\"]? of (?:undefined|null)\b"
        r"|\bundefined (?:index|array key|property|offset)\b.{0,14}access_token"
        r"|\bcannot read propert.{0,40}access_token"
        r"|\bmissing access_token\b|\bhas_?access_?token['\"]?: false\b|\btoken(?: value)?['\"]?: ['\"]?(?:undefined|null)\b"
        r"|\bmissing (?:the )?field access_token\b|\bmissing_token\b|\bMissingTokenError\b|\binvalid_token_response\b"
        r"|\bno access[_ ]token (?:in|was)\b|\baccess_token is (?:undefined|null|missing)\b",
        "no-field": r"\b(?:keyerror|undefined (?:index|array key|property|offset)|cannot read propert\w{0,20}|missing (?:required )?(?:key|field|property)|has no (?:key|field|attribute)|given key)\b.{0,40}\b(?:expires_in(?:_sec)?|api_domain|refresh_token|token_type|email|scope)\b|\[\"(?:expires_in|api_domain|refresh_token|token_type)\"\] not found\b",
        "undefined-host": r"\bhttps?://(?:undefined|null|none)\b|\binvalid url:? ['\"]?(?:undefined|null|none)/",
        "headers-in-body": r"\.(?:post|put|patch)\([^)\n]{0,160},\s{0,8}\{[^{}\n]{0,160}\bheaders\b",
        "not-json": r"\bunexpected token ['\"]?<|\bjsondecodeerror\b|\bexpecting value: line 1"
        r"|\bnot valid json\b|\bsyntaxerror\b.{0,40}\bjson\b|\binvalid character '<'"
        r"|\bunexpected character\b.{0,30}<|\bjson\b.{0,20}\bparse\b.{0,30}<"
        r"|\b(?:failed|unable|cannot|could not|error) (?:to )?(?:pars|decod)\w{1,3}\b.{0,20}\bjson\b|\bcontent-type['\"]?: text/html\b",
        "html": r"<html\b|<!doctype html|<title>\s{0,8}zoho\b|\b(?:redirect|location|to)\b.{0,20}https?://www\.zoho\.com/(?!callback)\w|\bhtml (?:page|response|instead)\b",
        "no-tokens-for-user": r"\bno (?:\w{1,12} )?tokens? (?:exist|found) for\b|\btoken\b.{0,30}\bnot found\b.{0,30}\buser\b"
        r"|\buser.?identifier\b.{0,40}\b(?:not|wrong|unknown|mismatch)",
        "grant-code-not-set": r"grant_?(?:code|token)_?(?:not|isnt)_?set|\bgrant ?code ?not ?set\b|\bgrant (?:code|token) (?:is )?(?:required|"
        r"missing|not set)\b",
        "refresh-token-required": r"\brefresh_?token (?:is )?(?:required|missing|undefined|null|empty)"
        r"|\bno refresh[_ ]token\b|\bmissing refresh[_ ]?token\b|\bwithout (?:a )?refresh[_ ]?token\b",
        "jose": r"\bid[ _]token issued by a different\b|\bunable to verify id_token\b|\bjoserfc\b|\bunsupported_?header\b|\bkey_id\b|\bunable to find a signing key\b"
        r"|\bkid\b.{0,30}\b(?:missing|not found|undefined|invalid)\b|\bnot enough segments\b"
        r"|\binvalid (?:jwt|id.?token)\b|\bjwt malformed\b|\bjws\b",
        "deprecated-null": r"\bpassing null to parameter\b|\bmust be (?:of type|string|an instance)"
        r"|\btypeerror\b|\bundefined (?:index|array key|property|offset)\b|\bnullpointerexception\b"
        r"|\bnil pointer\b|\bkeyerror\b|\bcannot read propert|\bclasscastexception\b"
        r"|\bdeprecat(?:ed|ion)\b.{0,40}\b(?:sdk|library|vendor|package|php)\b|\bnosuchmethod\b|\battributeerror\b|\bfatal error\b.{0,60}\btype\b",
        "breaks": r"\bscope has changed from\b|\bArgumentCountError\b|\btoo few arguments\b|\bcall to (?:an? )?(?:undefined|private|protected)\b|\buncaught (?:type|argument)?error\b"
        r"|\bmust be of (?:the )?type\b|\bcannot find module\b|\bModuleNotFoundError\b|\bImportError\b|\bNoSuchMethodError\b|\bundefined method\b|\bunrecognized (?:field|keyword|property)\b|\bunknown (?:key|field|property|enum)\b|\bJsonDecodingException\b|\bJsonSerializationException\b|\bUnrecognizedPropertyException\b|\berror converting value\b"
        r"|\bcannot (?:deserialize|unmarshal)\b|\bUnmarshalTypeError\b|\bJsonMappingException\b|\bClassNotFoundException\b|\bnot a function\b|\bunexpected keyword argument\b",
        "database": r"\bSQLSTATE\b|\bnot-null constraint\b|\bcolumn\b.{0,40}\bcannot be null\b|\bconstraint violation\b|\bduplicate entry\b|\brelation \W?\w{1,20}\W? does not exist\b|\bno such table\b|\btable \W?[\w.]{1,60}\W? doesn't exist\b|\bcolumn \W?\w{1,20}\W? (?:of relation .{0,40} )?does not exist\b"
        r"|\bschema\b.{0,20}\b(?:update|migration|out of date)\b|\bunknown column\b",
        "permission": r"\bpermission denied\b|\beacces\b|\bfailed to open stream\b"
        r"|\bread-only file ?system\b|\bis not writable\b|\benoent\b|\bnot writeable\b",
        "network": r"\beconn(?:refused|reset|aborted)\b|\betimedout\b|\benotfound\b|\bconnect(?:ion)? "
        r"?timed? ?out\b|\bssl(?:error|_error|handshake)|\bcertificate\b|\bcould not resolve host\b"
        r"|\bcurl error (?:6|7|28|35|60)\b|\bunable to connect\b|\bnetwork error\b|\bgetaddrinfo\b|\bsocket hang up\b"
        r"|\bname or service not known\b|\bread timed out\b|\bconnection (?:refused|reset)\b"
        r"|\bnetwork is unreachable\b|\bdns\b.{0,16}\b(?:fail|falh|error|lookup)\w{0,6}|\bhangs?\b|\btimed? ?out\b|\bfirewall\b|\bwithout a timeout\b|\btls\b.{0,20}\b(?:handshake|error|version)\b",
        "cors": r"\bcors\b|\baccess-control-allow-origin\b|\bblocked by\b.{0,20}\bpolicy\b",
        "fetch-failed": r"\bfailed to fetch\b|\bNetworkError when attempting\b|\bTypeError: Load failed\b|\bopaque response\b",
        # What these say of themselves leaves nothing else to explain it.
        "cors-blocked": r"\bblocked by cors policy\b|\bno '?access-control-allow-origin'? header\b"
        r"|\bcross-origin request blocked\b|\bcors request did not succeed\b",
        "no-connection": r"\beconn(?:refused|reset)\b|\betimedout\b|\benotfound\b|\beai_again\b"
        r"|\bcould not resolve host\b|\bcurl error (?:5|6|7|28|35|60|77)\b|\bcurl: \((?:5|6|7|28|35|56|60|77)\)"
        r"|\bgetaddrinfo\b|\bname or service not known\b|\bssl certificate problem\b|\bcertificate_verify_failed\b"
        r"|\bself.signed certificate\b|\bconnecttimeout\b|\bsslerror\b|\bunknownhostexception\b|\bsslhandshakeexception\b"
        r"|\bno such host\b|\bx509: certificate\b|\bi/o timeout\b|\bproxyerror\b",
        "no-such-host": r"\benotfound\b|\bcould not resolve host\b|\bno such host\b|\bname or service not known\b"
        r"|\bcurl error 6\b|\bcurl: \(6\)|\bunknownhostexception\b|\bgetaddrinfo\b",
        "shell": r"'\w{2,30}' is not recognized as an internal or external command|^\[\d\] \d{3,7}$"
        r"|\bthe ampersand \(&\) character is not allowed\b|: (?:redirect_uri|client_id|scope|grant_type|code)=\S{0,200}: command not found\b",
        "no-jwt": r"\bjwt malformed\b|\bnot enough segments\b|\bwrong number of segments\b|\binvalid compact jws\b"
        r"|\bBadJwtException\b|\bdecode the jwt: malformed\b|\binvalid number of part delimiters\b|\bcontains an invalid number of segments\b",
        "token-file-closed": r"(?:permission denied|eacces|erofs|read-only file system)\b[^\n]{0,120}[/\\\\][^\n]{0,60}(?:token|zoho)"
        r"|(?:tokens?\w{0,12}\.(?:txt|json|csv|ya?ml)|zcrm_oauthtokens)[^\n]{0,80}\b(?:permission denied|eacces|not writable|read-only)",
        "state": r"\bstate\b.{0,30}\b(?:mismatch|does not match|invalid|not match|expired|missing)\b"
        r"|\b(?:invalid|mismatching|missing|wrong|unknown)[_ ]?(?:oauth )?state\b|\bcsrf(?:\b|_)|\btamper|\bInvalidStateException\b|\boauth_?state\b|\bunable to verify authorization request state\b|\bverify\b.{0,30}\bstate\b|\bstates?\b.{0,20}\bdiffer",
        "blocked": r"\b(?:app|application)\b.{0,40}\b(?:blocked|restricted|not allowed)\b.{0,40}"
        r"\b(?:admin|organi[sz]ation|org)|\bcontact (?:your|the) (?:organi[sz]ation'?s? )?admin|\badministrator of their\b|\bapp(?:lication)? polic(?:y|ies)\b|\b(?:permitted|allowed|approved|trusted) apps\b|\ballow-?list of apps\b|\bapproval\b.{0,30}\badmin|\badmin\w{0,20}\b.{0,30}\bapprov|\badmin(?:istrator)?\b.{0,40}\b(?:blocked|restricted)\b",
    },
)
