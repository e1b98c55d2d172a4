"""Zoho's Python SDK for the CRM, pointed at practice Zoho by an environment of its own."""

from contract import Job, serve
from zohocrmsdk.src.com.zoho.api.authenticator.oauth_token import OAuthToken
from zohocrmsdk.src.com.zoho.crm.api.dc import DataCenter
from zohocrmsdk.src.com.zoho.crm.api.initializer import Initializer
from zohocrmsdk.src.com.zoho.crm.api.parameter_map import ParameterMap
from zohocrmsdk.src.com.zoho.crm.api.users import GetUsersParam, UsersOperations


def initialized(job: Job, **given: str) -> OAuthToken:
    """Return a token got by what is given; its store is the usual file, in the current folder."""
    token = OAuthToken(**given, find_user=False)
    place = DataCenter.Environment(job["base"], job["base"] + "/oauth/v2/token", job["base"])
    Initializer.initialize(place, token)
    token.generate_token()
    return token


def client(job: Job) -> dict[str, str]:
    return {"client_id": job["client_id"], "client_secret": job["client_secret"]}


def tokens(token: OAuthToken) -> dict[str, str]:
    return {"access_token": token.get_access_token(), "refresh_token": token.get_refresh_token()}


def exchange(job: Job) -> dict[str, str]:
    grant = {"grant_token": job["code"], "redirect_url": job["redirect_uri"]}
    return tokens(initialized(job, **client(job), **grant))


def refresh(job: Job) -> dict[str, str]:
    return tokens(initialized(job, **client(job), refresh_token=job["refresh_token"]))


def revoke(job: Job) -> str:
    """It revokes by the id that a token has in the store."""
    token = initialized(job, **client(job), refresh_token=job["refresh_token"])
    return f"revoke() is {token.revoke(token.get_id())}"


def user_info(job: Job) -> str:
    """It has no call for Accounts' user info, and asks the CRM."""
    initialized(job, access_token=job["access_token"])
    asked = ParameterMap()
    asked.add(GetUsersParam.type, "CurrentUser")
    return UsersOperations().get_users(asked).get_object().get_users()[0].get_email()


serve({"exchange": exchange, "refresh": refresh, "revoke": revoke, "user info": user_info})
