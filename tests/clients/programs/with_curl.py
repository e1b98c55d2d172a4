"""The curl program: its options go in by standard input, where no list of processes shows them."""

import json
import subprocess
from typing import Any

from contract import Job, serve


def curl(*options: str) -> dict[str, Any]:
    """Run curl with options as they stand in a configuration file; return the JSON it fetched."""
    command = ["curl", "--silent", "--show-error", "--max-time", "10", "--config", "-"]
    lines = "\n".join([*options, 'write-out = "\\n%{http_code}"'])
    done = subprocess.run(command, input=lines, capture_output=True, text=True, timeout=15)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    body, _, status = done.stdout.rpartition("\n")
    reply = json.loads(body)
    if status != "200" or "error" in reply:
        raise RuntimeError(f"HTTP {status} {reply.get('error', '')}")
    return reply


def token(job: Job, **values: str) -> dict[str, Any]:
    form = {"client_id": job["client_id"], "client_secret": job["client_secret"]} | values
    lines = [f'data-urlencode = "{name}={value}"' for name, value in form.items()]
    return curl(f'url = "{job["base"]}/oauth/v2/token"', *lines)


def exchange(job: Job) -> dict[str, Any]:
    uri = job["redirect_uri"]
    return token(job, grant_type="authorization_code", code=job["code"], redirect_uri=uri)


def refresh(job: Job) -> dict[str, Any]:
    return token(job, grant_type="refresh_token", refresh_token=job["refresh_token"])


def revoke(job: Job) -> str:
    curl(
        f'url = "{job["base"]}/oauth/v2/revoke/token"',
        f'user = "{job["client_id"]}:{job["client_secret"]}"',
        f'data-urlencode = "token={job["refresh_token"]}"',
    )
    return "revoked"


def user_info(job: Job) -> str:
    header = f'header = "Authorization: Zoho-oauthtoken {job["access_token"]}"'
    return curl(f'url = "{job["base"]}/oauth/user/info"', header)["Email"]


serve({"exchange": exchange, "refresh": refresh, "revoke": revoke, "user info": user_info})
