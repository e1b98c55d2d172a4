"""The doctor's page, for those who want no notebook: `python -m zoho_helpers doctor`.

    cli.py        the command: what it is told, the address, the end
    server.py     Voila, cut down: what is served, and to whom
    doctor.ipynb  the page's one cell, which makes the form
    template/     the page around the form
    static/       its style, and the few lines of script that it needs

The form itself is `forms.DoctorForm`, the same as in the notebook.
"""
