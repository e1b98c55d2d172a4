"""The doctor's command line: what it takes, what it answers, and that it repeats nothing."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import doctor_score
from tests.unit.made_up import ACCESS, CLIENT_SECRET, CODE, REFRESH, piece_survives
from zoho_helpers import __main__ as command
from zoho_helpers.doctor import cli
from zoho_helpers.doctor.causes import CAUSES

PASTE = '{"error":"invalid_code"}'


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What stands on standard input."""

    def type_in(data: str | bytes) -> None:
        data = data.encode() if isinstance(data, str) else data
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    return type_in


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert command.main(["diagnose", *arguments]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_the_answer_as_json(typed: Any, capsys: pytest.CaptureFixture[str]) -> None:
    typed(PASTE)
    data = json.loads(answered(capsys, "--json", "--context", "grant_type=refresh_token"))
    assert list(data) == ["kind", "facts", "findings", "ask"]
    assert data["kind"] == "token_response"
    assert data["facts"]["error"] == ["invalid_code"]
    first = data["findings"][0]
    assert list(first) == [
        "cause", "rule", "certainty", "because", "fix", "check", "source", "url",
    ]  # fmt: skip
    assert first["cause"] == "refresh_token_revoked_or_evicted"
    assert first["url"].endswith("CAUSES.md#refresh_token_revoked_or_evicted")


def test_the_question_that_tells_apart(typed: Any, capsys: pytest.CaptureFixture[str]) -> None:
    typed(PASTE)
    (question,) = json.loads(answered(capsys, "--json"))["ask"]
    assert question["id"] == "grant-type"
    leads_to = {one["answer"]: one["cause"] for one in question["answers"]}
    assert leads_to["authorization_code"] == "code_expired_or_used"
    assert leads_to["refresh_token"] == "refresh_token_revoked_or_evicted"
    typed('{"error":"invalid_redirect_uri"}')
    assert json.loads(answered(capsys, "--json"))["ask"] == [], "what is certain needs no question"


def test_the_answer_for_a_ticket(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "log.txt"
    file.write_text(PASTE)
    shown = answered(capsys, str(file))
    assert shown.startswith("# What is wrong\n\n## 1. The code was exchanged before")
    assert "- **What to do:** Get a new code" in shown
    assert "## What to ask\n\nWhich grant_type" in shown
    assert answered(capsys, str(file), "--markdown") == shown


def test_many_at_once(typed: Any, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"id": "a", "artefact": PASTE, "context": "grant_type=authorization_code"},
        {"id": 2, "artefact": '{"code":"OAUTH_SCOPE_MISMATCH"}', "product": "CRM"},
        {"artefact": "?", "context": None, "more": []},
    ]
    typed("\n\n".join(map(json.dumps, rows)))
    found = [json.loads(row) for row in answered(capsys, "--jsonl").splitlines()]
    assert [row.get("id") for row in found] == ["a", 2, None]
    first = [row["findings"][0]["cause"] for row in found]
    assert first == ["code_expired_or_used", "scope_missing", "other"]


@pytest.mark.parametrize(
    ("arguments", "typed_in", "said"),
    [
        ([], "", "There is nothing to read. Paste a reply, a log, a command, an address.\n"),
        ([], " \n", "There is nothing to read."),
        (["no-such-file"], "", "no-such-file cannot be read: No such file or directory.\n"),
        (["--jsonl"], "{", "Line 1 is no JSON object with an artefact.\n"),
        (["--jsonl"], '{"artefact": 1}', "Line 1 is no JSON object with an artefact.\n"),
        (["--jsonl"], "[" * 100_000, "Line 1 is no JSON object with an artefact.\n"),
        (["--jsonl"], '{"id": NaN, "artefact": "x"}', "Line 1 is no JSON object with"),
        (["--jsonl", "--replay"], '{"artefact": "x"}', "With --jsonl each line says all of its"),
        (["--jsonl", "--code-age", "old"], "{}", "With --jsonl each line says all of its case"),
        (["--vendor", "-"], "{}", "Only one of the vendor's profile and the evidence"),
    ],
)
def test_what_cannot_be_read_is_one_line(
    typed: Any,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    typed_in: str,
    said: str,
) -> None:
    typed(typed_in)
    assert cli.main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(said)
    assert err.count("\n") == 1


def test_bytes_that_are_no_text_are_read(typed: Any, capsys: pytest.CaptureFixture[str]) -> None:
    typed(b"\xff\xfe\x00 invalid_code \x80")
    assert json.loads(answered(capsys, "--json"))["facts"]["error"] == ["invalid_code"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_what_windows_writes_is_read(
    typed: Any, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    typed(PASTE.encode(encoding))
    assert json.loads(answered(capsys, "--json"))["facts"]["error"] == ["invalid_code"]
    typed(json.dumps({"artefact": PASTE}).encode(encoding))
    assert "invalid_code" in answered(capsys, "--jsonl")


def test_a_case_with_what_others_take_for_a_line_end(
    typed: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(json.dumps({"artefact": f"a\u2028{PASTE}\x85"}, ensure_ascii=False))
    assert json.loads(answered(capsys, "--jsonl"))["facts"]["error"] == ["invalid_code"]


def test_without_an_input_a_sentence_asks_for_a_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert cli.main([]) == 2
    assert capsys.readouterr().err == "There is no input here: name a file.\n"


def test_a_terminal_that_lacks_a_character_gets_a_question_mark(
    typed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed("someone@shop.example: invalid_code")
    narrow = io.TextIOWrapper(io.BytesIO(), "ascii")
    monkeypatch.setattr(sys, "stdout", narrow)
    assert command.main(["diagnose"]) == 0
    narrow.seek(0)
    assert r"?e\-mail?: **invalid\_code**" in narrow.read()


def test_what_cannot_be_played_is_said_beside_the_answer(
    typed: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    typed("lovely weather")
    assert cli.main(["--replay"]) == 0
    out, err = capsys.readouterr()
    assert "other" in out
    assert err == "other cannot be played on practice Zoho.\n"


@pytest.mark.parametrize("secret", [ACCESS, REFRESH, CODE, CLIENT_SECRET])
@pytest.mark.parametrize("form", ["--json", "--markdown"])
def test_nothing_of_the_paste_is_in_the_answer(
    typed: Any, capsys: pytest.CaptureFixture[str], secret: str, form: str
) -> None:
    paste = f"""mail of Jo Doe <jo@shop.example> from 10.1.2.3: {PASTE}
        curl -H "Authorization: Zoho-oauthtoken {secret}" -d client_secret={secret}
        https://accounts.zoho.com/oauth/v2/token?code={secret}&refresh_token={secret}"""
    typed(paste)
    shown = answered(capsys, form, "--context", f"secret {secret} of jo@shop.example")
    assert not piece_survives(secret, shown, 8)
    assert "jo@" not in shown.lower()
    assert "10.1.2.3" not in shown
    assert "credential_exposed" in shown
    assert "Revoke the token, make a new secret" in shown


@pytest.mark.parametrize("cause", CAUSES)
def test_each_cause_is_explained(cause: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["explain", cause]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"## {cause}\n\n{CAUSES[cause].means}\n")
    assert CAUSES[cause].fix in shown


@pytest.mark.parametrize(
    ("words", "heading", "address"),
    [
        (["WRONG_DATA_CENTRE"], "## wrong_data_centre", "CAUSES.md#wrong_data_centre"),
        (["wrong", "data", "center"], "## wrong_data_centre", "CAUSES.md#wrong_data_centre"),
        (["invalid_code"], "## invalid_code", "ERRORS.md#invalid_code"),
        (["Invalid_Code"], "## invalid_code", "ERRORS.md#invalid_code"),
        (['{"error": "invalid_client"}'], "## invalid_client", "ERRORS.md#invalid_client"),
        (["Client", "ID", "passed"], "## Invalid Client", "ERRORS.md#invalid-client"),
        (["8535"], "## Analytics 8535", "ERRORS.md#analytics-8535"),
        (["code", "57"], "## Books code 57", "ERRORS.md#books-code-57"),
    ],
)
def test_an_error_text_is_explained(
    words: list[str], heading: str, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["explain", *words]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"{heading}\n")
    assert shown.endswith(f"\nOn the page: zoho_helpers/doctor/{address}\n")
    assert "](" not in shown, "a terminal follows no links"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("wrong_data_centrum", "Did you mean one of these: wrong_data_centre, "),
        ("401", "There is no such cause or error text."),
        ("invalid clinet", "Did you mean one of these: invalid_client, "),
        ("access denied", "you-have-made-too-many-requests-continuously, "),
        ("?!", "Use diagnose for a whole paste."),
    ],
)
def test_what_there_is_not_gets_the_nearest_names(
    words: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["explain", words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("There is no such cause or error text. ")
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("secret", [ACCESS, CLIENT_SECRET])
def test_explain_repeats_nothing(secret: str, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (secret, f"invalid_code {secret}"):
        command.main(["explain", words])
        assert not piece_survives(secret, "".join(capsys.readouterr()), 8)


def test_the_score_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = [
        {"id": "hit", "artefact": PASTE, "cause": "code_expired_or_used", "confirmed": True},
        {"id": "third", "artefact": PASTE, "cause": "wrong_data_centre", "confirmed": False},
        {"id": "sure", "artefact": "missing_org_info", "cause": "org_id_missing_or_wrong"},
        {"id": "missed", "artefact": "?", "cause": "clock_skew", "artefact_states_cause": True},
    ]
    usual = {"confirmed": False, "artefact_states_cause": False}
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(json.dumps(usual | case) for case in cases))
    assert doctor_score.main([str(file), "--wrong"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("strict: 3 cases, first 2 (67%), among three 3 (100%), certain said")
    assert lines[0].endswith("certain said of 1, right of 1")
    assert lines[1].startswith("strict and confirmed: 1 cases, first 1 (100%)")
    assert lines[2].startswith("all: 4 cases, first 2 (50%), among three 3 (75%)")
    assert [row.partition(":")[0] for row in lines[3:]] == ["third", "missed"]


def test_a_vendors_profile_is_compared(
    typed: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vendor = tmp_path / "vendor.json"
    vendor.write_text('{"data_centers": ["us"], "product": "CRM"}')
    typed("An Indian user: Invalid Client")
    found = json.loads(answered(capsys, "--json", "--vendor", str(vendor)))["findings"]
    assert found[0]["cause"] == "multi_dc_disabled"
    vendor.write_text('{"data_centers": ["mars"]}')
    typed(PASTE)
    assert cli.main(["--vendor", str(vendor)]) == 2
    assert "'mars' in the vendor's profile is no data center" in capsys.readouterr().err


def test_the_answer_as_a_page(typed: Any, capsys: pytest.CaptureFixture[str]) -> None:
    typed(PASTE)
    page = answered(capsys, "--html")
    assert page.startswith("<!doctype html>")
    assert "<mark>invalid_code</mark>" in page
    assert "<ol><li>" in page
