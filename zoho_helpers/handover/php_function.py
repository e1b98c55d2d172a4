"""The way `php-function`: a few PHP functions on cURL, and the page that Zoho sends the browser to.

No library is needed, only PHP 8.1 with its extensions curl and json. `public/` is what a web server
may serve; the settings and the token file stay above it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from zoho_helpers.data_centers import ZOHO, DataCenter, practice_data_centers
from zoho_helpers.errors import InputError
from zoho_helpers.handover.files import File
from zoho_helpers.handover.kit import Kit
from zoho_helpers.handover.quoting_php import Value, fill_php, php_value
from zoho_helpers.redaction import Secret

_FOLDER = "php_function"
_HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?")


def files_for(kit: Kit) -> tuple[File, ...]:
    """Return the files, filled with the reader's settings.

    A refresh token that is there already goes into `token.json`, so that no further consent is
    needed. A self client has no redirect URI, so there is no page for it.

    Raises:
        InputError: A self client without a refresh token, which these files could not get.
    """
    files = [
        File("config.php", fill_php(f"{_FOLDER}/config.php", _settings(kit)), private=True),
        File("functions.php", fill_php(f"{_FOLDER}/functions.php", {})),
    ]
    if kit.client.redirect_uri:
        places = {"start": _start(kit.client.redirect_uri)}
        files.append(File("public/callback.php", fill_php(f"{_FOLDER}/callback.php", places)))
    elif kit.refresh_token is None:
        raise InputError(
            "A self client has no redirect URI, so a PHP page cannot get its first token.",
            "Walk through 02 to 04 first, or run: python -m zoho_helpers token get",
            reason="handover-needs",
            field="refresh_token",
        )
    if kit.refresh_token:
        files.append(File("token.json", _token(kit, kit.refresh_token), private=True))
    return tuple(files)


def _settings(kit: Kit) -> dict[str, str]:
    values: dict[str, Value] = {
        "client_id": kit.client.client_id,
        "client_secret": kit.client.client_secret.reveal(),
        "redirect_uri": kit.client.redirect_uri,
        "scopes": kit.scopes,
        "access_type": kit.access_type,
        "accounts_url": kit.center.accounts_url,
        "check": {"title": kit.check.title, "host": kit.check.host, "path": kit.check.path},
        "data_centers": {
            center.location: {"accounts_url": center.accounts_url, "api_domain": center.api_domain}
            for center in _centers(kit).values()
        },
    }
    return {name: php_value(value, "    ") for name, value in values.items()}


def _centers(kit: Kit) -> Mapping[str, DataCenter]:
    """Return the servers that may be sent something: Zoho's, or those of this practice Zoho."""
    if not kit.practice:
        return ZOHO
    return practice_data_centers(kit.center.accounts_url.removesuffix(f"/{kit.center.location}"))


def _token(kit: Kit, refresh_token: Secret) -> str:
    token = {
        "refresh_token": refresh_token.reveal(),
        "accounts_server": kit.center.accounts_url,
        "api_domain": kit.api_domain or kit.center.api_domain,
    }
    return json.dumps(token, indent=4) + "\n"


def _start(redirect_uri: str) -> str:
    """Return the command that serves the page, for a comment: nothing else gets into it."""
    place = urlsplit(redirect_uri).netloc
    host = place if _HOST.fullmatch(place) else "127.0.0.1:8758"
    port = "" if ":" in host.replace("[::1]", "") else ":80"
    return f"php -S {host}{port} -t public public/callback.php"
