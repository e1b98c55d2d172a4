"""What the reader has set: which profile, which client, which data center, and where files live.

There are two profiles. `practice` talks to practice Zoho and keeps its files in `.walkthrough/`;
`live` talks to Zoho and keeps `.env` and `token.json`. Each profile has files of its own, and
nothing is read from one for the other.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from zoho_helpers.data_centers import ZOHO, find_by_location
from zoho_helpers.errors import InputError, StoreError, forget_locals
from zoho_helpers.files import close_to_others as close_to_others
from zoho_helpers.files import make_private_folder as make_private_folder
from zoho_helpers.files import replace_file
from zoho_helpers.redaction import Secret, mask_text, mask_url
from zoho_helpers.services import DEFAULT_SCOPES
from zoho_helpers.tracked import refuse_if_tracked as refuse_if_tracked

PRACTICE, LIVE = "practice", "live"
CLIENT_TYPES = ("server", "self")
"""Client types of Zoho's console that this walkthrough knows: server-based, and self client."""

DEFAULT_REDIRECT_URI = "http://127.0.0.1:8758/callback"


@dataclass(frozen=True)
class Client:
    """A registered client (RFC 6749 §2): what Zoho's API console gives you.

    Attributes:
        client_id: Public name of the client, `1000.` and 30 capitals and digits.
        client_secret: Its password. Each data center may have its own.
        redirect_uri: Zoho's "Authorized Redirect URI"; empty for a self client, which has none.
        client_type: `server` or `self`.
    """

    client_id: str
    client_secret: Secret
    redirect_uri: str
    client_type: str = "server"


@dataclass(frozen=True)
class Settings:
    """All that a profile keeps in its `.env`.

    Attributes:
        data_center: Location of the data center where the client is registered, such as `eu`.
        client_type: `server` or `self`.
        client_id: Empty until a client is registered.
        client_secret: None until a client is registered.
        redirect_uri: Where Zoho sends the browser back to. A self client has none.
        scopes: What to ask for, as a tuple of scope names.
        access_type: `offline` for a refresh token, `online` for none.
    """

    data_center: str = "us"
    client_type: str = "server"
    client_id: str = ""
    client_secret: Secret | None = None
    redirect_uri: str = DEFAULT_REDIRECT_URI
    scopes: tuple[str, ...] = field(default=DEFAULT_SCOPES)
    access_type: str = "offline"

    @property
    def client(self) -> Client:
        """The registered client.

        Raises:
            InputError: There is none yet, or half of it is missing.
        """
        if not self.client_id:
            raise _missing("client id", "client_id", "ZOHO_CLIENT_ID")
        if not self.client_secret:
            raise _missing("client secret", "client_secret", "ZOHO_CLIENT_SECRET")
        redirect_uri = "" if self.client_type == "self" else self.redirect_uri
        return Client(self.client_id, self.client_secret, redirect_uri, self.client_type)


def _missing(what: str, name: str, variable: str) -> InputError:
    return InputError(
        f"There is no {what} yet.",
        f"Register a client in 01_register_client, or fill in {variable} in your .env file.",
        reason=f"{name.replace('_', '-')}-missing",
        field=name,
    )


@dataclass(frozen=True)
class Home:
    """Where a profile's files live.

    Attributes:
        profile: `practice` or `live`.
        folder: Folder of the profile's files.
    """

    profile: str
    folder: Path

    @property
    def env_file(self) -> Path:
        """Settings and client secret."""
        return self.folder / (".env" if self.profile == LIVE else "practice.env")

    @property
    def token_file(self) -> Path:
        """Tokens, and the authorization that is under way."""
        return self.folder / ("token.json" if self.profile == LIVE else "practice-token.json")


def find_home(profile: str, environ: Mapping[str, str], start: Path) -> Home:
    """Return where the profile's files live.

    `ZOHO_HOME` names the folder. Without it, it is the nearest folder above `start` that holds
    `walkthrough.py` (`start` itself where there is none), and its `.walkthrough/` for practice.

    Raises:
        InputError: The profile is neither `practice` nor `live`.
    """
    if profile not in (PRACTICE, LIVE):
        raise InputError(
            f"There is no profile {profile!r}.",
            "Set ZOHO_PROFILE to practice or live, or leave it out.",
            reason="profile-unknown",
            field="profile",
        )
    if environ.get("ZOHO_HOME"):
        return Home(profile, Path(environ["ZOHO_HOME"]).expanduser().resolve())
    root = find_project(start)
    return Home(profile, root if profile == LIVE else root / ".walkthrough")


def find_project(start: Path) -> Path:
    """Return the nearest folder from `start` upwards with `walkthrough.py` in it, else `start`."""
    folders = (start.resolve(), *start.resolve().parents)
    return next((folder for folder in folders if (folder / "walkthrough.py").is_file()), folders[0])


def split_scopes(text: str) -> tuple[str, ...]:
    """Split scopes at commas or blanks, dropping repeats. Zoho takes commas and answers blanks."""
    return tuple(dict.fromkeys(re.findall(r"[^\s,]+", text)))


def check_redirect_uri(uri: str) -> str:
    """Return the redirect URI, trimmed.

    Raises:
        InputError: Zoho's console would refuse it, or it has a fragment (RFC 6749 §3.1.2).
    """
    uri = uri.strip()
    try:
        parts = urlsplit(uri)
        usable = parts.scheme in ("http", "https") and parts.hostname and not re.search(r"\s", uri)
        _ = parts.port
    except ValueError:
        usable = False
    if not usable or "#" in uri:
        raise InputError(
            f"{mask_url(uri)[:80]!r} cannot be a redirect URI.",
            f"Give a full address such as {DEFAULT_REDIRECT_URI}: http or https, no # in it.",
            reason="redirect-uri-invalid",
            field="redirect_uri",
        )
    return uri


def parse_settings(values: Mapping[str, str | None]) -> Settings:
    """Build settings from the `ZOHO_` variables of a `.env`; what is missing keeps its default.

    Raises:
        InputError: A value cannot be right; `field` names it.
    """
    ours = {key: (value or "").strip() for key, value in values.items() if key[:5] == "ZOHO_"}
    given = {key[5:].lower(): value for key, value in ours.items() if value}
    return Settings(
        data_center=find_by_location(ZOHO, given.get("data_center", "us")).location,
        client_type=_one_of("client_type", CLIENT_TYPES, given),
        client_id=given.get("client_id", ""),
        client_secret=Secret(given["client_secret"]) if "client_secret" in given else None,
        redirect_uri=check_redirect_uri(given.get("redirect_uri", DEFAULT_REDIRECT_URI)),
        scopes=split_scopes(given.get("scopes", "")) or DEFAULT_SCOPES,
        access_type=_one_of("access_type", ("offline", "online"), given),
    )


def _one_of(name: str, choices: tuple[str, ...], given: Mapping[str, str]) -> str:
    """Return the given value if it is one of the choices; the first of them where none is given."""
    value = given.get(name, choices[0])
    if value not in choices:
        raise InputError(
            f"ZOHO_{name.upper()} is {mask_text(value)[:40]!r}.",
            f"It can be {' or '.join(choices)}.",
            reason=f"{name.replace('_', '-')}-unknown",
            field=name,
        )
    return value


@forget_locals
def load_settings(home: Home, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the profile's `.env`; a file that is not there counts as empty.

    The file is closed to other users (0600) if it was open to them. In the live profile a variable
    of the environment wins over the file.

    Raises:
        StoreError: The file cannot be read, is not text, or is tracked by git.
        InputError: A value in it cannot be right.
    """
    values = _read_env(home.env_file)
    if home.profile == LIVE:
        refuse_if_tracked(home.env_file)
        names = {f"ZOHO_{item.name.upper()}" for item in fields(Settings)}
        values |= {name: (environ or {})[name] for name in names & set(environ or {})}
    return parse_settings(values)


def _read_env(path: Path) -> dict[str, str | None]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        close_to_others(path)
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise StoreError(
            f"{path.name} is not UTF-8 text.",
            "Open it in an editor and save it as UTF-8, or start again from .env.example.",
            reason="env-not-text",
        ) from None
    except OSError as error:
        raise StoreError(
            f"{path.name} cannot be read: {error.strerror}.",
            "Check who owns the file and that you may read it.",
            reason="env-unreadable",
        ) from None
    # Without interpolate=False a secret with ${...} in it would come back changed.
    import dotenv  # here, so that importing this package stays quick

    return dict(dotenv.dotenv_values(stream=io.StringIO(text), interpolate=False))


@forget_locals
def save_settings(home: Home, settings: Settings) -> None:
    """Write the settings into the profile's `.env`, keeping its other lines; mode 0600 from birth.

    All of them or none: on any error the file is left as it was. A symbolic link is followed.

    Raises:
        StoreError: The file cannot be written, or is tracked by git.
    """
    if home.profile == LIVE:
        refuse_if_tracked(home.env_file)
    secret = settings.client_secret.reveal() if settings.client_secret else ""
    values = {item.name: getattr(settings, item.name) for item in fields(settings)}
    values |= {"client_secret": secret, "scopes": ",".join(settings.scopes)}
    try:
        make_private_folder(home.folder)
        replace_file(home.env_file, _filled_in(home, values))
    except (OSError, UnicodeDecodeError) as error:
        text = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise StoreError(
            f"{home.env_file.name} cannot be written: {text}.",
            "Your settings were not saved. Check the folder's free space and permissions.",
            reason="env-unwritable",
        ) from None


def _filled_in(home: Home, values: Mapping[str, str]) -> str:
    """Return the text of the profile's `.env` with these values in it."""
    import dotenv

    # set_key rewrites its file for each value, so it gets a copy, in a folder closed to others.
    with tempfile.TemporaryDirectory(dir=home.folder, prefix=".env.") as folder:
        copy = Path(folder, "copy")
        if home.env_file.exists():
            copy.write_text(home.env_file.read_text(encoding="utf-8-sig"), encoding="utf-8")
        for name, value in values.items():
            dotenv.set_key(copy, f"ZOHO_{name.upper()}", value)
        return copy.read_text(encoding="utf-8")
