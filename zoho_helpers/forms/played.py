"""A trouble that is played on practice Zoho, what the doctor says of it, and its repair."""

from __future__ import annotations

from html import escape

from zoho_helpers.doctor.diagnosis import Diagnosis, diagnose
from zoho_helpers.doctor.replay import repair, replay, scenario_of
from zoho_helpers.doctor.ticket import ticket_of
from zoho_helpers.forms.doctor import part_html
from zoho_helpers.forms.panels import Panel, code_block
from zoho_helpers.opening import practice_lab


def played(cause: str) -> Panel:
    """Play a cause on practice Zoho in a session of its own, diagnose it, and repair it.

    Args:
        cause: One of `doctor.scenarios.SCENARIOS`.

    Raises:
        InputError: This cause cannot be played.
    """
    lab = practice_lab("start")
    shown, scenario = replay(lab, cause), scenario_of(lab, cause)
    found = diagnose(shown)
    mended = repair(lab, cause)
    html = (
        f"<p>{escape(scenario.sets_up)}</p>{code_block(shown)}"
        f"<p><b>The doctor says</b></p>{part_html(ticket_of(found).parts[0])}{_others(found)}"
        f"<p><b>The repair</b></p><p>{escape(scenario.repairs)}</p>{code_block(mended)}"
    )
    return Panel(html, ", ".join(finding.cause.id for finding in found.shown))


def _others(found: Diagnosis) -> str:
    """Return what else it could be, in a line."""
    others = [f"<code>{escape(one.cause.id)}</code>" for one in found.shown[1:]]
    return f"<p>Less likely: {', '.join(others)}</p>" if others else ""
