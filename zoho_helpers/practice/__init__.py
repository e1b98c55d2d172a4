"""Practice Zoho: a Zoho Accounts of your own, on your own machine.

    records.py      what it keeps of each client, code and token
    state.py        all that it knows, as plain data; reproducible from a seed
    behaviours.py   what it does and how we know: one row each, with source, grade and setting
    replies.py      what it can say: bodies, statuses, redirects, canned one-shot replies
    registration.py the five types of client, registering one, its data centers
    console.py      the console's page and forms, and codes for self clients
    authorize.py    the consent page, and what Accept and Reject lead to
    token.py        exchange, refresh, client credentials
    device.py       a device without a browser; device_pages.py what its user sees
    enhance.py      adding scopes to a refresh token
    oidc.py         OpenID Connect: discovery, keys, id token
    revoke.py       both revocation endpoints
    issue.py        how tokens are made and ended, whatever the flow
    limits.py       so many in ten minutes
    scopes.py       which scopes exist
    users.py        the practice users, one in each data center
    products.py     the products' check calls and refusals: one row each
    apis.py         what an API makes of a request and its access token
    routes.py       which path leads where: the whole of practice Zoho as one pure function
    as_user.py      what the user would do in a browser, for programs
    control.py      the control plane: clock, settings, canned replies, journal
    journal.py      what the journal says about a request
    dashboard.py    what is alive, the limits, the journal, and buttons; dashboard_pages.py its HTML
    pages.py        the HTML; console_pages.py that of the console
    face.py         the thin HTTP face (Tornado); listening.py the addresses it listens on
    state_file.py   the file that keeps the state over restarts; state_check.py makes it fit
    server.py       one practice Zoho: port, state, start and end
    cli.py          the command line
    README.md       how to use it in your own tests
    documents.py    writes BEHAVIORS.md, the table of behaviors as a page
    running.py      one in a thread of your own program; pytest_plugin.py a fixture

It imports no client module: a misunderstanding shared by both sides would never be noticed.
"""

from zoho_helpers.practice.running import RunningZoho, practice_zoho

__all__ = ["RunningZoho", "practice_zoho"]
