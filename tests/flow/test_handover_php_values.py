"""Whatever stands in a setting or a secret is that value in PHP, and never code."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.flow.php_site import php
from zoho_helpers.data_centers import ZOHO
from zoho_helpers.handover import php_function, php_sdk
from zoho_helpers.handover.files import File
from zoho_helpers.handover.kit import Kit
from zoho_helpers.handover.quoting_php import php_value
from zoho_helpers.redaction import Secret
from zoho_helpers.settings import Client

AWKWARD = [
    *("'", '"', "\\", "\\'", "$a", "${a}", "{$a}", "<?php", "?>", "*/", "//", "#", "\n", "\r\n"),
    *("\0", "%s", "\u202e", "ü", "\U0001f600", "'{{client_secret}}'", "'.system('id').'", "\\x41"),
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(AWKWARD), st.text()), max_size=200))
@example(AWKWARD)
def test_every_text_is_that_text_in_php(texts: Sequence[str]) -> None:
    value = {"list": list(texts), "map": {text: text for text in texts}, "true": True, "number": 7}
    # PHP's keys "1" and 1 are one, so the mapping comes back as pairs of texts.
    code = """<?php $v = SOURCE;
    $pairs = array_map(fn ($k, $t) => [(string) $k, $t], array_keys($v['map']), $v['map']);
    echo json_encode([$v['list'], $pairs, $v['true'], $v['number']], JSON_THROW_ON_ERROR);"""
    read = json.loads(php(stdin=code.replace("SOURCE", php_value(value))))
    assert read == [list(texts), [[text, text] for text in dict.fromkeys(texts)], True, 7]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(AWKWARD), st.text()), min_size=5, max_size=9))
@example(["'{{client_secret}}'", "'{{scopes}}'", "x'];exit;//", "?><?=1?>", "\n*/"])
def test_awkward_settings_come_out_as_they_are(texts: Sequence[str]) -> None:
    client_id, secret, token, path, *scopes = texts
    client = Client(client_id, Secret(secret), f"http://127.0.0.1:8758/{path}")
    # An empty Secret would be none.
    kit = Kit(ZOHO["uk"], client, tuple(scopes), refresh_token=Secret(token or "x"))
    for module in (php_function, php_sdk):
        read = config_of(module.files_for(kit))
        assert (read["client_id"], read["client_secret"]) == (client_id, secret)
        assert read.get("refresh_token", token or "x") == (token or "x")
        assert read.get("redirect_uri", client.redirect_uri) == client.redirect_uri
        assert read.get("scopes", scopes) == scopes
    stored = next(file for file in php_function.files_for(kit) if file.name == "token.json")
    assert json.loads(stored.text)["refresh_token"] == (token or "x")


def config_of(files: Iterable[File]) -> dict[str, Any]:
    """Return what `config.php` is to PHP."""
    text = next(file.text for file in files if file.name == "config.php")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.php").write_text(text)
        read = php("-r", "echo json_encode(require 'config.php');", cwd=Path(folder))
    return dict(json.loads(read))
