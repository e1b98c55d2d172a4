"""What the Python programs share: a job comes in as JSON, its outcome goes out as a line of it."""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

Job = Mapping[str, str]
TOKENS = ("access_token", "refresh_token")


def serve(operations: Mapping[str, Callable[[Job], Any]]) -> None:
    """Do the job as the client does it; the outcome is text or tokens, or the client's error."""
    job = json.load(sys.stdin)
    try:
        outcome = {"ok": True, **told(operations[job["do"]](job))}
    except Exception as error:
        outcome = {"ok": False, "said": f"{type(error).__name__}: {error}"}
    print(json.dumps(outcome))


def told(result: Any) -> dict[str, str]:
    """Return what a client gave as part of an outcome: tokens where it gave an object."""
    if isinstance(result, str):
        return {"said": result}
    return {name: result[name] for name in TOKENS if result.get(name)}
