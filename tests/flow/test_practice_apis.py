"""What each product's API answers to a good token, and to everything that can be wrong with one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.flow.practice_wire import Wire, depends_on, shows
from zoho_helpers.practice.products import (
    DEAD,
    NO_HEADER,
    PATH,
    PERMISSION,
    PRODUCTS,
    SCOPE,
    TROUBLES,
    Product,
)

ROWS = [f"api-{product.name}" for product in PRODUCTS]
OWN_ORGANIZATION = "6000001"

# The telling codes, written down a second time: product, then for each of no header, dead token,
# missing scope, no permission and wrong path the status and the code.
GATEWAY = (404, "API endpoint not found")
CRM = (
    (401, "AUTHENTICATION_FAILURE"),
    (401, "INVALID_TOKEN"),
    (401, "OAUTH_SCOPE_MISMATCH"),
    (403, "NO_PERMISSION"),
    (404, "INVALID_URL_PATTERN"),
)
BOOKS = ((401, 14), (401, 57), (401, 57), (401, 57), (404, 5))
DESK = (
    (401, "UNAUTHORIZED"),
    (401, "INVALID_OAUTH"),
    (403, "SCOPE_MISMATCH"),
    (403, "FORBIDDEN"),
    (404, "URL_NOT_FOUND"),
)
ANALYTICS = ((400, 8518), (401, 8535), (401, 8535), (403, 7301), GATEWAY)
NO_TICKET, NO_TOKEN = (400, "INVALID_TICKET"), (401, "INVALID_OAUTHTOKEN")
NO_SCOPE = (401, "INVALID_OAUTHSCOPE")
EXPECTED: dict[str, tuple[tuple[int, int | str], ...]] = {
    "user-info": (NO_TOKEN, NO_TOKEN, NO_SCOPE, (200, ""), GATEWAY),
    "crm-users": CRM,
    "crm-org": CRM,
    "bigin": CRM,
    "recruit": CRM,
    "books": BOOKS,
    "invoice": BOOKS,
    "inventory": BOOKS,
    "billing": BOOKS,
    "desk": DESK,
    "desk-me": DESK,
    "projects": (NO_TOKEN, NO_TOKEN, *[(403, "INVALID_OAUTHSCOPE")] * 2, GATEWAY),
    "sprints": (NO_TOKEN, NO_TOKEN, (401, 7601), (401, "7401.14"), GATEWAY),
    "creator": ((401, 1030), (401, 1030), (401, 2945), (401, 2945), (404, 1000)),
    "analytics": ANALYTICS,
    "analytics-workspaces": ANALYTICS,
    "mail": (NO_TICKET, NO_TOKEN, NO_SCOPE, NO_SCOPE, (404, "URL_RULE_NOT_CONFIGURED")),
    "people": (NO_TOKEN, NO_TOKEN, (401, 7218), (401, 7218), GATEWAY),
    "campaigns": (NO_TOKEN, NO_TOKEN, NO_SCOPE, (403, "2706"), (404, "1004")),
    "sign": ((401, 9031), (401, 9041), (401, 9040), (401, 9040), GATEWAY),
    "workdrive": ((500, "F000"), (401, "F7003"), (401, "F7004"), (401, "F7004"), GATEWAY),
    "cliq": (*[(401, "oauthtoken_invalid")] * 2, *[(401, "oauthtoken_scope_invalid")] * 2, GATEWAY),
    "sheet": (*[(401, 2401)] * 4, GATEWAY),
    "writer": (NO_TOKEN, NO_TOKEN, NO_SCOPE, NO_SCOPE, GATEWAY),
    "calendar": (NO_TICKET, NO_TOKEN, NO_SCOPE, NO_SCOPE, GATEWAY),
}


def by_name(product: Product) -> str:
    return product.name


def call(wire: Wire, product: Product, authorization: str) -> Any:
    """Send a product's call; the organization along where the product insists on one."""
    sent = {"Authorization": authorization} if authorization else {}
    if product.needs_organization:
        sent[product.organization] = OWN_ORGANIZATION
    send = wire.get if product.methods[0] == "GET" else wire.post
    return send(product.address, headers=sent)


def token_for(wire: Wire, scope: str) -> str:
    return str(wire.grant(wire.register(), scope=scope)["access_token"])


def good(wire: Wire, product: Product) -> str:
    return f"Zoho-oauthtoken {token_for(wire, product.scope)}"


def without_header(wire: Wire, product: Product) -> list[Any]:
    token = token_for(wire, product.scope)
    useless = ["", "Zoho-oauthtoken", f"Token {token}", f"Basic {token}", token]
    if "bearer" not in product.schemes:
        useless.append(f"Bearer {token}")
    return [call(wire, product, each) for each in useless]


def with_dead_token(wire: Wire, product: Product) -> list[Any]:
    tokens = wire.grant(wire.register(), scope=product.scope)
    header = f"Zoho-oauthtoken {tokens['access_token']}"
    assert call(wire, product, header).ok
    elsewhere = call(wire.at("eu"), product, header)
    refresh = call(wire, product, f"Zoho-oauthtoken {tokens['refresh_token']}")
    unknown = call(wire, product, "Zoho-oauthtoken 1000.x.y")
    wire.control.advance(3600)
    return [elsewhere, refresh, unknown, call(wire, product, header)]


def without_scope(wire: Wire, product: Product) -> list[Any]:
    scopes = (
        "ZohoCRM.modules.READ",
        "openid,email,profile",
        f"{product.scope.rpartition('.')[0]}.UPDATE",
    )
    return [call(wire, product, f"Zoho-oauthtoken {token_for(wire, each)}") for each in scopes]


def without_permission(wire: Wire, product: Product) -> list[Any]:
    wire.control.configure(users_may_use_apis=False)
    return [call(wire, product, good(wire, product))]


def with_wrong_path(wire: Wire, product: Product) -> list[Any]:
    return [wire.get(f"{product.territory}nowhere")]


CAUSES: tuple[Callable[[Wire, Product], list[Any]], ...] = (
    without_header,
    with_dead_token,
    without_scope,
    without_permission,
    with_wrong_path,
)
CASES = [
    (product, cause, trouble, EXPECTED[product.name][place])
    for product in PRODUCTS
    for place, (cause, trouble) in enumerate(
        zip(CAUSES, (NO_HEADER, DEAD, SCOPE, PERMISSION, PATH), strict=True)
    )
    if EXPECTED[product.name][place][0] != 200
]


@shows(*ROWS)
@pytest.mark.parametrize(
    ("product", "cause", "trouble", "expected"),
    CASES,
    ids=[f"{product.name}-{cause.__name__}" for product, cause, _, _ in CASES],
)
def test_what_each_product_answers(
    wire: Wire,
    product: Product,
    cause: Callable[[Wire, Product], list[Any]],
    trouble: str,
    expected: tuple[int, int | str],
) -> None:
    for reply in cause(wire, product):
        assert reply.status_code == expected[0]
        assert reply.json() == product.answer(trouble).body
        assert str(expected[1]) in reply.text


@pytest.mark.parametrize("product", PRODUCTS, ids=by_name)
def test_each_product_answers_a_good_token(wire: Wire, product: Product) -> None:
    """A scope counts in either case, and so do `ALL` of its group and full access."""
    client = wire.register()
    service, group = product.scope.partition(".")[0], product.scope.rpartition(".")[0]
    rest = product.scope.removeprefix(service).lower()
    for scope in (product.scope, service + rest, f"{group}.ALL", f"{service}.fullaccess.all"):
        token = wire.grant(client, scope=scope)["access_token"]
        for scheme in product.schemes:
            assert call(wire, product, f"{scheme.title()} {token}").status_code == 200


def test_each_product_says_how_we_know() -> None:
    assert len({product.title for product in PRODUCTS}) >= 20
    assert set(EXPECTED) == {product.name for product in PRODUCTS}
    assert len({product.address for product in PRODUCTS}) == len(PRODUCTS)
    for product in PRODUCTS:
        assert product.source
        for trouble in TROUBLES:
            answer = product.answer(trouble)
            assert answer.grade in ("documented", "observed", "assumed")
            assert (answer.grade != "documented") or "https://" in product.source


def test_what_is_only_guessed_says_so() -> None:
    named = {product.name: product for product in PRODUCTS}
    for name in ("writer", "billing", "bigin", "people"):
        assert {named[name].answer(trouble).grade for trouble in TROUBLES} == {"assumed"}
    assert named["sheet"].answer(SCOPE).grade == "assumed"  # taken over from a dead token
    assert named["sheet"].answer(DEAD).grade == "observed"


@shows("api-hosts")
@pytest.mark.parametrize(
    "path",
    [
        "/recruit/v2/users",
        "/recruit/v2/candidates",
        "/api/v3/portals",
        "/api/accounts",
        "/zsapi/teams/",
        "/restapi/v2/orgs",
        "/people/api/forms",
    ],
)
def test_a_product_on_the_wrong_host(wire: Wire, path: str) -> None:
    for there in (wire, wire.at("eu")):
        reply = there.call(path, token_for(wire, "ZohoRecruit.users.READ"))
        assert (reply.status_code, reply.json()) == (404, {"message": "API endpoint not found"})


def test_a_path_of_nobody_is_a_page(wire: Wire) -> None:
    reply = wire.get("/nowhere/at/all")
    assert (reply.status_code, reply.headers["Content-Type"][:9]) == (404, "text/html")


@shows("api-organization")
@pytest.mark.parametrize(
    ("path", "scope", "header", "status", "code"),
    [
        ("/desk/api/v1/myinfo", "Desk.basic.READ", "orgId", 403, "OAUTH_ORG_MISMATCH"),
        ("/desk/api/v1/organizations", "Desk.basic.READ", "orgId", 403, "OAUTH_ORG_MISMATCH"),
        (
            "/books/v3/organizations",
            "ZohoBooks.settings.READ",
            "X-com-zoho-books-organizationid",
            400,
            "6041",
        ),
        (
            "/analyticsapi/restapi/v2/workspaces",
            "ZohoAnalytics.metadata.read",
            "ZANALYTICS-ORGID",
            400,
            "8083",
        ),
    ],
)
def test_a_wrong_organization(
    wire: Wire, path: str, scope: str, header: str, status: int, code: str
) -> None:
    authorization = {"Authorization": f"Zoho-oauthtoken {token_for(wire, scope)}"}
    assert wire.get(path, headers={**authorization, header: OWN_ORGANIZATION}).ok
    reply = wire.get(path, headers={**authorization, header: "1"})
    assert (reply.status_code, code in reply.text) == (status, True)
    assert wire.reason() == "not the organization of the token's user"


@pytest.mark.parametrize("path", ["books/v3", "invoice/v3", "inventory/v1", "billing/v1"])
def test_an_organization_id_of_somebody_else(wire: Wire, path: str) -> None:
    scopes = [product.scope for product in PRODUCTS if product.address[1:].startswith(path)]
    token = token_for(wire, *scopes)
    assert wire.call(f"/{path}/organizations?organization_id={OWN_ORGANIZATION}", token).ok
    reply = wire.call(f"/{path}/organizations?organization_id=1", token)
    assert (reply.status_code, reply.json()["code"]) == (400, 6041)


def test_analytics_wants_an_organization_for_what_is_in_one(wire: Wire) -> None:
    token = token_for(wire, "ZohoAnalytics.metadata.read")
    assert wire.call("/analyticsapi/restapi/v2/orgs", token).ok
    reply = wire.call("/analyticsapi/restapi/v2/workspaces", token)
    assert (reply.status_code, reply.json()["data"]["errorCode"]) == (400, 8083)


@shows("api-permission")
def test_a_user_without_permission(wire: Wire) -> None:
    token = token_for(wire, "ZohoCRM.org.READ,AaaServer.profile.READ")
    assert wire.call("/crm/v8/org", token).ok, "by default everybody may"
    wire.control.configure(users_may_use_apis=False)
    reply = wire.call("/crm/v8/org", token)
    assert reply.status_code == 403
    assert reply.json()["details"] == {"permissions": ["Crm_Implied_Api_Access"]}
    assert wire.call("/oauth/user/info", token).ok


@depends_on("users_may_use_apis", by_default=200, value=False, then=403)
def status_of_a_call_with_a_good_token(wire: Wire) -> Any:
    return wire.call("/crm/v8/org", token_for(wire, "ZohoCRM.org.READ")).status_code


@shows("scope-covers")
@pytest.mark.parametrize(
    ("granted", "status"),
    [
        ("ZohoCRM.org.READ", 200),
        ("ZohoCRM.org.ALL", 200),
        ("ZohoCRM.org.read", 200),
        ("ZohoCRM.fullaccess.all", 200),
        ("ZohoCRM.org.CREATE", 401),
        ("ZohoCRM.users.ALL", 401),
        ("ZohoBooks.fullaccess.all", 401),
    ],
)
def test_what_covers_a_scope(wire: Wire, granted: str, status: int) -> None:
    assert wire.call("/crm/v8/org", token_for(wire, granted)).status_code == status


@shows("api-request")
def test_methods(wire: Wire) -> None:
    assert wire.post("/crm/v8/org").status_code == 400
    granted = token_for(wire, "ZohoCRM.org.READ")
    for scheme, status in (("zoho-OAUTHTOKEN", 200), ("bearer", 200), ("Token", 401)):
        assert wire.call("/crm/v8/org", granted, scheme).status_code == status
    token = token_for(wire, "ZohoSheet.dataAPI.READ")
    sent = {"Authorization": f"Zoho-oauthtoken {token}"}
    assert wire.post("/sheet/api/v2/workbooks", {"method": "workbook.list"}, headers=sent).ok


def test_replies_are_dated_by_practice_zohos_clock(wire: Wire) -> None:
    """A client that goes by the Date header goes by the clock that its tokens die by."""
    assert wire.get("/oauth/serverinfo").headers["Date"] == "Sun, 22 Nov 2026 12:00:00 GMT"
    wire.control.advance(3600)
    assert wire.get("/oauth/serverinfo").headers["Date"] == "Sun, 22 Nov 2026 13:00:00 GMT"
