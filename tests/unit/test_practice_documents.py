"""The pages about practice Zoho say what is so."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

import pytest
import requests

from zoho_helpers.practice import as_user, control, documents
from zoho_helpers.practice.behaviours import BEHAVIOURS, DEFAULTS
from zoho_helpers.practice.replies import CANNED
from zoho_helpers.practice.running import practice_zoho

GUIDE = Path(documents.__file__).with_name("README.md").read_text("utf-8")


def test_the_page_of_behaviors_is_current() -> None:
    found = documents.PAGE.read_text("utf-8")
    assert found == documents.render(), "run `nox -s docs` to write it anew"
    assert all(f"`{row.id}`" in found for row in BEHAVIOURS)
    assert all(f"`{name}` = " in found for name in DEFAULTS)


def test_the_guide_names_every_request_deed_and_reply_and_no_other() -> None:
    told = set(re.findall(r"^\| `(GET|POST) ([a-z-]+)`", GUIDE, re.M))
    assert told == {*control.ACTIONS, ("POST", "reset")}
    deeds = GUIDE.partition("## What the user can do")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([a-z-]+)`", deeds, re.M)) - {"do"} == set(as_user.DEEDS)
    replies = GUIDE.partition("## One-shot replies")[2].partition("\n## ")[0]
    assert set(re.findall(r"`([a-z0-9-]+)`", replies)) >= set(CANNED)


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", GUIDE, re.S))
def test_the_examples_in_python_run(code: str) -> None:
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)
    tests = [value for name, value in names.items() if name.startswith("test_")]
    for test in tests:
        assert callable(test)
        with practice_zoho(seed=1) as zoho:
            test(zoho)


def test_the_examples_with_curl_do_what_they_say() -> None:
    """Read as a shell would, sent without one: not every machine that runs the tests has curl."""
    (script,) = re.findall(r"```bash\n(.*?)```", GUIDE, re.S)
    with practice_zoho(key="k") as zoho:
        for line in script.strip().splitlines():
            options = curl.parse_args(shlex.split(line)[1:])
            url = options.url.replace("$ZOHO", zoho.url)
            name, _, value = options.header.replace("$KEY", zoho.key).partition(": ")
            reply = requests.request(
                options.method, url, data=options.data, headers={name: value}, timeout=10
            )
            assert reply.status_code == 200, (line, reply.text)


curl = argparse.ArgumentParser()
curl.add_argument("-s", action="store_true")
curl.add_argument("-X", dest="method", default="GET")
curl.add_argument("-H", dest="header")
curl.add_argument("-d", dest="data")
curl.add_argument("url")
