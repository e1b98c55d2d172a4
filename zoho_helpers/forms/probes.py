"""The probes' form: choose one, see what would be sent where, send it, read what it means."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from zoho_helpers.doctor import probes
from zoho_helpers.doctor.customer_check import in_words
from zoho_helpers.doctor.probes import PROBES, ProbeResult
from zoho_helpers.forms.doctor import diagnosis_html
from zoho_helpers.forms.form import Field, WireForm
from zoho_helpers.forms.panels import code_block, table
from zoho_helpers.opening import attempt
from zoho_helpers.services import CHECK_CALLS
from zoho_helpers.transcript import display

Results = tuple[ProbeResult, ...]


class ProbeForm(WireForm[Results]):
    """Ask Zoho itself. Nothing is sent before the button is pressed."""

    name = "probe"
    title = "Ask Zoho itself"
    button = "Send"

    def make_fields(self) -> list[Field]:
        """Which probe, where, and with which call."""
        asked = tuple((f"{name}: {PROBES[name].asks}", name) for name in PROBES)
        places = (("that of the profile", ""), *((name, name) for name in self.session.centers))
        calls = (("the first that the scopes cover", ""), *((name, name) for name in CHECK_CALLS))
        return [
            Field("probe", "Probe", next(iter(PROBES)), "choice", asked),
            Field("data_center", "Data center", "", "choice", places),
            Field("product", "Call of `access`", "", "choice", calls),
        ]

    def act(self, values: dict[str, Any]) -> Results:
        """Run the probe."""
        session = self.session
        inputs = probes.inputs_of(session, values["data_center"], values["product"])
        names = probes.choose([values["probe"]], inputs)
        return probes.run(names, inputs, session.centers, session.transport.send)

    def show(self, result: Results) -> str:
        """What was found, and what it speaks for."""
        diagnosis = probes.diagnose_results(result)
        said = "<p>Nothing wrong was found by this probe.</p>"
        if probes.is_fault(diagnosis):
            said = diagnosis_html(diagnosis)
        return self._results_html(result) + said

    def _results_html(self, results: Results) -> str:
        practice = not self.session.live
        return table(
            [(f"{one.probe}, {one.data_center}", in_words(one, practice)) for one in results]
        )

    def extras(self) -> list[Any]:
        """What a press would send; it follows the choice."""
        beforehand = widgets.HTML(self.beforehand())
        beforehand.add_class("tell-probe")

        def chosen(change: Any) -> None:
            beforehand.value = self.beforehand(**{n: i.value for n, i in self._inputs.items()})

        for field in self._inputs.values():
            field.observe(chosen, "value")
        return [beforehand]

    def beforehand(self, probe: str = "", data_center: str = "", product: str = "") -> str:
        """Return what a press would send where, as HTML. Sends nothing."""
        session, name = self.session, probe or next(iter(PROBES))
        told = attempt(
            lambda: probes.tell(
                name, probes.inputs_of(session, data_center, product), session.centers
            )
        )
        lines = told[1:] if isinstance(told, list) else [str(told)]
        shown = display("\n".join(line.strip() for line in lines))
        return f"<p>A press would send:</p>{code_block(shown)}"

    def _static_html(self) -> str:
        return super()._static_html() + self.beforehand()
