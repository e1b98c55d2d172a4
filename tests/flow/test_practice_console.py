"""The API console, as a person uses it: pages and forms over HTTP."""

from __future__ import annotations

import re

import pytest

from tests.flow.practice_wire import REDIRECT_URI, Page, Wire, shows

FIELDS = {
    "client_type": "server",
    "name": "My first client",
    "homepage_url": "http://127.0.0.1:8758",
    "redirect_uri": REDIRECT_URI,
}


def made(text: str) -> list[str]:
    """What the box at the top of the console shows to be copied."""
    return re.findall(r"<dd><code>([^<]+)</code></dd>", text)


@shows("console-fields", "token-shape")
def test_a_client_is_registered_with_the_three_fields(wire: Wire) -> None:
    page = wire.post("/console", FIELDS)
    id, secret = made(page.text)
    assert page.status_code == 200
    assert re.fullmatch(r"1000\.PRACTICE[0-9A-Z]{22}", id)
    assert re.fullmatch(r"00c0ffee[0-9a-f]{34}", secret)

    listed = wire.get("/console").text
    assert id in listed
    assert REDIRECT_URI in listed
    assert secret not in listed  # shown once
    assert wire.grant({"client_id": id, "client_secret": secret})["access_token"]


@shows("console-fields")
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Enter a valid client name"),
        ("name", "  &  ", "Enter a valid client name"),
        ("name", "My app!", "Enter a valid client name"),
        ("name", "x" * 101, "Enter a valid client name"),
        ("homepage_url", "", "Enter a valid homepage URL"),
        ("homepage_url", "example.com", "Enter a valid homepage URL"),
        ("homepage_url", "http://[", "Enter a valid homepage URL"),
        ("redirect_uri", "", "Enter a valid redirect URI"),
        ("redirect_uri", "ftp://example.com/x", "Enter a valid redirect URI"),
        ("redirect_uri", "http://a b/", "Enter a valid redirect URI"),
        ("redirect_uri", "http://a/\r\nSet-Cookie: x", "Enter a valid redirect URI"),
        ("redirect_uri", "javascript:alert(1)", "Enter a valid redirect URI"),
    ],
)
def test_a_wrong_field_is_refused_with_zohos_words(
    wire: Wire, field: str, value: str, said: str
) -> None:
    page = Page(wire.post("/console", {**FIELDS, field: value}).text)
    assert said in page.words
    typed = {**FIELDS, field: value}
    assert page.forms[0].items() >= typed.items(), "what was typed is still there"
    assert wire.control.state()["clients"] == []


@pytest.mark.parametrize("name", ["a", "My_client & co", "Müller 42"])
def test_names_that_zoho_takes(wire: Wire, name: str) -> None:
    assert made(wire.post("/console", {**FIELDS, "name": name}).text)


@shows("multi-data-center")
def test_multi_dc_gives_a_secret_in_each_data_center_but_china(wire: Wire) -> None:
    text = wire.post("/console", {**FIELDS, "multi_dc": "yes"}).text
    id, secret, *others = made(text)
    assert len({secret, *others}) == 10
    for country in ("Europe", "India", "Singapore"):
        assert country in text
    europe = wire.at("eu").register()  # another one: the console shows each center its own
    assert europe["client_id"] in wire.at("eu").get("/console").text
    assert id not in wire.at("eu").get("/console").text
    assert wire.at("cn").ask({"client_id": id}).status_code == 400


@shows("self-client-code")
def test_a_self_client_gets_its_codes_in_the_console(wire: Wire) -> None:
    page = wire.post("/console", {"client_type": "self"}).text
    id, secret = made(page)
    form = Page(page).forms[1]
    assert form["do"] == "generate-code"
    assert form["client_id"] == id, "filled in already"

    page = wire.post("/console", {**form, "scope": "ZohoCRM.users.READ", "minutes": "5"}).text
    (code,) = made(page)
    assert "good for 5 minutes" in page
    client = {"client_id": id, "client_secret": secret}
    wire.control.advance(299)
    reply = wire.token(client, grant_type="authorization_code", code=code).json()
    assert reply["refresh_token"]
    assert reply["scope"] == "ZohoCRM.users.READ"
    usual = wire.control.as_user("self-client-code", client_id=id, scope="ZohoCRM.users.READ")
    assert usual["seconds"] == 180


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"scope": ""}, "Enter a valid scope"),
        ({"scope": "ZohoCRM.users.READ,ZohoCRM.everything"}, "Enter a valid scope"),
        ({"client_id": "1000.UNKNOWN"}, "Enter the client id of a self client"),
        ({"minutes": "4"}, "Choose 3, 5, 7 or 10 minutes"),
        ({"minutes": "9" * 5000}, "Choose 3, 5, 7 or 10 minutes"),
    ],
)
def test_a_code_that_cannot_be_made(wire: Wire, changes: dict[str, str], said: str) -> None:
    id = wire.register(client_type="self", name="Self Client")["client_id"]
    form = {"do": "generate-code", "client_id": id, "scope": "openid", "minutes": "3"}
    page = wire.post("/console", {**form, **changes})
    assert said in Page(page.text).words
    assert wire.control.state()["codes"] == 0


def test_a_server_based_client_gets_no_codes_in_the_console(wire: Wire) -> None:
    id = wire.register()["client_id"]
    form = {"do": "generate-code", "client_id": id, "scope": "openid", "minutes": "3"}
    assert "Enter the client id of a self client" in wire.post("/console", form).text


def test_the_home_page_leads_to_each_data_centers_console(wire: Wire) -> None:
    home = wire.get("/")
    assert 'href="console"' in home.text
    assert 'href="eu/"' in home.text
    assert wire.at("eu").get("").headers["Location"] == "eu/"
    europe = wire.at("eu").get("/").text
    assert "Europe" in europe
    assert 'href="../"' in europe
    assert 'href="../in/"' in europe


def test_what_is_not_there_says_so(wire: Wire) -> None:
    for path in ("/nothing", "/console/", "/us/console", "/xx/oauth/v2/auth", "//console"):
        reply = wire.get(path)
        assert reply.status_code == 404
        assert "nothing at this address" in reply.text


def page_of(wire: Wire, id: str) -> Page:
    return Page(wire.get("/console", params={"client_id": id}).text)


@shows("console-fields")
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"client_type": "client-based"}, "Enter a valid JavaScript Domain URI"),
        ({"client_type": "client-based", "javascript_domain": "a.example"}, "JavaScript Domain"),
        ({"client_type": "device", "homepage_url": ""}, "Enter a valid homepage URL"),
        ({"client_type": "mobile", "redirect_uri": "app"}, "Enter a valid redirect URI"),
        ({"client_type": "toaster"}, "Choose a client type"),
        ({"redirect_uri": " ".join(["http://a.example"] * 21)}, "Enter a valid redirect URI"),
    ],
)
def test_each_type_asks_for_its_own_fields(wire: Wire, fields: dict[str, str], said: str) -> None:
    assert said in Page(wire.post("/console", {**FIELDS, **fields}).text).words
    assert wire.control.state()["clients"] == []


def test_several_redirect_uris(wire: Wire) -> None:
    uris = f"{REDIRECT_URI} http://localhost:1/x"
    id, secret = made(wire.post("/console", {**FIELDS, "redirect_uri": uris}).text)
    client = {"client_id": id, "client_secret": secret}
    assert wire.ask(client, redirect_uri="http://localhost:1/x").status_code == 200
    assert wire.ask(client).status_code == 200
    assert wire.ask(client, redirect_uri="http://localhost:1/").status_code == 400


def test_a_secret_is_looked_up_on_the_clients_page_by_a_button(wire: Wire) -> None:
    client = wire.register()
    page = wire.get("/console", params={"client_id": client["client_id"]}).text
    assert client["client_secret"] not in page
    assert client["client_id"] in page
    form = Page(page).forms[0]
    assert form["do"] == "show-code"
    assert made(wire.post("/console", form).text) == [client["client_id"], client["client_secret"]]


@shows("multi-data-center")
def test_data_centers_are_switched_on_the_clients_page(wire: Wire) -> None:
    client = wire.register()
    form = page_of(wire, client["client_id"]).forms[1]
    assert form["do"] == "data-centers"

    text = wire.post("/console", {**form, "in-eu": "yes", "in-in": "yes", "in-cn": "yes"}).text
    _, own, europe, india = made(text)
    assert len({own, europe, india}) == 3
    assert own == client["client_secret"]
    assert wire.accept(client, user="eu")["location"] == "eu"

    text = wire.post("/console", {**form, "in-eu": "yes"}).text
    assert made(text)[2:] == [europe], "its secret stays"
    assert wire.press(wire.ask(client), "accept", user="in").status_code == 400

    same = {**form, "in-eu": "yes", "same_credentials": "yes"}
    assert made(wire.post("/console", same).text)[1:] == [own, own]
    assert wire.at("eu").token(client, grant_type="x").json() == {"error": "invalid_client"}
    code = wire.accept(client, user="eu")["code"]
    assert "access_token" in wire.at("eu").exchange(client, code).json(), "one secret for all"
    wire.post("/console", form)
    assert wire.at("eu").exchange(client, code).json() == {"error": "invalid_client"}


@pytest.mark.parametrize("do", ["show-code", "data-centers", "delete"])
def test_a_client_of_another_data_center_is_not_shown_or_changed(wire: Wire, do: str) -> None:
    client = wire.at("eu").register()
    page = wire.post("/console", {"do": do, "client_id": client["client_id"]}).text
    assert "Choose a client of this data center" in page
    assert client["client_secret"] not in page
    assert wire.control.state()["clients"] == [client["client_id"]]
