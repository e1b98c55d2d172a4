"""The forms of the notebooks: the only place that imports ipywidgets or IPython.

panels.py      values -> escaped HTML; what stored notebooks show and nbval compares
form.py        what all forms share: fields, one button, submit() and result()
countdown.py   how long a code or token still lives, on screen
start.py       the switch between practice and live, and "I need a token now"
steps.py       one form for each step of the flow
doctor.py      the token doctor's form
probes.py      the form of the probes, which ask Zoho itself
played.py      a trouble played on practice Zoho, its diagnosis and its repair
handover.py    the form that saves a way's files, and panels that compare the ways
keeping.py     a stampede, the window of ten refreshes, and the inventory of tokens
logs.py        what a log tells by its times, as a table and a picture
"""

from zoho_helpers.forms.doctor import DoctorForm, diagnosed, doctor_reads
from zoho_helpers.forms.handover import HandoverForm, exercise, files_shown, side_by_side
from zoho_helpers.forms.keeping import InventoryForm, inventory, quota_window, stampede
from zoho_helpers.forms.logs import log_read
from zoho_helpers.forms.panels import (
    Panel,
    behaviours,
    browser_sees,
    explain,
    redirect_seen,
    see,
    show_address,
    show_file,
    show_link,
    show_token,
    where,
)
from zoho_helpers.forms.played import played
from zoho_helpers.forms.probes import ProbeForm
from zoho_helpers.forms.start import ChooseForm, TokenNowForm
from zoho_helpers.forms.steps import AuthorizeForm, PasteForm, RegisterForm
from zoho_helpers.forms.token_steps import CallForm, ExchangeForm, RefreshForm, RevokeForm

__all__ = [
    "AuthorizeForm",
    "CallForm",
    "ChooseForm",
    "DoctorForm",
    "ExchangeForm",
    "HandoverForm",
    "InventoryForm",
    "Panel",
    "PasteForm",
    "ProbeForm",
    "RefreshForm",
    "RegisterForm",
    "RevokeForm",
    "TokenNowForm",
    "behaviours",
    "browser_sees",
    "diagnosed",
    "doctor_reads",
    "exercise",
    "explain",
    "files_shown",
    "inventory",
    "log_read",
    "played",
    "quota_window",
    "redirect_seen",
    "see",
    "show_address",
    "show_file",
    "show_link",
    "show_token",
    "side_by_side",
    "stampede",
    "where",
]
