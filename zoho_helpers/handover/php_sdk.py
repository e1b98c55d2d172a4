"""The way `php-sdk`: Zoho's own PHP SDK for CRM, set up with the reader's refresh token.

Names and their order are those of the SDK's public source
(https://github.com/zoho/zohocrm-php-sdk-8.0; `history.md` says which versions), read November 2026.
"""

from __future__ import annotations

from zoho_helpers.handover.files import File
from zoho_helpers.handover.kit import Kit
from zoho_helpers.handover.quoting_php import fill_php, php_string
from zoho_helpers.handover.template import template_text

_FOLDER = "php_sdk"
_KNOWN = ("us", "eu", "in", "cn", "au", "jp", "ca", "sa")
"""Data centers that the SDK has a class for."""


def files_for(kit: Kit) -> tuple[File, ...]:
    """Return the files, filled with the reader's settings, which include a refresh token."""
    known = not kit.practice and kit.center.location in _KNOWN
    start = {"update_api_domain": str(known).lower()}
    return (
        File("composer.json", _text("composer.json")),
        File("config.php", fill_php(f"{_FOLDER}/config.php", _secrets(kit)), private=True),
        File("data_center.php", _data_center(kit, known)),
        File("zoho.php", fill_php(f"{_FOLDER}/zoho.php", start)),
        File("HISTORY.md", _text("history.md")),
    )


def _secrets(kit: Kit) -> dict[str, str]:
    client = kit.client
    # The registry of ways lets nobody in who has no refresh token yet.
    secrets = {"client_secret": client.client_secret, "refresh_token": kit.refresh_token}
    revealed = {
        name: php_string(secret.reveal()) for name, secret in secrets.items() if secret is not None
    }
    return {"client_id": php_string(client.client_id), **revealed}


def _data_center(kit: Kit, known: bool) -> str:
    center = kit.center
    if known:
        name = f"com\\zoho\\crm\\api\\dc\\{center.location.upper()}DataCenter"
        places = {"environment": f"{name}::PRODUCTION()"}
        return fill_php(f"{_FOLDER}/data_center_known.php", places)
    places = {
        "api_domain": php_string(center.api_domain),
        "token_url": php_string(center.token_url),
    }
    return fill_php(f"{_FOLDER}/data_center_own.php", places)


def _text(name: str) -> str:
    return template_text(f"{_FOLDER}/{name}")
