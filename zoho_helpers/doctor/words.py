"""What people say about their trouble, as a table of patterns: the second thing to go by."""

from __future__ import annotations

from zoho_helpers.doctor.signs import signs

_REFRESH = r"refresh[_ -]?tokens?"
_ORG = r"organi[sz]ations?"

SAID = signs(
    "said",
    {
        "worked-a-while": r"\bwork\w{0,20}\b.{0,40}\b(?:an hour|hours?|the first)\b|\bfuncion\w{1,20}\b.{0,20}\b(?:desde|hasta|até|antes|por una hora)\b|\bfonctionn\w{1,20}\b.{0,20}\b(?:jusqu|pendant|avant)|\b(?:lief|funktionierte|ging)\b.{0,20}\b(?:bis|vorher|gestern|lange|seit)|\b(?:after|for|within|about|every|once) (?:about |around |roughly )?"
        r"(?:an?|one|1|60|the first|few|some) ?(?:hours?|h\b|min|days?|while)|\bhourly\b|\b3600\b.{0,20}"
        r"\bseconds?\b.{0,20}\b(?:fail|stop|expire)|\bafter a (?:day|while|few)|\bnext day\b"
        r"|\bworks? (?:at first|initially|once|until)\b|\bworked (?:at first|initially|before|once"
        r"|for)\b|\bstops? (?:working|emitting)|\bstopped (?:working|emitting)|\bworked (?:earlier|fine|well|yesterday|until)\b"
        r"|\bused to work\b|\bwas working\b|\bsuddenly\b|\bintermittent|\bnow and then\b|\bfrom time to time\b"
        r"|(?<!again )\bafter some time\b|\b(?:each|every) hour\b|\brestart\b.{0,12}\bcures?\b|\bsome time later\b|\bagain later\b|\bovernight\b|\b60 min|\bminute 6\d\b",
        "expires": r"\babgelaufen|\bexpiré|\bcaducad|\bexpirad|\bexpirou\b|\bexpiró|有効期限|期限切れ|\b(?:access |auth |oauth )?tokens?\b[^.\n]{0,50}\bexpir|\bexpired? (?:access )?token"
        r"|\bnaturally expires\b|\bexpiry\b|\bsession\b.{0,12}\bexpired\b",
        "not-refreshed": r"\b(?:not|never|\w{1,12}n'?t|cannot|fails? to|no)\b.{0,24}"
        r"\brefresh(?:ed|ing|es)?\b(?!.{0,2}token)|\brefresh(?:ing)?\b.{0,24}\b(?:fails?|not|never|"
        r"does ?n.t)\b|\bexpires_(?:at|in)\b.{0,60}\b(?:never|nobody|not|ignored|unused)\b|\bre-?authenticate (?:every|again)\b|\breconnect (?:every|each)\b",
        "no-refresh-token": rf"{_REFRESH}.{{0,30}}(?:返りません|返ってこ|ありません|来ません)|access_?token ?しか|\bkein(?:en)? {_REFRESH}|\bpas de {_REFRESH}|\bsin {_REFRESH}|\bsem {_REFRESH}|\bno (?:me )?(?:devuelve|llega|viene|vem).{{0,30}}{_REFRESH}|\b(?:no|without|missing|lacks?|lacking|never (?:got|get|had))\s{{1,8}}(?:an? |the |any |new |its )?{_REFRESH}\b"
        rf"|\b(?:not|\w{{1,20}}n'?t|never|cannot|fails? to|stopped|no longer)\s{{1,8}}(?:\w{{1,20}}\s{{1,8}}){{0,2}}?(?:return|get|giv|includ|receiv|sen[dt]|contain|provid"
        rf"|com|issu|see|hav|find|obtain|fetch|respond|generat|got|be)\w{{0,20}}\b[^.;,\n]{{0,40}}\b{_REFRESH}\b"
        rf"|\b{_REFRESH}\b[^.;,\n]{{0,30}}\b(?:missing|absent|null|nil|none|undefined|empty|not (?:returned|sent|given|included|present|there|coming|received"
        rf"|provided|generated|available)|n't|is required|never)|\bonly (?:an? |the )?access[_ ]?token\b|\b{_REFRESH}\b[^.;,\n]{{0,20}}\bn'?t\b",
        "consented-before": r"\b(?:it|zoho|consent|screen|page)\b.{0,30}\b(?:skips?|skipped|no longer (?:shows?|appears?|asks?)|not shown|flash\w{0,20}|goes straight|straight (?:back|through))\b|初回|再度|もう一度|\bla segunda vez\b|\bbeim zweiten Mal\b|\bla deuxième fois\b|\bsegunda vez\b|\bsecond time\b|\bauthori[sz]ed\b.{0,20}\b(?:before|already|once|earlier)"
        r"|\bwithout (?:the |an? )?(?:accept|consent)\b|\b(?:login|log-?in|sign-?in|consent|flow)\b.{0,20}\bagain with the same (?:user|account)\b"
        r"|\balready (?:authori[sz]ed|consented|connected|granted|approved)|\bonly the first time\b"
        r"|\bfirst (?:time|consent|authori[sz]ation) only\b|\bconsented before\b|\bre-?connect"
        r"|\bre-?authori[sz]|\bagain\b.{0,20}\bno refresh",
        "offline-sent": r"\baccess_type is offline\b|\baccess_type[\s'\"]{0,3}[=:]>?[\s'\"]{0,3}offline|\boffline access\b",
        "password": r"\b(?:contraseña|mot de passe|senha|passwort|パスワード)|\bpasswords?\b.{0,20}\b(?:chang|reset|new|updat)|\b(?:chang|reset|new|updat)\w{0,3}\b"
        r".{0,20}\bpasswords?\b",
        "revoked": rf"\brevoked?\b|\brevok(?:ing|ation)\b|\b{_REFRESH}\b.{{0,30}}\b(?:invalidated|dead|"
        r"no longer valid|deleted|evict|stale)|\bconnected apps\b|\binvalidated\b",
        "evicted": r"\b(?:20|twenty)\b.{0,30}\brefresh|(?<!cache )\bevict|\bpush(?:ed|es)? out\b|\boldest\b.{0,20}"
        r"\btoken|\b(?:oldest|earliest|earlier) (?!versions?\b)\w{1,20}\b.{0,30}\b(?:stops?|fails?|dies?|breaks?|loses?)\b|\b(?:many|several|multiple|too many)\b.{0,20}\brefresh[_ ]tokens\b",
        "too-often": r"\b(?:about |after |first )?(?:ten|10|11|eleven)\b[^\n]{0,80}\b(?:ten|10) minutes\b|\b(?:\d{1,20}|several|many|all|each|every|both|two|three|dozen) (?:\w{1,20} )?(?:workers?|pods?|jobs?|process(?:es)?|threads?|lambdas?|instances?|containers?|replicas?|servers?|crons?)\b[^\n]{0,80}\brefresh"
        r"|\brefresh\w{0,20}\b[^\n]{0,60}\b(?:per|for each|on each|on every|before each|before every|each|every) (?:\w{1,20} )?(?:worker|request|call|pod|job|page|invocation|run)\b|\b(?:each|every) (?:invocation|request|worker|job|call|run|page)\b.{0,12}\b(?:gets?|fetch\w{0,3}|asks? for|requests?|makes?|creates?|(?:re-?)?mint(?:s|ed)?) (?:a|its|one)\b.{0,14}\btoken\b|\b(?:bursts?|simultaneous\w{0,20}|in parallel|concurrent\w{0,20}|all at once)\b[^\n]{0,80}\b(?:tokens?|refresh\w{0,20})\b"
        r"|\b(?:tokens?|refresh\w{0,20})\b[^\n]{0,60}\b(?:bursts?|simultaneous\w{0,20}|in parallel|concurrent\w{0,20}|all at once)\b|\btoo many\b.{0,20}\b(?:requests?|tokens?|refresh)|\brate.?limit|\bthrottl"
        r"|\bmaximum request limit\b|\brapid refresh|\bzu viele\b.{0,12}\banfragen\b|\bblockiert\b.{0,24}\banfragen\b|\b429\b|\baccess denied\b.{0,40}\b(?:while|minutes|later)\b|\bquota\b",
        "heals": r"\b(?:minutes?|an hour)\b[^.\n]{0,12}\blater\b[^.\n]{0,60}\b(?:fine|works?|ok|okay|starts?|again|green|recover\w{0,3})\b"
        r"|\b(?:goes away|gone|recovers?|heals|fine again|works again|ok again)\b[^.\n]{0,40}\b(?:minutes|quarter of an hour|a while)\b",
        "many-workers": r"\b[1-9]\d{1,3} (?:\w{1,20} )?(?:run|start)(?:s|ning|ing)? at once\b|\b[1-9]\d{1,3} (?:\w{1,20} )?(?:workers?|pods?|process(?:es)?|threads?|lambdas?|instances?|containers?|replicas?)\b",
        "kind-of-a-value": r"\b(?:integers?|int|numbers?|numeric)\b[^\n]{0,80}(?:\n[^\n]{0,60})?\bstrings?\b|\bstrings?\b[^\n]{0,80}\b(?:integers?|int|numbers?|numeric)\b",
        "organizations": rf"\b(?:multiple|several|many|two|wrong|other|another|stale|old|different)\b"
        rf".{{0,24}}\b{_ORG}\b|\b{_ORG}[_ ]?ids?\b(?!=)|\borgid\b|\bzaaid\b|\bzsoid\b|\bsoid\b"
        r"|\baccount ?id\b.{0,20}\b(?:wrong|missing|invalid|mail)|\bportal ?id\b|\bbusiness unit\b",
        "permission": r"\bworks?\b[^.\n]{0,24}\b(?:the |an? )?(?:owner|admin\w{0,10})\b|\b(?:profile|role)\b.{0,40}\b(?:api|permission|access|lacks?|allow)"
        r"|\bnot (?:an )?admin(?:istrator)?\b|\bpermissions?\b.{0,20}\b(?:user|profile|role)\b"
        r"|\bnon-admin\b",
        "same-elsewhere": r"\b(?:same|works?(?: fine)?)\b.{0,40}\b(?:postman|curl|manually"
        r"|by hand)\b|\b(?:postman|curl)\b.{0,40}\bworks?\b",
        "fresh-token": r"\b(?:refresh(?:es|ed)?|exchange|oauth|token|authori[sz]ation|consent)\b.{0,30}"
        r"\b(?:succe|successful|fine|ok\b|works)|\bsuccessfully (?:acquired|refreshed|authenticat"
        r"|connected|obtained|authori[sz]ed)|\bfresh(?:ly)?\b.{0,12}\btoken|\bjust (?:connected|issued"
        r"|got|created|refreshed|generated)|\bgetting the token works\b|\btoken is obtained\b",
        "self-client": r"\bself[ _-]?client\b|\bgenerate code\b",
        "server-client": r"\bserver[ -]?based\b",
        "encrypted": r"\bfernet\b|\bgAAAAA|\bencrypt|\bdecrypt|\bcipher",
        "cut": r"\bvarchar ?\(\d{1,20}\)|\blength\( ?\w{0,20}token|\bdata too long for column\b|\bcolumn\b.{0,30}\b(?:too (?:short|small)|only \d{1,20})|\bmaxlength\b|\btruncat|\bcut off\b|\bwithout (?:its |the )?1000\b|\bprefix\b.{0,20}\b(?:removed|"
        r"missing|stripped)|\btrailing (?:space|newline|whitespace)|\bwhitespace\b|\bline ?break\b"
        r"|\bquot(?:es|ed|ation marks?)\b.{0,60}\btoken|\btoken\b.{0,20}\bquot(?:es|ed)\b|\bstrip\(\)|\btrim\b",
        "overwritten": rf"refresh_?token['\"\]]{{0,2}}\s{{0,2}}=\s{{0,2}}\$?[\w.>-]{{1,30}}(?:\.get\(|\[|->|\.)['\"]?refresh_?token['\"]?[\])]?;?\s{{0,8}}$|\b(?:overwrit|overwrote|replac|discard|drops?|set to (?:null|none|empty)|nulls?|wiped|lost)"
        rf"\w{{0,4}}\b.{{0,60}}\b{_REFRESH}|\b{_REFRESH}\b.{{0,40}}\b(?:overwrit|overwrote|replaced by"
        r"|becomes? (?:null|none|empty)|set to (?:null|none|undefined)|wiped|lost)",
        "body-ignored": r"(?<![=\d])200\b.{0,40}\b(?:with|but|and|even)\b.{0,30}\berror|\breturns? (?:http )?200"
        r"\b.{0,60}\b(?:error|bad|invalid)|\bresponse\.ok\b|\b(?:as soon as|whenever|only|just|because|if) .{0,24}\bstatus\b.{0,12}\b200\b|\bstatus (?:code )?200\b.{0,40}\berror",
        "bearer": r"(?<!token_type\": \")(?<!token_type\":\")(?<!token_type=)(?<!token_type: )(?<!_type': ')(?<!_type\", \")\bbearer\b|\bOAuth2Session\b",
        "zoho-prefix": r"\bzoho-oauthtoken\b|\bzoho-authtoken\b",
        "no-scheme": r"\b(?:no|without|missing|lacks?)\b.{0,24}\b(?:scheme|prefix)\b|\bbare (?:access )?token\b"
        r"|\btoken\b.{0,20}\bas it is\b|\b(?:only|just) the (?:access )?token\b.{0,30}\bheader\b",
        "redirects": r"\bredirect(?:ing|ed|s)\b.{0,80}\bto\b.{0,60}(?:https?://|www)|\b30[1278]\b"
        r"|\bfollow(?:s|ed|ing)? redirects?\b",
        "redirect-uri": r"\bredirect[_ ]ur[il]\b|\bcallback ur[il]\b",
        "windows-shell": r"\bcommand prompt\b|\bcmd(?:\.exe)?\b|\bpowershell\b|^[A-Z]:\\[^\n>]{0,200}>",
        "backslash-lines": r"\\\s{0,8}$",
        "new-client": r"\b(?:deleted|removed) the client\b|\bnew id and (?:new )?secret\b|\badded it again\b|\bnew (?:oauth )?client\b|\b(?:different|another|other|old|wrong) client\b"
        r"|\bclient (?:was|is) (?:deleted|re-?created|new)\b|\bnew (?:credentials|app)\b",
        "some-customers": r"\b(?:american|us|eu|european|indian|other|all other|our other|german|british)(?: \w{1,20})? (?:customers?|users?|accounts?|clients?|tenants?)\b[^\n]{0,60}"
        r"\b(?:works?|fine|ok|okay|authori[sz]e|connects?|normal\w{0,20}|no problem|get through)\b|\bworks? (?:fine )?(?:for|with) (?:our |all |the )?(?:american|us|eu|european|indian|other)\b"
        r"|\bonly (?:our |the )?(?:customers|users|accounts|tenants) (?:on|in|from|at)\b"
        r"|\b(?:only|first|one)\b.{0,20}\b(?:customer|user|tenant)s? (?:from|in|of) \w{1,20}",
        "our-app": r"\b(?:our|my) (?:published|marketplace|public|saas)?.{0,12}\b(?:app|integration|plugin|extension|connector|product)\b|\bmarketplace\b|\bpublished (?:app|extension)\b|\bmulti-?tenant\b",
        "static-token": r"\b(?:set|type|enter|put)\w{0,20} (?:the )?authorization (?:header )?by hand\b|\bpaste a (?:new|fresh) (?:one|token)\b|\bcol[oa]\b.{0,20}\bplanilha|\bget (?:a )?(?:new|fresh) token (?:by hand|manually)\b|\b(?:paste|hard-?cod\w{1,20}|fixed|static|permanent|copied|copy)\b.{0,30}\b(?:access[_ ]?)?token\b|\btoken\b.{0,40}\b(?:from|in|as) (?:an? |the |our )?(?:text |config\w{0,20} |env\w{0,20} |dataset |global |module )?(?:parameter|variable|constant|setting|secret|field|header value)s?\b"
        r"|\btoken\b.{0,20}\b(?:lives|is kept|sits|stays) in (?:a |the )?(?:module|memory|global|static)\b",
        "later": r"\b(?:before|after|by|since) (?:lunch|noon|breakfast|the (?:call|meeting|break|weekend))\b|\b(?:at|in the|over|during the|every|next|each|this) (?:night|morning|evening|day)\b|\bovernight\b|\bnightly\b|\bscheduled\b|\bcron\b|\ban? hour later\b|\bhours? later\b|\bafter lunch\b|\bnach (?:einer|etwa einer|ca\. einer) Stunde\b|\bune heure\b|\buna hora\b|\buma hora\b|1 ?時間|一時間",
        "sign-in-again": r"\b(?:must|have to|has to|need(?:s|ed)? to|asks?|asked|want(?:s|ed))\b.{0,30}\b(?:sign|log) ?in again\b|\bre-?log ?in\b|\b(?:sign|log|logged|signed)(?:s|ed)? (?:me |us |them |him |everybody |users? )?out\b|\bre-?connect\b|\bfix connection\b|\bconnect again\b|\bneu (?:anmelden|verbinden)\b|\bse reconnecter\b",
        "removed": r"\b(?:remov|delet|clean|tid(?:y|ied)|t(?:ook|ake)|disconnect|kick)\w{0,20}\b.{0,60}\b(?:apps?|connections?|access|sessions?|integrations?)\b|\bconnected apps?\b|\bapps? conectad|\baplicaciones conectadas\b|\bapplications connect|\bverbundene\w{0,20} Apps?\b|\bapps? list\b|\blist(?:a)? (?:of|de) (?:connected )?apps\b",
        "other-call-works": r"\bcon el mismo token\b|\bcom o mesmo token\b|\bavec le même (?:jeton|token)\b|\bmit (?:dem|demselben|dem gleichen) Token\b|\b(?:other|same|another|all)\b.{0,60}\b(?:endpoints?|calls?|modules?|requests?|token)\b[^\n]{0,60}\b(?:works?|fine|ok|answers? 200|returns? 200|200)\b|\b200\b.{0,40}\b(?:with|by) (?:the )?same token\b|\bcan read\b.{0,60}\b(?:not|n't|but)\b",
        "typed-id": r"\b(?:typ(?:ed|o|ing)|photo|screenshot|cop(?:y|ied)|handwritten|ocr|zeros?|letter o)\b.{0,60}\b(?:client ?)?ids?\b|\bids?\b.{0,60}\b(?:typ(?:ed|o)|photo|screenshot|zeros?|letter|mixed up|look alike)\b",
        "center-right": r"\b(?:host|dc|data ?cent(?:er|re)|region|domain|tld|server)\b.{0,24}\b(?:is|are|was)\b.{0,12}\b(?:right|correct|definitely|certainly|not the problem|ok\b|fine)|\b(?:right|correct) (?:host|dc|data ?cent(?:er|re)|region|domain)\b",
        "stale-id": r"\b(?:deleted|re-?created|created again|migrated|moved|merged|renamed)\b[^\n]{0,160}\bids?\b|\bids?\b[^\n]{0,100}\b(?:hard-?coded|in an? (?:yaml|config|env|json)|from the old|of the old|stale|stored|saved)\b",
        "many-consents": r"\b(?:all (?:day|afternoon|morning|week)|again and again|repeatedly|many times|each (?:test|deploy|login|time)|every (?:login|sign-?in|test|deploy)|load ?test\w{0,20}|testing the (?:login|sign))\b",
        "lists-no-refresh-token": r"\baccess_token\b(?:(?!refresh)[^\n]){0,80}\bexpires_in\b(?!(?:(?!\n).){0,60}refresh)",
        "built-in-client": r"\bbuilt.?in\b.{0,20}\bclient\b|\bmulti-?dc\b|\bshared client\b"
        r"|\bthe (?:tool|app|plugin)'s own client\b",
        "secret": r"\b(?:bad|wrong|invalid|incorrect)\b.{0,20}\b(?:credentials|secret)\b|\bsecret\b.{0,20}\b(?:wrong|invalid|incorrect|match)",
        "data-center": r"\bdata[ _-]?cent(?:er|re)s?\b|\bregions?\b|\bregional\b|\b(?:only|other than|not)\b.{0,24}[`'\" ]\.(?:com|eu|in|com\.au)\b|\bhost\b(?!:).{0,40}\bzoho\.(?:in|eu|com)\b|\bcom/eu\b|\bdomain\b.{0,20}\b(?:com|eu|in|default)\b"
        r"|\bdc\b|\btop.?level domain\b|\btld\b|\bhard-?coded?\b",
        "scope": r"\bscopes?\b",
        "scope-wrong": r"\bgenerate code\b.{0,80}\b(?:not|n't|refuses?)\b|\b(?:copied|from an? (?:old )?(?:blog|forum|tutorial))\b.{0,60}\bscope|\b(?:wrong|misspel\w{1,20}|unknown|invalid|non.?existent|old|typo)\b.{0,20}\bscope"
        r"|\bscopes?\b.{0,30}\b(?:wrong|misspel|unknown|not exist|invalid|typo|space)",
        "scope-lacks": r"\b(?:missing|lacks?|needs?|requires?|add(?:ed|ing)?|insufficient|without|narrow\w{0,20})\b[^.\n]{0,30}"
        r"(?:\b(?:Zoho|Desk)\w{0,20}\.[\w.]{1,60}[^\n]{0,60})?\bscopes?\b|\bscopes?\b.{0,30}\b(?:missing|lack|insufficient|required|not granted|added)",
        "outage": r"\boutage\b|\bwithout us (?:touch|chang|do)ing\b|\bevery (?:customer|user|account)\b.{0,40}\bfail"
        r"|(?<!changed on the )\bzoho(?:'s)? (?:side|server|service|status)\b|\bHTTP[/\d. ]{0,6}50[0234]\b|\b50[0234]s?\b.{0,30}\bzoho|\bzoho\b.{0,60}\b50[0234]\b"
        r"|\b(?:multiple|several|many|all)\b(?! our other).{0,20}\b(?:accounts?|users?|customers?)\b.{0,30}"
        r"\b(?:same (?:error|problem|issue|time|thing)|affected|happening|fail)|\bis happening with (?:multiple|several|all)"
        r"|\binternal server error\b|\bservice unavailable\b|\bbad gateway\b",
        "callback-fails": r"\b(?:redirect|callback)\b.{0,60}\b(?:fails?|error|crash|500|exception)"
        r"|\bafter (?:accepting|consent|clicking accept)\b",
        "clock": r"\bexpires_?in\b.{0,40}\bDate\.now\(\) ?\* ?1000|\b(?:vm|virtual machine|laptop|guest|host)\b.{0,60}\b(?:resumed|suspended|slept|snapshot|hibernat\w{1,20})\b|\b(?:resumed|suspended|hibernat\w{1,20}|saved state|snapshot)\b.{0,80}\b(?:date|time|morning|guest|vm)\b|`date`|\bsystem time\b|\bDate\.now\(\)[^;\n]{0,60}\bexpires_?in\b(?! ?\* ?1000)|\bexpires_?in\b[^;\n]{0,20}\+ ?Date\.now\(\)(?! ?/)|\bclock\b|\bDate\.now\(\) ?\+ ?(?:3600|60 ?\* ?60)\b(?! ?\*)|\bexpir\w{1,20}\b.{0,20}\b\d[\d.]{0,60} (?:ms|seconds?) after\b|\bexpires? (?:immediately|at once)\b|\btime ?zone\b|\bmill?iseconds?\b|\bntp\b|\btime drift\b"
        r"|\bexpir\w{1,20}\b.{0,30}\b(?:wrong|negative|1970|too (?:early|late))",
        "json-body": r"\bapplication/json\b.{0,120}\b(?:grant_type|token)\b|\bjson body\b|\bjson\.dumps\b"
        r"|\bJSON\.stringify\b|\baxios\.post\([^,\n]{0,160}/token[^,\n]{0,4}, ?\{|\bapplication/data\b|\braw body\b",
        "no-token": r"\bno (?:token|authorization header|header)\b|\bwithout (?:a |the )?(?:token|header"
        r"|authorization)|\b(?:empty|blank|undefined|null) (?:access )?token\b|\bheader\b.{0,20}"
        r"\b(?:missing|not sent|empty)|\bBearer (?:undefined|null|None)\b",
        "denied": r"\b(?:user |customer )?(?:rejected|declined|denied|cancell?ed|pressed reject)\b.{0,40}"
        r"\b(?:consent|access|permission|authori)|\bpressed reject\b|\bclicked (?:reject|deny|cancel)\b",
        "offline-mode": r"\boffline ?mode\b|\boffline_mode\b",
        "store": r"\b(?:file|folder|directory|path|store|storage|disk|serverless|lambda|persist)\w{0,4}\b"
        r".{0,40}\b(?:permission|writ(?:e|able|ten)|denied|read.?only|missing|not exist|empty|lost|gone)"
        r"|\bmkdir\b|\bchmod\b|\b0?777\b",
        "not-enabled": r"\bnot enabled (?:for|in)\b.{0,30}\b(?:area|data ?cent|region|country|dc)\b|\bmulti-?dc\b.{0,30}\b(?:off|not|disabled)\b"
        r"|\buse the same oauth credentials\b",
        "client-credentials": r"\bclient[_ ]credentials\b",
        "error-page": r"\b(?:zoho|an?|the) error (?:page|comes|appears|shows)\b|\berror page\b|\bno consent (?:page|screen|list)\b|\binstead of the (?:login|consent)\b|\ban error comes up\b|\ba zoho error\b",
        "other-address": r"\bpreview (?:deploy\w{0,20}|url|branch)|\b(?:new|custom|own|my) domain\b|\bngrok\b|\bstaging\b.{0,40}\b(?:url|address|domain)\b|\bport\b.{0,20}\b(?:chang|differ|other)|\b(?:moved|migrat\w{1,20}|switched) to https?\b|\bbehind a (?:proxy|load balancer)\b|\bwww\.?\b.{0,20}\bwithout\b",
        "mixed-users": r"\b(?:sees?|gets?|shows?|mixed)\b.{0,40}\b(?:of|from) (?:another|the other|the wrong|customer a|other) ?(?:customer|tenant|user|account)?\b|\bdata of the other\b",
        "wrong-data": r"\b(?:sample|demo|test|trial) (?:data|company|org\w{0,20})\b|\b(?:old|other|previous|wrong) (?:company|organi[sz]ation|portal|books)\b",
        "quota": r"\bthreshold limit exceeded\b|\bapi (?:call|request|usage) limit\b|\bconcurren\w{1,20} limit\b|\bAPI_LIMIT\w{0,20}\b|\bdaily limit\b",
        "access-denied": r"\baccess denied\b",
        "api-domain": r"\bapi[_ ]?domain\b|\bbase ?url\b|\b(?:base )?api (?:base )?(?:url|host|endpoint|server|domain)s?\b|\bzohoapis\b",
        "lost-since-start": r"\b(?:after|since|on|with|when)\b[^.\n]{0,40}\b(?:re-?deploy|deploy|restart|reboot|redeploy|cold start|new container)\w{0,8}\b[^.\n]{0,80}\b(?:disconnected|lost|gone|empty|wiped|forgot\w{0,3}|no (?:saved|stored)|not connected|reconnect|vanish\w{0,3}|disappear\w{0,3})\b"
        r"|\b(?:despliegue|reinici\w{1,6}|deploy)\b[^.\n]{0,80}\b(?:pierd|perdi|desaparec|borr)\w{0,4}"
        r"|\b(?:disconnected|lost|gone|empty|wiped|forgot\w{0,3}|vanish\w{0,3}|disappear\w{0,3}|reconnect)\b[^.\n]{0,60}\b(?:after|on|with|since|at)\b[^.\n]{0,24}\b(?:re-?deploy|deploy|restart|reboot|redeploy|cold start)\w{0,8}\b"
        r"|(?<![a-z])not[_ ]persisted\b|\bsilently lost\b|\bno (?:saved|stored) (?:refresh |access )?tokens?\b|\bephemeral\b",
        "silent-store": r"\b(?:sav(?:e|ing)|writ(?:e|ing)|stor(?:e|ing)|persist\w{0,20})\b.{0,30}\b(?:fails? silently|silently)\b|\bsilently\b.{0,30}\b(?:sav|writ|stor|persist)",
        "local-address": r"\blocalhost\b|\b127\.0\.0\.1\b",
        "user-key": r"\buser.?identifier\b|\b(?:different|other|wrong|another) (?:e-?mail|user|key)\b"
        r"|\bcurrentUserEmail\b|\be-?mail\b.{0,40}\b(?:differ|not match|mismatch)",
        "library": r"\bsdk\b|\blibrary\b|\bwrapper\b|\bplugin\b|\bpackage\b|\bparser?\b|\bparsing\b"
        r"|\bcrash|\bthe (?:client|code) (?:expects|assumes)\b|\bversion \d|\bphp 8|\bpython 3|\bmeaningful error\b|\bclass(?:es)? cast|\bregression\b",
        "code-again": r"\b(?:each|every) (?:time|call|run|request|start)\b|\brun again\b|\bre-?run\b"
        r"|\balready (?:been )?used\b|\bused (?:twice|before|again|already)\b|\breus|\bsame code\b"
        r"|\bexpired or (?:already )?used\b|\bGenerateTokenRequest\b",
        "code": r"\bgrant[_ ]token\b|\bauthori[sz]ation[_ ]code\b|\bgrant code\b|\bcode exchange\b"
        r"|\bexchang\w{1,20} (?:the )?code\b",
        "refresh-grant": rf"\brenewals?\b|\brenew(?:s|ed|ing)?\b.{{0,16}}\btokens?\b|\bon (?:the )?refresh\b|\bgrant_type\W{{1,6}}refresh_token\b|\brefresh(?:ing)? (?:the )?(?:access )?"
        rf"token\b|\b{_REFRESH} (?:flow|grant|request)\b|\btoken refresh\b|\brefreshing\b|\brefresh\w{{0,14}}\s?\(|\brefresh ?(?:->|=>|→)|\brenova\w{{1,20}} (?:do|del) token\b|\bToken-Erneuerung\b|\bZOHO_(?:[A-Z]{{1,20}}_)?REFRESH_TOKEN\b"
        r"|\brefresh(?:ing)?(?: of .{0,20})? (?:fail|error)|\brefresh with\b|\brefresh(?:ed|es)?[_ ]?access[_ ]?token\b",
        "refresh-word": r"\brefresh(?:es|ed|ing)?\b(?! the page)",
        "user-info": r"\buser ?info\b|/user/info\b|\buser profile\b",
        "other-identity": r"\b(?:application|app|service|bot|system|user)\b.{0,6}\btoken\b.{0,40}\binstead\b"
        r"|\b(?:needs?|wants?|requires?|expects?)\b.{0,20}\b(?:application|app|user|bot|admin) token\b",
        "cut-command": r"\bunquoted\b|\b& ?is not recogni[sz]ed\b|\bis not recogni[sz]ed as an internal\b"
        r"|\bcommand not found\b|^\[\d\] \d{3,7}$|\bampersand\b",
        "encoding": r"\bencod(?:e|ed|ing)\b|%25[0-9A-F]{2}|\burlencode\b|\bplus sign\b|\bdouble.?encod",
        "js-client": r"\bjavascript (?:app|client)\b|\bclient.?based\b|\bbrowser app\b|\bspa\b|\bmobile"
        r"(?:.based)?\b|\bdynamic (?:client )?registration\b|\bclient type\b",
        "wrong-product": r"\b(?:wrong|different|another|other) (?:product|api(?! (?:domain|host|extension|region))|endpoint|service|flavou?r)s?\b"
        r"|\bconnects? to (?:inventory|books|crm|desk|invoice)\b",
        "saved-access": rf"\bset(?:ting|RefreshToken)?\b.{{0,60}}\b{_REFRESH}\b.{{0,40}}\brefresh"
        rf"AccessToken\b|\b{_REFRESH}\b.{{0,20}}=.{{0,20}}\baccess[_ ]?token\b",
        "sent-as-access": rf"\b(?:Zoho-oauthtoken|Bearer|authorization)\b.{{0,40}}(?<![a-z]){_REFRESH}\b"
        r"|\bZoho-oauthtoken \$\{?RT\b|\b(?:use|using|put|send) the long(?:-| )lived (?:one|token)\b"
        rf"|\b{_REFRESH}\b.{{0,30}}\b(?:as|instead of|in place of) (?:the )?(?:access|bearer)",
        "refresh-as-code": rf"^\s{{0,8}}code\s{{0,3}}[=:]\s{{0,3}}[^\s&,]{{0,24}}refresh|\bcode\b\W{{1,4}}\$?\w{{0,12}}{_REFRESH}\b|\bcode=\$?[^&\s]{{0,20}}[^&\n]{{0,12}}\.{_REFRESH}\b|\b{_REFRESH}\b.{{0,40}}\b(?:in|as)"
        r" (?:the )?(?:parameter )?code\b",
        "code-as-refresh": r"\brefresh_token\W{1,4}[\w$:.\[('\"]{0,24}(?:grant(?!_type)|auth_?code)|\brefresh[_ ]?token\b.{0,160}\bgenerat(?:e|ed) (?:a )?code\b|\bgenerat(?:e|ed) (?:a )?code\b.{0,120}\brefresh[_ ]?token (?:field|box|input)\b|\brefresh_token\b\W{1,4}\$?(?:grant_?|auth_?)?code\b|\bcode\b.{0,30}\b(?:in|as)"
        r" (?:the )?(?:parameter )?refresh[_ ]token\b|\brefresh[_ ]token\b.{0,20}\b(?:holds|contains|is|was|set to|had)\b.{0,20}\b(?:grant|authori[sz]ation) (?:token|code)\b",
        "updated": r"\b(?:after|since)\b.{0,30}\b(?:updat|upgrad|new version)|\bdowngrad|\bnewer version\b|\bold version\b.{0,20}\bworks?\b",
        "in-browser": r"\bstatic (?:site|page|dashboard)\b|\b(?:vue|angular|svelte|netlify|github pages)\b|\bcomponent\b|\bclient.side\b|\bdevtools\b|\bruns? in the browser\b|\bfront-?end\b|\breact\b|\blocalStorage\b|\bweb app\b|\bfrom javascript\b",
        "refreshed-once": r"\bfirst\b.{0,24}\brefresh\w{0,3}\b.{0,24}\bworks?\b.{0,40}\b(?:later|second|next|then|after|every)",
        "persistence": r"\b(?:from|to|in) (?:the )?persistence\b|\bretrieving tokens?\b|\btoken (?:store|persistence)\b",
        "registration-fails": r"\bcould(?:n't| not) register\b|\bregistration\b.{0,24}\b(?:fails?|failed|not supported)|\bdynamic (?:client )?registration\b",
    },
)
"""Sign and pattern for what is said in the paste or beside it."""
