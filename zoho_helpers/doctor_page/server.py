"""Voila, cut down to one page: what is served, and to whom.

Voila by itself also serves a listing of notebooks, files beside them, and its scripts to anybody,
and its templates load styles from other people's servers. Here a request without the token or its
cookie gets one sentence, whatever it asks for, and a page can load from nowhere else. The browser
talks to the kernel in widget messages only: Voila refuses those that would run code.
"""

from __future__ import annotations

import asyncio
import signal
from base64 import b64encode
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from subprocess import DEVNULL
from typing import Any

from jupyter_core.utils import run_sync
from jupyter_server.auth.identity import IdentityProvider
from jupyter_server.base.handlers import FileFindHandler, JupyterHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado import web
from voila.app import Voila
from voila.paths import collect_static_paths
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from zoho_helpers.doctor.ticket_html import COPY

HERE = Path(__file__).parent
NOTEBOOK = HERE / "doctor.ipynb"
MOST_PAGES = 8
"""Open at once: each has a kernel of its own."""
MOST_BYTES = 64 * 2**20
"""Of one message: a file that is too large must arrive to be refused in a sentence."""
GONE_SECONDS = 60
"""After which a kernel ends whose page is gone; mostly the page ends it as it goes."""

_KERNEL = r"/api/kernels/(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"
_SAYS = {
    403: "This page is for whoever started it: open the address that the terminal shows.\n",
    404: "There is nothing here.\n",
    503: f"{MOST_PAGES} of these pages are open. Close one, wait a minute, and reload.\n",
}


def build_config(*, port: int, token: str, runtime: Path, encrypt: bool) -> dict[str, Any]:
    """Return Voila's configuration, by class and trait; touches nothing.

    Args:
        port: Where to listen, or the next free one.
        token: What a request must bring to be answered.
        runtime: Folder for connection keys, readable by this user only.
        encrypt: Whether kernels can be talked to in cipher.
    """
    return {
        "Application": {"log_level": "CRITICAL"},
        "Voila": {
            "ip": "127.0.0.1",
            "port": port,
            "token": token,
            "notebook_path": str(NOTEBOOK),
            "config_file_paths": [],
            "connection_dir_root": str(runtime),
            "identity_provider_class": IdentityProvider,  # a token, and no password beside it
            "tornado_settings": build_settings(),
        },
        "VoilaConfiguration": {
            "template": "lab",
            "multi_kernel_manager_class": SilentKernels,
            "allow_template_override": "NO",
            "allow_theme_override": "NO",
            "extension_allowlist": [
                "@jupyter-widgets/jupyterlab-manager",
                "@voila-dashboards/widgets-manager8",
            ],
        },
        "IdentityProvider": {"cookie_options": {"samesite": "Strict"}},
        "KernelManager": {"transport_encryption": "auto" if encrypt else "disabled"},
        "MappingKernelManager": {"cull_idle_timeout": GONE_SECONDS, "cull_interval": 15},
    }


def build_settings() -> dict[str, Any]:
    """Return what Tornado is told: who may ask, what a page may load, and that nothing is logged.

    Scripts come from this server only. The one that stands in an attribute is the copy button's.
    """
    copy = b64encode(sha256(COPY.encode()).digest()).decode()
    policy = {
        "default-src": "'self'",
        "script-src": f"'self' 'unsafe-hashes' 'sha256-{copy}'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "connect-src": "'self' ws://127.0.0.1:* ws://localhost:*",
        **dict.fromkeys(("object-src", "base-uri", "form-action", "frame-ancestors"), "'none'"),
    }
    return {
        "allow_remote_access": False,  # refuses names of other people's that lead to loopback
        "websocket_max_message_size": MOST_BYTES,
        "ws_ping_timeout": 30_000,  # as long as its interval; Tornado complains of a longer one
        "log_function": lambda handler: None,  # an address may hold the token
        "xsrf_cookie_kwargs": {"samesite": "Strict"},
        "headers": {
            "Content-Security-Policy": "; ".join(f"{name} {of}" for name, of in policy.items()),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        },
    }


class SilentKernels(AsyncMappingKernelManager):
    """Kernels that print nothing to the terminal, where a traceback might show what was pasted."""

    async def start_kernel(self, **options: Any) -> str:  # type: ignore[override]
        """Start one; return its id."""
        options |= {"stdout": DEVNULL, "stderr": DEVNULL}
        return str(await super().start_kernel(**options))


class Gate(JupyterHandler):
    """Answers nobody without the token, and says why in a sentence. Here: that there is nothing."""

    def get_login_url(self) -> str:
        """Refuse, where Jupyter would lead to a page that asks for the token."""
        raise web.HTTPError(403)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say it in plain text: Jupyter's own page would load more."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(_SAYS.get(status_code, "That failed. Reload the page.\n"))

    @web.authenticated
    def get(self, *path: str) -> Awaitable[None] | None:
        """There is nothing at an address that is not listed."""
        raise web.HTTPError(404)


class Page(Gate, TornadoVoilaHandler):  # type: ignore[misc]
    """The page, with a kernel of its own."""

    @web.authenticated
    async def get(self) -> None:
        """Start a kernel and send the page."""
        if len(self.kernel_manager) >= MOST_PAGES:
            raise web.HTTPError(503)
        # Sets the cookie without which the page could not end its kernel.
        self.xsrf_token  # noqa: B018
        await TornadoVoilaHandler.get(self)


class Asset(Gate, FileFindHandler):
    """A script or style of Voila's, Jupyter's or ours. Jupyter's own handler serves anybody."""

    @web.authenticated
    def get(self, path: str, include_body: bool = True) -> Awaitable[None]:  # type: ignore[override]
        """Send it."""
        return FileFindHandler.get(self, path, include_body)

    @web.authenticated
    def head(self, path: str) -> Awaitable[None]:  # type: ignore[override]
        """Send its headers."""
        return FileFindHandler.get(self, path, include_body=False)


class DoctorPage(Voila):  # type: ignore[misc]
    """Voila with our page, and nothing else."""

    on_ready: Callable[[DoctorPage], None]
    """Called once it listens."""

    def setup_template_dirs(self) -> None:
        """Put our template before Voila's own."""
        super().setup_template_dirs()
        self.template_paths.insert(0, str(HERE / "template"))

    def init_handlers(self) -> list[tuple[Any, ...]]:
        """Return all that is served."""
        page = {
            "notebook_path": NOTEBOOK.name,
            "template_paths": self.template_paths,
            "config": self.config,
            "voila_configuration": self.voila_configuration,
        }
        assets = {
            "/page": [str(HERE / "static")],
            "/voila/static": self.static_paths,
            "/voila/templates/lab/static": collect_static_paths(["voila", "nbconvert"], "lab"),
            "/voila/labextensions": self.labextensions_path,
        }
        return [
            ("/", Page, page),
            (_KERNEL, KernelHandler),
            (f"{_KERNEL}/channels", VoilaKernelWebsocketHandler),
            ("/voila/api/shutdown/(.*)", VoilaShutdownKernelHandler),
            *((f"{at}/(.*)", Asset, {"path": folders}) for at, folders in assets.items()),
            ("/.*", Gate),
        ]

    def launch_browser(self) -> None:
        """Say that it listens. Voila would open an address without the token."""
        loop = asyncio.get_event_loop()
        for ends in (signal.SIGINT, signal.SIGTERM):
            # Thread-safe, since a signal comes in the middle of anything: it wakes the loop.
            signal.signal(ends, lambda *_: loop.call_soon_threadsafe(loop.stop))
        self.on_ready(self)

    def stop(self) -> None:
        """End the kernels at once, where Voila asks each and waits: there is nothing to save."""
        run_sync(self.kernel_manager.shutdown_all)(now=True)
        rmtree(self.connection_dir)
