"""The products' cheap read-only calls, and how each refuses a token: one table.

Products on the `api_domain` stand at the root of a data center (`/crm/v8/org`, `/eu/books/v3/...`).
A product with a host of its own at Zoho stands under that host's label: `desk.zoho.eu/api/v1/...`
is `/eu/desk/api/v1/...`, `recruit.zoho.com/recruit/v2/users` is `/recruit/recruit/v2/users`.

Each answer has a grade of its own. What only public code shows, undated, counts as assumed. Where a
product's code is not known it gets the name that other products give the trouble (INVALID_TICKET,
INVALID_OAUTHTOKEN, INVALID_OAUTHSCOPE) in a body of the product's shape, and where no answer to a
trouble is known, that to its next of kin (`_NEXT_OF_KIN`). Of observed and documented answers
status and code are sure, the words of the message not always. Successes are shortened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from zoho_helpers.practice import users

NO_HEADER, DEAD, SCOPE = "no header", "dead token", "missing scope"
ORGANIZATION, PERMISSION, PATH = "wrong organization", "no permission", "wrong path"
TROUBLES = (NO_HEADER, DEAD, SCOPE, ORGANIZATION, PERMISSION, PATH)

_GRADES = ("documented", "observed", "assumed")
_DOCUMENTED, _OBSERVED, _ASSUMED = _GRADES
_NEXT_OF_KIN = {NO_HEADER: DEAD, SCOPE: DEAD, PERMISSION: SCOPE, ORGANIZATION: PERMISSION}
_PROBES = "dated probes published in public code"
_CODE = "public code, undated"
_NOBODY = "no source gives its refusals: made like its sisters'"


class Who(NamedTuple):
    """Whom a token speaks for."""

    user: int
    organization: int
    email: str
    country: str


@dataclass(frozen=True)
class Answer:
    """How a product refuses.

    Attributes:
        status: HTTP status.
        code: What tells this trouble from others; it stands in the body.
        body: The JSON.
        grade: How surely we know it, as in the table of behaviors.
    """

    status: int
    code: int | str
    body: Mapping[str, Any]
    grade: str


GATEWAY = Answer(
    404, "API endpoint not found", {"message": "API endpoint not found"}, grade=_OBSERVED
)
"""What `api_domain` says to the path of a product that has a host of its own."""


@dataclass(frozen=True)
class Product:
    """One cheap read-only call.

    Attributes:
        name: How the row of the behaviors table calls it, after `api-`.
        title: Its name for a person.
        host: Label of its host; empty for those at the `api_domain` and Accounts.
        path: Path on that host.
        scope: The scope that it needs.
        success: Makes the body for the one whom the token speaks for.
        troubles: The refusals that are known or chosen; `answer` has the others.
        source: Where they are said.
        methods: HTTP methods that it takes.
        schemes: Words before the token that it takes, in lower case.
        organization: Header or parameter that names an organization; empty if it heeds none.
        needs_organization: It refuses a request that names none.
        is_for_everybody: It knows no permissions.
    """

    name: str
    title: str
    host: str
    path: str
    scope: str
    success: Callable[[Who], Mapping[str, Any]]
    troubles: Mapping[str, Answer]
    source: str
    methods: tuple[str, ...] = ("GET",)
    schemes: tuple[str, ...] = ("zoho-oauthtoken", "bearer")
    organization: str = ""
    needs_organization: bool = False
    is_for_everybody: bool = False

    @property
    def address(self) -> str:
        """Its path in practice Zoho, without the data center."""
        return f"/{self.host}{self.path}" if self.host else self.path

    @property
    def folder(self) -> str:
        """What the paths on its host begin with, such as `/api/v1/`."""
        return f"{self.path.rstrip('/').rpartition('/')[0]}/"

    @property
    def territory(self) -> str:
        """What all its addresses in practice Zoho begin with; Accounts has its own folder."""
        return self.folder if self.is_for_everybody else f"/{self.address.split('/')[1]}/"

    @property
    def grade(self) -> str:
        """The weakest grade of its answers to no header, a dead token and a missing scope."""
        return max((self.answer(kind).grade for kind in TROUBLES[:3]), key=_GRADES.index)

    @property
    def does(self) -> str:
        """Its refusals as one sentence."""
        answers = ((kind, self.answer(kind)) for kind in TROUBLES[:3])
        said = ", ".join(f"{kind} {it.status} {it.code} ({it.grade})" for kind, it in answers)
        return f"{self.title}, {self.methods[0]} {self.address}: {said}."

    def answer(self, trouble: str) -> Answer:
        """Return the answer to one of `TROUBLES`; assumed where it is its next of kin's."""
        if trouble in self.troubles:
            return self.troubles[trouble]
        if trouble == PATH:
            return replace(GATEWAY, grade=_ASSUMED)
        return replace(self.answer(_NEXT_OF_KIN[trouble]), grade=_ASSUMED)


# Bodies, one builder a family


def _accounts(status: int, code: str, grade: str) -> Answer:
    return Answer(status, code, {"response": "error", "cause": code}, grade)


def _crm(status: int, code: str, message: str, grade: str, *permissions: str) -> Answer:
    details = {"permissions": list(permissions)} if permissions else {}
    body = {"code": code, "details": details, "message": message, "status": "error"}
    return Answer(status, code, body, grade)


def _plain(http: int, code: int | str, message: str, grade: str, /, **more: str) -> Answer:
    """Books and its sisters, Cliq; with a `status` Sign, Sprints and Campaigns."""
    return Answer(http, code, {"code": code, "message": message, **more}, grade)


def _desk(status: int, code: str, message: str, grade: str) -> Answer:
    return Answer(status, code, {"errorCode": code, "message": message}, grade)


def _mail(status: int, code: str, description: str, grade: str) -> Answer:
    said = {"code": status, "description": description}
    return Answer(status, code, {"data": {"errorCode": code}, "status": said}, grade)


def _analytics(status: int, code: int, summary: str, grade: str) -> Answer:
    data = {"errorCode": code, "errorMessage": summary}
    body = {"status": "failure", "summary": summary, "data": data}
    return Answer(status, code, body, grade)


def _projects(status: int, code: str, message: str, grade: str) -> Answer:
    error = {"status_code": status, "title": code, "details": [{"message": message}]}
    return Answer(status, code, {"error": error}, grade)


def _sheet(status: int, code: int, message: str, grade: str) -> Answer:
    return Answer(status, code, {"error_message": message, "error_code": code}, grade)


def _calendar(status: int, code: str, grade: str) -> Answer:
    return Answer(status, code, {"error": [{"error_code": code}]}, grade)


def _people(status: int, code: int | str, message: str, grade: str) -> Answer:
    errors = {"code": code, "message": message}
    return Answer(
        status,
        code,
        {"response": {"message": "Error occurred", "errors": errors, "status": 1}},
        grade,
    )


def _workdrive(status: int, id: str, title: str, grade: str) -> Answer:
    return Answer(status, id, {"errors": [{"id": id, "title": title}]}, grade)


def _crm_family(grade: str) -> Mapping[str, Answer]:
    return {
        NO_HEADER: _crm(401, "AUTHENTICATION_FAILURE", "Authentication failed", grade),
        DEAD: _crm(401, "INVALID_TOKEN", "invalid oauth token", grade),
        SCOPE: _crm(401, "OAUTH_SCOPE_MISMATCH", "invalid oauth scope to access this URL", grade),
        PERMISSION: _crm(
            403, "NO_PERMISSION", "permission denied", _ASSUMED, "Crm_Implied_Api_Access"
        ),
        PATH: _crm(
            404,
            "INVALID_URL_PATTERN",
            "Please check if the URL trying to access is a correct one",
            _ASSUMED,
        ),
    }


def _finance_family(grade: str) -> Mapping[str, Answer]:
    refused = "You are not authorized to perform this operation"
    stranger = "This user is not associated with the CompanyID/CompanyName."
    return {
        NO_HEADER: _plain(401, 14, "Invalid value passed for authtoken.", grade),
        DEAD: _plain(401, 57, refused, grade),
        SCOPE: _plain(401, 57, refused, _ASSUMED),
        ORGANIZATION: _plain(400, 6041, stranger, _ASSUMED),
        PATH: _plain(404, 5, "Invalid URL Passed", _ASSUMED),
    }


_DESK = {
    NO_HEADER: _desk(
        401, "UNAUTHORIZED", "You are not authenticated to perform this operation.", _OBSERVED
    ),
    DEAD: _desk(401, "INVALID_OAUTH", "The OAuth Token you provided is invalid.", _OBSERVED),
    SCOPE: _desk(403, "SCOPE_MISMATCH", "The OAuth Token lacks the scope.", _ASSUMED),
    ORGANIZATION: _desk(
        403,
        "OAUTH_ORG_MISMATCH",
        "The OAuthToken is not valid for specified organization.",
        _ASSUMED,
    ),
    PERMISSION: _desk(403, "FORBIDDEN", "You lack the permission for this.", _ASSUMED),
    PATH: _desk(404, "URL_NOT_FOUND", "The URL was not found.", _ASSUMED),
}
_ANALYTICS = {
    NO_HEADER: _analytics(400, 8518, "INVALID_TICKET", _OBSERVED),
    DEAD: _analytics(401, 8535, "INVALID_OAUTHTOKEN", _DOCUMENTED),
    SCOPE: _analytics(401, 8535, "INVALID_OAUTHTOKEN", _DOCUMENTED),
    ORGANIZATION: _analytics(400, 8083, "ORGID_NOT_PRESENT", _ASSUMED),
    PERMISSION: _analytics(403, 7301, "NO_PERMISSION", _OBSERVED),
}
_SHEET_TEXT = "Valid [OAUTHTOKEN] is required for processing the request."
_CREATOR_TEXT = "Authorization Failure. The access token is either invalid or has expired."


# Successes that several share


def _crm_users(who: Who) -> Mapping[str, Any]:
    user = {"id": str(who.user), "full_name": users.NAME, "email": who.email, "status": "active"}
    return {"users": [user]}


def _crm_org(who: Who) -> Mapping[str, Any]:
    org = {
        "id": str(who.organization),
        "company_name": users.COMPANY,
        "country": who.country,
        "type": "production",
    }
    return {"org": [org]}


def _finance_organizations(who: Who) -> Mapping[str, Any]:
    organization = {"organization_id": str(who.organization), "name": users.COMPANY}
    return {"code": 0, "message": "success", "organizations": [organization]}


_CRM_SOURCE = f"https://github.com/zoho/crm-oas; a wrong path, no permission: {_CODE}"
_ANALYTICS_SOURCE = (
    "https://github.com/zoho/analytics-okf, authentication.md, has 8535 and no Bearer; "
    f"8518 and 7301: {_PROBES}; 8083 for a wrong organization and a wrong path's answer are assumed"
)
_FINANCE_SOURCE = (
    f"{_PROBES}; 57 for a missing scope, 6041: {_CODE}; 5 for a wrong path from memory"
)
_DESK_SOURCE = (
    f"https://desk.zoho.com/DeskAPIDocument has the call; its refusals: {_PROBES}; SCOPE_MISMATCH, "
    f"OAUTH_ORG_MISMATCH: {_CODE}; for no permission and a wrong path from memory"
)

PRODUCTS = (
    Product(
        "user-info",
        "Zoho Accounts",
        "",
        "/oauth/user/info",
        "AaaServer.profile.READ",
        lambda who: {
            "First_Name": users.FIRST_NAME,
            "Email": who.email,
            "Last_Name": users.LAST_NAME,
            "Display_Name": users.NAME,
            "ZUID": who.user,
        },
        {
            DEAD: _accounts(401, "INVALID_OAUTHTOKEN", _DOCUMENTED),
            SCOPE: _accounts(401, "INVALID_OAUTHSCOPE", _DOCUMENTED),
        },
        "https://www.zoho.com/accounts/protocol/oauth/use-access-token.html; what no header is "
        "answered is assumed",
        is_for_everybody=True,
    ),
    Product(
        "crm-users",
        "CRM",
        "",
        "/crm/v8/users",
        "ZohoCRM.users.READ",
        _crm_users,
        _crm_family(_DOCUMENTED),
        _CRM_SOURCE,
    ),
    Product(
        "crm-org",
        "CRM",
        "",
        "/crm/v8/org",
        "ZohoCRM.org.READ",
        _crm_org,
        _crm_family(_DOCUMENTED),
        _CRM_SOURCE,
    ),
    Product(
        "bigin",
        "Bigin",
        "",
        "/bigin/v2/users",
        "ZohoBigin.users.READ",
        _crm_users,
        _crm_family(_ASSUMED),
        f"{_CODE}; like the CRM, path and version too",
    ),
    Product(
        "recruit",
        "Recruit",
        "recruit",
        "/recruit/v2/users",
        "ZohoRecruit.users.READ",
        _crm_users,
        _crm_family(_OBSERVED),
        _PROBES,
    ),
    Product(
        "books",
        "Books",
        "",
        "/books/v3/organizations",
        "ZohoBooks.settings.READ",
        _finance_organizations,
        _finance_family(_OBSERVED),
        f"{_FINANCE_SOURCE}; https://zoho.com/books/api has the call",
        organization="organization_id",
    ),
    Product(
        "invoice",
        "Invoice",
        "",
        "/invoice/v3/organizations",
        "ZohoInvoice.settings.READ",
        _finance_organizations,
        _finance_family(_OBSERVED),
        _FINANCE_SOURCE,
        organization="organization_id",
    ),
    Product(
        "inventory",
        "Inventory",
        "",
        "/inventory/v1/organizations",
        "ZohoInventory.settings.READ",
        _finance_organizations,
        _finance_family(_OBSERVED),
        _FINANCE_SOURCE,
        organization="organization_id",
    ),
    Product(
        "billing",
        "Billing",
        "",
        "/billing/v1/organizations",
        "ZohoSubscriptions.settings.READ",
        _finance_organizations,
        _finance_family(_ASSUMED),
        f"{_CODE} has the path; its refusals are taken to be those of Books",
        organization="organization_id",
    ),
    Product(
        "desk",
        "Desk",
        "desk",
        "/api/v1/organizations",
        "Desk.basic.READ",
        lambda who: {"data": [{"id": who.organization, "companyName": users.COMPANY}]},
        _DESK,
        _DESK_SOURCE,
        organization="orgId",
    ),
    Product(
        "desk-me",
        "Desk",
        "desk",
        "/api/v1/myinfo",
        "Desk.basic.READ",
        lambda who: {"id": str(who.user), "name": users.NAME, "emailId": who.email},
        _DESK,
        _DESK_SOURCE,
        organization="orgId",
    ),
    Product(
        "projects",
        "Projects",
        "projectsapi",
        "/api/v3/portals",
        "ZohoProjects.portals.READ",
        lambda who: {"portals": [{"id": str(who.organization), "name": users.COMPANY}]},
        {
            DEAD: _projects(401, "INVALID_OAUTHTOKEN", "Invalid OAuth access token.", _ASSUMED),
            SCOPE: _projects(403, "INVALID_OAUTHSCOPE", "Invalid OAuth scope", _ASSUMED),
        },
        f"{_CODE}; https://projects.zoho.com/api-docs has the call",
    ),
    Product(
        "sprints",
        "Sprints",
        "sprintsapi",
        "/zsapi/teams/",
        "ZohoSprints.teams.READ",
        lambda who: {"portals": [{"zsoid": str(who.organization), "teamName": users.COMPANY}]},
        {
            DEAD: _plain(
                401, "INVALID_OAUTHTOKEN", "Invalid oauthtoken", _ASSUMED, status="failed"
            ),
            SCOPE: _plain(401, 7601, "Invalid oauthscope", _OBSERVED, status="failed"),
            PERMISSION: _plain(
                401, "7401.14", "The role does not allow this", _OBSERVED, status="failed"
            ),
        },
        f"{_PROBES} for a missing scope and role",
    ),
    Product(
        "creator",
        "Creator",
        "creator",
        "/api/v2/applications",
        "ZohoCreator.dashboard.READ",
        lambda who: {"code": 3000, "applications": [{"application_name": users.COMPANY}]},
        {
            NO_HEADER: _plain(401, 1030, _CREATOR_TEXT, _ASSUMED),
            DEAD: _plain(401, 1030, _CREATOR_TEXT, _DOCUMENTED),
            SCOPE: _plain(401, 2945, "INVALID_OAUTHSCOPE", _ASSUMED),
            PATH: _plain(404, 1000, "Invalid URL", _ASSUMED),
        },
        "https://www.zoho.com/creator/help/api/v2.1/status-codes.html, 1000 without its HTTP "
        f"status; 2945 and 1030 for no header: {_CODE}",
    ),
    Product(
        "analytics",
        "Analytics",
        "analyticsapi",
        "/restapi/v2/orgs",
        "ZohoAnalytics.metadata.read",
        lambda who: {
            "status": "success",
            "summary": "Get organizations",
            "data": {"orgs": [{"orgId": str(who.organization), "orgName": users.COMPANY}]},
        },
        _ANALYTICS,
        _ANALYTICS_SOURCE,
        schemes=("zoho-oauthtoken",),
    ),
    Product(
        "analytics-workspaces",
        "Analytics",
        "analyticsapi",
        "/restapi/v2/workspaces",
        "ZohoAnalytics.metadata.read",
        lambda who: {
            "status": "success",
            "summary": "Get all workspaces",
            "data": {"ownedWorkspaces": [], "sharedWorkspaces": []},
        },
        _ANALYTICS,
        _ANALYTICS_SOURCE,
        schemes=("zoho-oauthtoken",),
        organization="ZANALYTICS-ORGID",
        needs_organization=True,
    ),
    Product(
        "mail",
        "Mail",
        "mail",
        "/api/accounts",
        "ZohoMail.accounts.READ",
        lambda who: {
            "status": {"code": 200, "description": "success"},
            "data": [{"accountId": str(who.user), "primaryEmailAddress": who.email}],
        },
        {
            NO_HEADER: _mail(400, "INVALID_TICKET", "Invalid Input", _OBSERVED),
            DEAD: _mail(401, "INVALID_OAUTHTOKEN", "Invalid Access", _OBSERVED),
            SCOPE: _mail(401, "INVALID_OAUTHSCOPE", "Invalid Access", _ASSUMED),
            PATH: _mail(404, "URL_RULE_NOT_CONFIGURED", "Invalid Input", _ASSUMED),
        },
        f"{_PROBES}; a missing scope's name could not be confirmed, a wrong path's is from memory",
    ),
    Product(
        "people",
        "People",
        "people",
        "/people/api/forms",
        "ZOHOPEOPLE.forms.READ",
        lambda who: {"response": {"result": [], "message": "Data fetched", "status": 0}},
        {
            DEAD: _people(401, "INVALID_OAUTHTOKEN", "Invalid OAuth Token", _ASSUMED),
            SCOPE: _people(401, 7218, "Invalid OAuth Scope", _ASSUMED),
        },
        f"{_CODE} has 7218 without its HTTP status; the path could not be confirmed",
    ),
    Product(
        "campaigns",
        "Campaigns",
        "campaigns",
        "/api/v1.1/getmailinglists",
        "ZohoCampaigns.contact.READ",
        lambda who: {"status": "success", "code": "0", "list_of_details": []},
        {
            DEAD: _plain(
                401, "INVALID_OAUTHTOKEN", "Invalid OAuth token", _ASSUMED, status="error"
            ),
            SCOPE: _plain(
                401, "INVALID_OAUTHSCOPE", "Invalid OAuth scope", _ASSUMED, status="error"
            ),
            PERMISSION: _plain(
                403, "2706", "Insufficient privilege to access the list.", _ASSUMED, status="error"
            ),
            PATH: _plain(404, "1004", "Unable to find the resource", _ASSUMED, status="error"),
        },
        "https://www.zoho.com/campaigns/help/developers/get-mailing-lists.html has the call, 1004 "
        f"and 2706 without HTTP status; of a token, {_NOBODY}",
    ),
    Product(
        "sign",
        "Sign",
        "sign",
        "/api/v1/requests",
        "ZohoSign.documents.READ",
        lambda who: {"code": 0, "message": "success", "status": "success", "requests": []},
        {
            NO_HEADER: _plain(401, 9031, "INVALID_TICKET", _OBSERVED, status="failure"),
            DEAD: _plain(401, 9041, "INVALID_OAUTHTOKEN", _OBSERVED, status="failure"),
            SCOPE: _plain(401, 9040, "INVALID_OAUTHSCOPE", _ASSUMED, status="failure"),
        },
        f"{_PROBES}; 9040: {_CODE}",
    ),
    Product(
        "workdrive",
        "WorkDrive",
        "",
        "/workdrive/api/v1/users/me",
        "WorkDrive.users.READ",
        lambda who: {
            "data": {
                "id": str(who.user),
                "type": "users",
                "attributes": {"display_name": users.NAME, "email_id": who.email},
            }
        },
        {
            NO_HEADER: _workdrive(500, "F000", "INVALID_TICKET", _ASSUMED),
            DEAD: _workdrive(401, "F7003", "Invalid OAuth token.", _ASSUMED),
            SCOPE: _workdrive(401, "F7004", "Invalid OAuth scope.", _ASSUMED),
        },
        f"{_CODE}; Zoho's page on users/me has the call and 401 only",
    ),
    Product(
        "cliq",
        "Cliq",
        "cliq",
        "/api/v2/users",
        "ZohoCliq.Users.READ",
        lambda who: {"data": [{"id": str(who.user), "display_name": users.NAME}]},
        {
            DEAD: _plain(401, "oauthtoken_invalid", "Invalid OAuth token", _ASSUMED),
            SCOPE: _plain(401, "oauthtoken_scope_invalid", "Invalid OAuth scope", _OBSERVED),
        },
        f"{_PROBES} for a missing scope; oauthtoken_invalid: {_CODE}",
    ),
    Product(
        "sheet",
        "Sheet",
        "sheet",
        "/api/v2/workbooks",
        "ZohoSheet.dataAPI.READ",
        lambda who: {"method": "workbook.list", "status": "success", "workbooks": []},
        {
            NO_HEADER: _sheet(401, 2401, _SHEET_TEXT, _OBSERVED),
            DEAD: _sheet(401, 2401, _SHEET_TEXT, _OBSERVED),
        },
        f"{_PROBES}; a missing scope's answer could not be found",
        methods=("POST", "GET"),
    ),
    Product(
        "writer",
        "Writer",
        "",
        "/writer/api/v1/documents",
        "ZohoWriter.documentEditor.READ",
        lambda who: {"documents": [], "total_count": 0},
        {
            DEAD: _calendar(401, "INVALID_OAUTHTOKEN", _ASSUMED),
            SCOPE: _calendar(401, "INVALID_OAUTHSCOPE", _ASSUMED),
        },
        f"path, scope and bodies could not be confirmed; {_NOBODY}",
    ),
    Product(
        "calendar",
        "Calendar",
        "calendar",
        "/api/v1/calendars",
        "ZohoCalendar.calendar.READ",
        lambda who: {"calendars": [{"uid": str(who.user), "name": users.NAME}]},
        {
            NO_HEADER: _calendar(400, "INVALID_TICKET", _OBSERVED),
            DEAD: _calendar(401, "INVALID_OAUTHTOKEN", _OBSERVED),
            SCOPE: _calendar(401, "INVALID_OAUTHSCOPE", _ASSUMED),
        },
        f"{_PROBES}; a missing scope's answer could not be found",
    ),
)
"""Every product call."""

BY_ADDRESS: Mapping[str, Product] = MappingProxyType({each.address: each for each in PRODUCTS})
"""Address -> product call."""
