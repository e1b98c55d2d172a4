"""Authlib on requests: HTTP Basic for the client, the whole redirect for the code."""

from authlib.integrations.requests_client import OAuth2Session
from contract import Job, serve


def session(job: Job) -> OAuth2Session:
    token = {"access_token": job["access_token"], "token_type": "Bearer"}
    return OAuth2Session(
        job["client_id"],
        job["client_secret"],
        redirect_uri=job["redirect_uri"],
        state=job["state"],
        token=token if job["access_token"] else None,
    )


def exchange(job: Job) -> dict:
    url = job["base"] + "/oauth/v2/token"
    return session(job).fetch_token(url, authorization_response=job["redirected"])


def refresh(job: Job) -> dict:
    url = job["base"] + "/oauth/v2/token"
    return session(job).refresh_token(url, refresh_token=job["refresh_token"])


def revoke(job: Job) -> str:
    url = job["base"] + "/oauth/v2/revoke/token"
    reply = session(job).revoke_token(url, job["refresh_token"], token_type_hint="refresh_token")
    reply.raise_for_status()
    return "revoked"


def user_info(job: Job) -> str:
    reply = session(job).get(job["base"] + "/oauth/user/info")
    reply.raise_for_status()
    return reply.json()["Email"]


serve({"exchange": exchange, "refresh": refresh, "revoke": revoke, "user info": user_info})
