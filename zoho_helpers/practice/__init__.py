"""Practice Zoho: a Zoho Accounts of your own, on your own machine.

    state.py        all that it knows, as plain data; reproducible from a seed
    behaviours.py   what it does and how we know: one row each, with source, grade and setting
    replies.py      what it can say: bodies, statuses, redirects, canned one-shot replies
    console.py      registering clients, and codes for self clients
    authorize.py    the consent page, and what Accept and Reject lead to
    token.py        exchange, refresh, revoke
    apis.py         user info and the CRM calls, which check an access token
    routes.py       which path leads where: the whole of practice Zoho as one pure function
    control.py      the control plane: clock, journal, acting as the user
    pages.py        the HTML
    server.py       the thin HTTP face (Tornado)

It imports no client module: a misunderstanding shared by both sides would never be noticed.
"""
