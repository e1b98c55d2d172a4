"""The files of the way `php-function`, served by PHP's own server; any PHP warning is an error."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from tests.flow.practice_process import wait_until
from tests.needs import need
from zoho_helpers.handover.files import save_files
from zoho_helpers.handover.kit import Kit
from zoho_helpers.handover.php_function import files_for

STRICT = """<?php
error_reporting(E_ALL);
set_error_handler(function (int $kind, string $said, string $file, int $line): bool {
    if (!(error_reporting() & $kind)) {
        return false;
    }
    file_put_contents(__DIR__ . '/warnings.txt', "$said in $file:$line\\n", FILE_APPEND);
    throw new ErrorException($said, 0, $kind, $file, $line);
});
"""


def php(*arguments: str | Path, cwd: Path | None = None, stdin: str = "") -> str:
    """Run PHP; return what it printed."""
    need("php")
    done = subprocess.run(
        ["php", *map(str, arguments)], cwd=cwd, input=stdin, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class PhpSite:
    """A folder with the files of a kit, and PHP's server for it.

    Args:
        folder: Where the files go.
        kit: Its redirect URI names the port.
        environ: Variables for PHP.
        settings: PHP's own settings.

    Attributes:
        folder: The folder.
        page: The redirect URI.
        log: What PHP's server and the page said to the log.
    """

    def __init__(
        self,
        folder: Path,
        kit: Kit,
        environ: Mapping[str, str] | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder / "site"
        self.page = kit.client.redirect_uri
        self.token_file = self.folder / "token.json"
        save_files(self.folder, files_for(kit))
        self._outside = folder / "php"
        self._outside.mkdir()
        (self._outside / "strict.php").write_text(STRICT)
        self._settings = {
            "session.save_path": str(self._outside),
            "auto_prepend_file": str(self._outside / "strict.php"),
            "log_errors": "1",
            **(settings or {}),
        }
        self._environ = {**os.environ, "PHP_CLI_SERVER_WORKERS": "8", **(environ or {})}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def options(self) -> list[str]:
        return [part for item in self._settings.items() for part in ("-d", "=".join(item))]

    @property
    def log(self) -> str:
        return (self._outside / "log.txt").read_text()

    def __enter__(self) -> PhpSite:
        need("php")
        place = urlsplit(self.page).netloc
        command = ["php", *self.options, "-S", place, "-t", "public", "public/callback.php"]
        with (self._outside / "log.txt").open("w") as log:
            self._process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self._environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(self._listens)
        return self

    def __exit__(self, *details: object) -> None:
        assert self._process
        # Its workers are processes of their own, all of this one group.
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait(10)
        wait_until(lambda: not self._listens())
        warnings = self._outside / "warnings.txt"
        assert not warnings.exists(), warnings.read_text()

    def _listens(self) -> bool:
        parts = urlsplit(self.page)
        with socket.socket() as probe:
            return probe.connect_ex((str(parts.hostname), int(parts.port or 80))) == 0

    @property
    def token(self) -> dict[str, Any]:
        return dict(json.loads(self.token_file.read_text()))

    def change_token(self, **changes: Any) -> None:
        self.token_file.write_text(json.dumps(self.token | changes))

    def run(self, code: str) -> str:
        """Run a program that uses the functions, as a job without a browser does."""
        return php(*self.options, "-r", f"require 'functions.php'; {code}", cwd=self.folder)


class Browser:
    """A browser with its cookies, as far as these pages need one."""

    def __init__(self, site: PhpSite) -> None:
        self._site = site
        self._http = requests.Session()
        self._http.trust_env = False

    def open(self, address: str = "") -> requests.Response:
        """Open the page, with a query string or at another path; a redirect is not followed."""
        if not address.startswith("http"):
            address = self._site.page + address
        return self._http.get(address, allow_redirects=False, timeout=30)

    def asked(self, address: str = "") -> str:
        """Open the page; return the authorization URL that it leads to."""
        reply = self.open(address)
        assert reply.status_code == 302, reply.text
        return reply.headers["Location"]


def query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))
