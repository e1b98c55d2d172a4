"""requests-oauthlib: HTTP Basic for the client, the whole redirect for the code."""

import os

# Its own switch: practice Zoho speaks HTTP.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"

import requests
from contract import Job, serve
from requests_oauthlib import OAuth2Session


def session(job: Job) -> OAuth2Session:
    token = {"access_token": job["access_token"], "token_type": "Bearer"}
    return OAuth2Session(
        job["client_id"],
        redirect_uri=job["redirect_uri"],
        state=job["state"],
        token=token if job["access_token"] else None,
    )


def exchange(job: Job) -> dict:
    return session(job).fetch_token(
        job["base"] + "/oauth/v2/token",
        authorization_response=job["redirected"],
        client_secret=job["client_secret"],
    )


def refresh(job: Job) -> dict:
    return session(job).refresh_token(
        job["base"] + "/oauth/v2/token",
        refresh_token=job["refresh_token"],
        auth=(job["client_id"], job["client_secret"]),
    )


def revoke(job: Job) -> str:
    """It prepares the request of RFC 7009 and leaves the sending to requests."""
    url, headers, body = session(job)._client.prepare_token_revocation_request(
        job["base"] + "/oauth/v2/revoke/token", job["refresh_token"], "refresh_token"
    )
    signed_in = (job["client_id"], job["client_secret"])
    reply = requests.post(url, data=body, headers=headers, auth=signed_in, timeout=10)
    reply.raise_for_status()
    return "revoked"


def user_info(job: Job) -> str:
    reply = session(job).get(job["base"] + "/oauth/user/info", timeout=10)
    reply.raise_for_status()
    return reply.json()["Email"]


serve({"exchange": exchange, "refresh": refresh, "revoke": revoke, "user info": user_info})
