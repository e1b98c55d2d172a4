"""The APIs that check an access token: one rule for every row of the table of products."""

from __future__ import annotations

import re

from zoho_helpers.data_centers import ZOHO, practice_data_centers
from zoho_helpers.practice import users
from zoho_helpers.practice.products import (
    BY_ADDRESS,
    DEAD,
    GATEWAY,
    NO_HEADER,
    ORGANIZATION,
    PATH,
    PERMISSION,
    PRODUCTS,
    SCOPE,
    Answer,
    Product,
    Who,
)
from zoho_helpers.practice.records import AccessToken
from zoho_helpers.practice.replies import Reply, Request, bad_request, json_reply
from zoho_helpers.practice.state import State

_CRM_VERSION = re.compile(r"^/crm/v[2-8](?=/)")


def check_call(path: str) -> Product | None:
    """Return the product call at a path, or None; the CRM's versions are all alike."""
    return BY_ADDRESS.get(_CRM_VERSION.sub("/crm/v8", path))


def handle_api(request: Request, state: State) -> Reply | None:
    """Answer a request to a product's API; None if its path leads to none."""
    product = check_call(request.path)
    if product is None:
        return _wrong_path(request.path)
    if request.method not in product.methods:
        return bad_request("wrong method")
    return _answer(product, request, state)


def _answer(product: Product, request: Request, state: State) -> Reply:
    """Check header, token, scope, organization, permission; that order is our assumption."""
    credential = _credential(request, product)
    if not credential:
        return _refuse(product.answer(NO_HEADER), "no usable Authorization header")
    token = state.access_tokens.get(credential)
    dead = _why_dead(token, credential, request, state)
    if token is None or dead:
        return _refuse(product.answer(DEAD), dead)
    if not _granted(token, product.scope):
        return _refuse(product.answer(SCOPE), f"scope missing: {product.scope}")
    who = _who(token)
    if not _is_of(who, request, product):
        return _refuse(product.answer(ORGANIZATION), "not the organization of the token's user")
    if not state.settings["users_may_use_apis"] and not product.is_for_everybody:
        return _refuse(product.answer(PERMISSION), "the user lacks the permission")
    return json_reply(product.success(who))


def _wrong_path(path: str) -> Reply | None:
    """Answer a path that is no call, as the product that is meant would; None if none is."""
    for product in PRODUCTS:
        if product.host and path.startswith(product.folder):
            return _refuse(GATEWAY, f"{product.title} has a host of its own")
    for product in PRODUCTS:
        if path.startswith(product.territory):
            return _refuse(product.answer(PATH), f"no such path in {product.title}")
    return None


def handle_server_info(request: Request, state: State) -> Reply:
    """Answer `GET /oauth/serverinfo`: the accounts server of each data center, China left out."""
    root = request.base_url.removesuffix(f"/{request.data_center}")
    centers = practice_data_centers(root)
    locations = {name: center.accounts_url for name, center in centers.items() if name != "cn"}
    return json_reply({"result": "success", "locations": locations})


def _refuse(answer: Answer, reason: str) -> Reply:
    return json_reply(answer.body, status=answer.status, reason=reason)


def _credential(request: Request, product: Product) -> str:
    scheme, _, credential = request.authorization.partition(" ")
    return credential.strip() if scheme.lower() in product.schemes else ""


def _why_dead(token: AccessToken | None, credential: str, request: Request, state: State) -> str:
    """Say why an access token opens nothing here; empty if it does."""
    if token is None:
        used = credential in state.refresh_tokens
        return "that is a refresh token" if used else "no such access token"
    if not token.is_alive(state.clock.now()):
        return f"access token {token.ended or 'too old'}"
    return "" if token.user == request.data_center else "access token of another data center"


def _granted(token: AccessToken, scope: str) -> bool:
    """Say whether a scope is covered: by itself, `.ALL` in its last place, or full access."""
    granted = {item.upper() for item in token.scopes}
    group, service = scope.rpartition(".")[0], scope.partition(".")[0]
    covers = (scope, f"{group}.ALL", f"{service}.FULLACCESS.ALL")
    return any(item.upper() in granted for item in covers)


def _who(token: AccessToken) -> Who:
    return Who(
        user=users.user_number(token.user),
        organization=token.organization or users.organization_number(token.user),
        email=users.email(token.user),
        country=ZOHO[token.user].country,
    )


def _is_of(who: Who, request: Request, product: Product) -> bool:
    """Say whether the organization that a request names, if it does, is the user's."""
    if not product.organization:
        return True
    named = request.parameters.get(product.organization, request.organization)
    return named == str(who.organization) if named else not product.needs_organization
