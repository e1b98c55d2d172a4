"""The same client elsewhere: files that run, filled with the reader's settings.

    kit.py            what a way is filled with; from_session.py fills it
    calls.py          every request of the flow: the one model that all ways are rendered from
    files.py          what a way is made of, and how it reaches a folder
    ways.py           the table of ways; cli.py writes one of them
    postman.py        a collection and an environment
    commands.py       cURL for bash, PowerShell and cmd
    php_function.py   a function file in PHP; php_sdk.py Zoho's PHP SDK
    python_sdk.py     Zoho's Python SDK; node_sdk.py its Node SDK; crm_sdk.py what they share
    python_libraries.py  requests, requests-oauthlib and Authlib

    renderings.py     one request in every way, and what differs
    curl.py python.py php.py node.py  one request as a command or a few lines
    exercises.py      mistakes to spot, with what comes of them and the repair

    hosts.py          which host a request goes to, in each data center
    variables.py      the environment variables that secrets are read from
    quoting.py        values as literals: Python, JavaScript; quoting_php.py, shell_quoting.py
    template.py       fills the files of templates/

Secrets stand in files that are marked private, or are read from the environment; never in a URL.
"""

from zoho_helpers.handover.curl import render_curl
from zoho_helpers.handover.python import render_python

__all__ = ["render_curl", "render_python"]
