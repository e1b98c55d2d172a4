"""What people say about their trouble, as a table of patterns: the second thing to go by."""

from __future__ import annotations

from zoho_helpers.doctor.signs import signs

_REFRESH = r"refresh[_ -]?tokens?"
_ORG = r"organi[sz]ations?"

SAID = signs(
    "said",
    {
        "worked-a-while": r"\b(?:after|for|within|about|every|once) (?:about |around |roughly )?"
        r"(?:an?|one|1|60|the first|few|some) ?(?:hours?|h\b|min|days?|while)|\bhourly\b|\b3600\b.{0,20}"
        r"\bseconds?\b.{0,20}\b(?:fail|stop|expire)|\bafter a (?:day|while|few)|\bnext day\b"
        r"|\bworks? (?:at first|initially|once|until)\b|\bworked (?:at first|initially|before|once"
        r"|for)\b|\bstops? (?:working|emitting)|\bstopped (?:working|emitting)|\bworked (?:earlier|fine|well|yesterday|until)\b"
        r"|\bused to work\b|\bwas working\b|\bsuddenly\b|\bintermittent|\bnow and then\b|\bfrom time to time\b"
        r"|(?<!again )\bafter some time\b|\b(?:each|every) hour\b|\brestart\b.{0,12}\bcures?\b|\bsome time later\b|\bagain later\b|\bovernight\b|\b60 min",
        "expires": r"\b(?:access |auth |oauth )?tokens?\b.{0,24}\bexpir|\bexpired? (?:access )?token"
        r"|\bnaturally expires\b|\bexpiry\b|\bsession\b.{0,12}\bexpired\b",
        "not-refreshed": r"\b(?:not|never|\w{1,12}n'?t|cannot|fails? to|no)\b.{0,24}"
        r"\brefresh(?:ed|ing|es)?\b(?!.{0,2}token)|\brefresh(?:ing)?\b.{0,24}\b(?:fails?|not|never|"
        r"does ?n.t)\b|\bre-?authenticate (?:every|again)\b|\breconnect (?:every|each)\b",
        "no-refresh-token": rf"\b(?:no|not|\w{{1,12}}n'?t|never|without|missing|lacks?|only)\b.{{0,40}}\b{_REFRESH}"
        rf"|\b{_REFRESH}\b.{{0,30}}\b(?:missing|absent|null|undefined|empty|not (?:returned|sent|given|"
        rf"included|present|there|coming)|n't|is required)\b|\bonly (?:an? |the )?access[_ ]?token\b",
        "consented-before": r"\bsecond time\b|\bauthori[sz]ed\b.{0,20}\b(?:before|already|once|earlier)"
        r"|\balready (?:authori[sz]ed|consented|connected|granted|approved)|\bonly the first time\b"
        r"|\bfirst (?:time|consent|authori[sz]ation) only\b|\bconsented before\b|\bre-?connect"
        r"|\bre-?authori[sz]|\bagain\b.{0,20}\bno refresh",
        "offline-sent": r"\baccess_type[\s'\"]{0,3}[=:]>?[\s'\"]{0,3}offline|\boffline access\b",
        "password": r"\bpassword\b.{0,20}\b(?:chang|reset|new|updat)|\b(?:chang|reset|new|updat)\w{0,3}\b"
        r".{0,20}\bpassword\b",
        "revoked": rf"\brevoked?\b|\brevok(?:ing|ation)\b|\b{_REFRESH}\b.{{0,30}}\b(?:invalidated|dead|"
        r"no longer valid|deleted|evict|stale)|\bconnected apps?\b|\binvalidated\b",
        "evicted": r"\b(?:20|twenty)\b.{0,30}\brefresh|\bevict|\bpush(?:ed|es)? out\b|\boldest\b.{0,20}"
        r"\btoken|\b(?:many|several|multiple|too many)\b.{0,20}\brefresh[_ ]tokens\b",
        "too-often": r"\btoo many\b.{0,20}\b(?:requests?|tokens?|refresh)|\brate.?limit|\bthrottl"
        r"|\b429\b|\baccess denied\b.{0,40}\b(?:while|minutes|later)\b|\bquota\b",
        "organizations": rf"\b(?:multiple|several|many|two|wrong|other|another|stale|old|different)\b"
        rf".{{0,24}}\b{_ORG}\b|\b{_ORG}[_ ]?ids?\b(?!=)|\borgid\b|\bzaaid\b|\bzsoid\b|\bsoid\b"
        r"|\baccount ?id\b.{0,20}\b(?:wrong|missing|invalid|mail)|\bportal ?id\b|\bbusiness unit\b",
        "permission": r"\b(?:profile|role)\b.{0,40}\b(?:api|permission|access|lacks?|allow)"
        r"|\bnot (?:an )?admin(?:istrator)?\b|\bpermissions?\b.{0,20}\b(?:user|profile|role)\b"
        r"|\bnon-admin\b",
        "same-elsewhere": r"\b(?:same|works?(?: fine)?)\b.{0,40}\b(?:postman|curl|manually"
        r"|by hand)\b|\b(?:postman|curl)\b.{0,40}\bworks?\b",
        "fresh-token": r"\b(?:refresh(?:es|ed)?|exchange|oauth|token|authori[sz]ation|consent)\b.{0,30}"
        r"\b(?:succe|successful|fine|ok\b|works)|\bsuccessfully (?:acquired|refreshed|authenticat"
        r"|connected|obtained|authori[sz]ed)|\bfresh(?:ly)?\b.{0,12}\btoken|\bjust (?:connected|issued"
        r"|got|created|refreshed|generated)|\bgetting the token works\b|\btoken is obtained\b",
        "self-client": r"\bself[ _-]?client\b",
        "server-client": r"\bserver[ -]?based\b",
        "encrypted": r"\bfernet\b|\bgAAAAA|\bencrypt|\bdecrypt|\bcipher",
        "cut": r"\btruncat|\bcut off\b|\bwithout (?:its |the )?1000\b|\bprefix\b.{0,20}\b(?:removed|"
        r"missing|stripped)|\btrailing (?:space|newline|whitespace)|\bwhitespace\b|\bline ?break\b"
        r"|\bquot(?:es|ed)\b.{0,20}\btoken|\btoken\b.{0,20}\bquot(?:es|ed)\b|\bstrip\(\)|\btrim\b",
        "overwritten": rf"\b(?:overwrit|overwrote|replac|set to (?:null|none|empty)|nulls?|wiped|lost)"
        rf"\w{{0,4}}\b.{{0,30}}\b{_REFRESH}|\b{_REFRESH}\b.{{0,40}}\b(?:overwrit|overwrote|replaced by"
        r"|becomes? (?:null|none|empty)|set to (?:null|none|undefined)|wiped|lost)",
        "body-ignored": r"\b200\b.{0,60}\b(?:with|but|and|even)\b.{0,30}\berror|\breturns? (?:http )?200"
        r"\b.{0,60}\b(?:error|bad|invalid)|\bresponse\.ok\b|\bstatus (?:code )?200\b.{0,40}\berror",
        "bearer": r"\bbearer\b",
        "zoho-prefix": r"\bzoho-oauthtoken\b|\bzoho-authtoken\b",
        "redirects": r"\bredirect(?:ing|ed|s)\b.{0,80}\bto\b.{0,60}(?:https?://|www)|\b30[1278]\b"
        r"|\bfollow(?:s|ed|ing)? redirects?\b",
        "redirect-uri": r"\bredirect[_ ]ur[il]\b|\bcallback ur[il]\b",
        "windows-shell": r"\bcommand prompt\b|\bcmd(?:\.exe)?\b|\bpowershell\b|^[A-Z]:\\[^\n>]{0,200}>",
        "backslash-lines": r"\\[ \t\r]{0,20}$",
        "new-client": r"\bnew (?:oauth )?client\b|\b(?:different|another|other|old|wrong) client\b"
        r"|\bclient (?:was|is) (?:deleted|re-?created|new)\b|\bnew (?:credentials|app)\b",
        "built-in-client": r"\bbuilt.?in\b.{0,20}\bclient\b|\bmulti-?dc\b|\bshared client\b"
        r"|\bthe (?:tool|app|plugin)'s own client\b",
        "secret": r"\b(?:bad|wrong|invalid|incorrect)\b.{0,20}\b(?:credentials|secret)\b|\bsecret\b.{0,20}\b(?:wrong|invalid|incorrect|match)",
        "data-center": r"\bdata ?cent(?:er|re)s?\b|\bregions?\b|\bdomain\b.{0,20}\b(?:com|eu|in|default)\b"
        r"|\bdc\b|\btop.?level domain\b|\btld\b|\bhard-?coded?\b",
        "scope": r"\bscopes?\b",
        "scope-wrong": r"\b(?:wrong|misspel\w{1,8}|unknown|invalid|non.?existent|old|typo)\b.{0,20}\bscope"
        r"|\bscopes?\b.{0,30}\b(?:wrong|misspel|unknown|not exist|invalid|typo|space)",
        "scope-lacks": r"\b(?:missing|lacks?|needs?|requires?|add(?:ed)?|insufficient|without)\b.{0,30}"
        r"\bscopes?\b|\bscopes?\b.{0,30}\b(?:missing|lack|insufficient|required|not granted|added)",
        "outage": r"\boutage\b|\bzoho(?:'s)? (?:side|server|service|status)\b|\b50[0234]\b"
        r"|\b(?:multiple|several|many|all)\b.{0,20}\b(?:accounts?|users?|customers?)\b.{0,30}"
        r"\b(?:same|at the same time|affected|happening|fail)|\bis happening with (?:multiple|several|all)"
        r"|\binternal server error\b|\bservice unavailable\b|\bbad gateway\b",
        "callback-fails": r"\b(?:redirect|callback)\b.{0,60}\b(?:fails?|error|crash|500|exception)"
        r"|\bafter (?:accepting|consent|clicking accept)\b",
        "clock": r"\bclock\b|\btime ?zone\b|\bmilliseconds?\b|\bexpires_in_sec\b|\bntp\b|\btime drift\b"
        r"|\bexpir\w{1,8}\b.{0,30}\b(?:wrong|negative|1970|too (?:early|late))",
        "json-body": r"\bapplication/json\b.{0,120}\b(?:grant_type|token)\b|\bjson body\b|\bjson\.dumps\b"
        r"|\bJSON\.stringify\b|\bapplication/data\b|\braw body\b",
        "no-token": r"\bno (?:token|authorization header|header)\b|\bwithout (?:a |the )?(?:token|header"
        r"|authorization)|\b(?:empty|blank|undefined|null) (?:access )?token\b|\bheader\b.{0,20}"
        r"\b(?:missing|not sent|empty)|\bBearer (?:undefined|null|None)\b",
        "denied": r"\b(?:user |customer )?(?:rejected|declined|denied|cancell?ed|pressed reject)\b.{0,40}"
        r"\b(?:consent|access|permission|authori)|\bpressed reject\b|\bclicked (?:reject|deny|cancel)\b",
        "offline-mode": r"\boffline ?mode\b|\boffline_mode\b",
        "store": r"\b(?:file|folder|directory|path|store|storage|disk|serverless|lambda|persist)\w{0,4}\b"
        r".{0,40}\b(?:permission|writ(?:e|able|ten)|denied|read.?only|missing|not exist|empty|lost|gone)"
        r"|\bmkdir\b|\bchmod\b|\b0?777\b",
        "user-key": r"\buser.?identifier\b|\b(?:different|other|wrong|another) (?:e-?mail|user|key)\b"
        r"|\bcurrentUserEmail\b|\be-?mail\b.{0,40}\b(?:differ|not match|mismatch)",
        "library": r"\bsdk\b|\blibrary\b|\bwrapper\b|\bplugin\b|\bpackage\b|\bparser?\b|\bparsing\b"
        r"|\bcrash|\bthe (?:client|code) (?:expects|assumes)\b|\bversion \d|\bphp 8|\bpython 3|\bmeaningful error\b|\bclass(?:es)? cast|\bregression\b",
        "code-again": r"\b(?:each|every) (?:time|call|run|request|start)\b|\brun again\b|\bre-?run\b"
        r"|\balready (?:been )?used\b|\bused (?:twice|before|again|already)\b|\breus|\bsame code\b"
        r"|\bexpired or (?:already )?used\b|\bGenerateTokenRequest\b",
        "code": r"\bgrant[_ ]token\b|\bauthori[sz]ation[_ ]code\b|\bgrant code\b|\bcode exchange\b"
        r"|\bexchang\w{1,6} (?:the )?code\b",
        "refresh-grant": rf"\bgrant_type\W{{1,6}}refresh_token\b|\brefresh(?:ing)? (?:the )?(?:access )?"
        rf"token\b|\b{_REFRESH} (?:flow|grant|request)\b",
        "user-info": r"\buser ?info\b|/user/info\b|\buser profile\b",
        "other-identity": r"\b(?:application|app|service|bot|system|user)\b.{0,6}\btoken\b.{0,40}\binstead\b"
        r"|\b(?:needs?|wants?|requires?|expects?)\b.{0,20}\b(?:application|app|user|bot|admin) token\b",
        "cut-command": r"\bunquoted\b|\b& ?is not recogni[sz]ed\b|\bis not recogni[sz]ed as an internal\b"
        r"|\bcommand not found\b|^\[\d\] \d{3,7}$|\bampersand\b",
        "encoding": r"\bencod(?:e|ed|ing)\b|%25[0-9A-F]{2}|\burlencode\b|\bplus sign\b|\bdouble.?encod",
        "js-client": r"\bjavascript (?:app|client)\b|\bclient.?based\b|\bbrowser app\b|\bspa\b|\bmobile"
        r"(?:.based)?\b|\bdynamic (?:client )?registration\b|\bclient type\b",
        "wrong-product": r"\b(?:wrong|different|another|other) (?:product|api|endpoint|service|flavou?r)\b"
        r"|\bconnects? to (?:inventory|books|crm|desk|invoice)\b",
        "saved-access": rf"\bset(?:ting|RefreshToken)?\b.{{0,60}}\b{_REFRESH}\b.{{0,40}}\brefresh"
        rf"AccessToken\b|\b{_REFRESH}\b.{{0,20}}=.{{0,20}}\baccess[_ ]?token\b",
        "sent-as-access": rf"\b(?:Zoho-oauthtoken|Bearer|authorization)\b.{{0,40}}\b{_REFRESH}\b"
        rf"|\b{_REFRESH}\b.{{0,30}}\b(?:as|instead of|in place of) (?:the )?(?:access|bearer)",
        "refresh-as-code": rf"\bcode\b\W{{1,4}}\$?\w{{0,12}}{_REFRESH}\b|\b{_REFRESH}\b.{{0,40}}\b(?:in|as)"
        r" (?:the )?(?:parameter )?code\b",
        "code-as-refresh": r"\brefresh_token\b\W{1,4}\$?(?:grant_?|auth_?)?code\b|\bcode\b.{0,30}\b(?:in|as)"
        r" (?:the )?(?:parameter )?refresh[_ ]token\b",
        "updated": r"\b(?:after|since)\b.{0,30}\b(?:updat|upgrad|new version)|\bdowngrad|\bnewer version\b|\bold version\b.{0,20}\bworks?\b",
        "in-browser": r"\bruns? in the browser\b|\bfront-?end\b|\breact\b|\blocalStorage\b|\bweb app\b|\bfrom javascript\b",
        "refreshed-once": r"\bfirst\b.{0,24}\brefresh\w{0,3}\b.{0,24}\bworks?\b.{0,40}\b(?:later|second|next|then|after|every)",
        "persistence": r"\b(?:from|to|in) (?:the )?persistence\b|\bretrieving tokens?\b|\btoken (?:store|persistence)\b",
        "registration-fails": r"\bcould(?:n't| not) register\b|\bregistration\b.{0,24}\b(?:fails?|failed|not supported)|\bdynamic (?:client )?registration\b",
    },
)
"""Sign and pattern for what is said in the paste or beside it."""
