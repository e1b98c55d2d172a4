"""Keeps Jupyter and IPython out of the reader's home, and the reader's home out of them.

What they keep goes to a folder of ours. Since a cell may have held a secret, IPython's input
history, a database of each cell that was ever run, is off: `In`, `Out` and `_` work as ever, only
`%history` of earlier days and a console's arrow keys find nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from zoho_helpers.files import replace_file

#: Kept by IPython: its profile for our kernels.
IPYTHON_CONFIG = """\
# A cell may have held a secret: no database of what was typed.
c = get_config()
c.HistoryManager.enabled = False
"""
#: Kept by JupyterLab: no pop-up that offers to fetch news.
NEWS_SETTING = "@jupyterlab/apputils-extension/notification.jupyterlab-settings"
NEWS_OFF = '{"fetchNews": "false", "checkForUpdates": false}\n'
#: Kept by JupyterLab: no button of Voila's, which is here for the doctor's page.
PAGE_CONFIG = "labconfig/page_config.json"
VOILA_OFF = '{"disabledExtensions": {"@voila-dashboards/jupyterlab-preview": true}}\n'


def build_environment(state: Path, runtime: Path) -> dict[str, str]:
    """Return the variables that keep Jupyter and IPython, kernels included, out of the home.

    Args:
        state: Folder for what lasts: settings, layout, IPython's profile.
        runtime: Folder for what does not: connection keys and the token.
    """
    return {
        "JUPYTER_CONFIG_DIR": str(state / "jupyter" / "config"),
        "JUPYTER_DATA_DIR": str(state / "jupyter" / "data"),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "JUPYTERLAB_SETTINGS_DIR": str(state / "jupyter" / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(state / "jupyter" / "workspaces"),
        "IPYTHONDIR": str(state / "ipython"),
    }


def write_first_settings(environ: Mapping[str, str]) -> None:
    """Write the settings that JupyterLab and IPython start with, where there are none yet."""
    for path, content in (
        (Path(environ["IPYTHONDIR"], "profile_default", "ipython_config.py"), IPYTHON_CONFIG),
        (Path(environ["JUPYTERLAB_SETTINGS_DIR"], NEWS_SETTING), NEWS_OFF),
        (Path(environ["JUPYTER_CONFIG_DIR"], PAGE_CONFIG), VOILA_OFF),
    ):
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, content)


def can_open_browser(environ: Mapping[str, str], platform: str) -> bool:
    """Tell whether there is a screen: without one, Python would open a browser in the terminal."""
    if platform in ("darwin", "win32"):
        return True
    return any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
