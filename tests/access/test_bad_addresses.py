"""Hostile addresses: every GET parameter of every page, every way to be sent elsewhere."""

import re
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from lotsen.accounts.models import User
from lotsen.core.roles import Role
from tests.access.answers import is_clear
from tests.access.hostile import MARKUP, NOBODY
from tests.access.table import EVERYBODY, SIGNED_IN, TABLE
from tests.access.world import World
from tests.factories.accounts import PASSWORD, client_of

pytestmark = pytest.mark.django_db

FORM_DATA = "application/x-www-form-urlencoded"
OK, REFUSED = frozenset({200, 302, 404}), frozenset({400, 422})
GET_FORM = re.compile(r'<form\b[^>]*method="get".*?</form>', re.DOTALL)
INPUT = re.compile(r'<(?:input|select)\b[^>]*\bname="([^"]+)"')
HIDDEN_PARAMETERS = ("seite", "q", "zeit", "ziel", "stichtag", "jahr", "next", "fehler")
"""Parameters that stand in links only."""
HOSTILE = (
    "",
    "unsinn",
    "-1",
    "0",
    "9" * 30,
    "1e309",
    "%",
    "\\",
    "' OR 1=1 --",
    "01/02/2027",
    "31.12.9999",
    "0001-01-01",
    "2027-13-45",
    NOBODY,
    "a\ud800\u202e😀",
    MARKUP,
    "x" * 10_000,
)
FEW = ("9" * 30, MARKUP, "x" * 10_000)
"""Those of them that are also tried in each parameter alone."""
STRANGE_SHAPES = (
    "q[]=1&q[]=2&seite[a]=b",
    "seite=1&seite=unsinn&q=a&q=b&q=",
    "&&&==&=&%zz=%zz&q=%ff%fe",
    "q",
    "&".join(f"p{number}=1" for number in range(300)),
)


def visitor(world: World, name: str) -> Client:
    """Somebody who may open the address; public pages by the office, which sees the most."""
    roles = TABLE[name].roles
    role = "office" if roles in {EVERYBODY, SIGNED_IN} or "office" in roles else roles.split()[0]
    return Client() if name.startswith("account_") else world.clients[world.own[Role(role)]]


def path_of(world: World, name: str) -> str:
    row = TABLE[name]
    return reverse(name, kwargs=world.samples[row.sample] if row.sample else {})


def query(parameters: dict[str, str]) -> str:
    return urlencode(parameters, errors="surrogatepass")


@pytest.mark.parametrize("name", sorted(TABLE))
def test_no_parameter_breaks_a_page(world: World, name: str) -> None:
    client, path = visitor(world, name), path_of(world, name)
    page = client.get(path)
    is_page = page.status_code == 200 and page["Content-Type"].startswith("text/html")
    main = page.content.decode().partition("<main")[2] if is_page else ""
    shown = GET_FORM.findall(main)  # the search of the header is tried on its own page
    names = {field for form in shown for field in INPUT.findall(form)} | set(HIDDEN_PARAMETERS)
    queries = [query(dict.fromkeys(names, value)) for value in HOSTILE if shown or value in FEW]
    queries += [query({field: value}) for field in names if shown for value in FEW]
    queries += STRANGE_SHAPES if shown else STRANGE_SHAPES[:2]
    for sent in queries:
        response = client.get(f"{path}?{sent}")
        status = response.status_code
        assert status in OK or (status in REFUSED and is_clear(response)), (sent[:80], status)
        if response["Content-Type"].startswith("text/html"):
            assert MARKUP.encode() not in response.content, sent[:80]


@pytest.mark.parametrize("name", sorted(TABLE))
def test_nul_in_an_address_is_a_bad_request(world: World, name: str) -> None:
    client, path = visitor(world, name), path_of(world, name)
    for sent in ("q=a%00b", "seite=%00", "%00=1"):
        response = client.get(f"{path}?{sent}")
        assert response.status_code == 400
        assert is_clear(response)


ELSEWHERE = (
    "https://boese.example/",
    "http:///boese.example",
    "//boese.example",
    "///boese.example",
    "/\\boese.example",
    "\\\\boese.example",
    "/\t/boese.example",
    "\t//boese.example",
    " //boese.example",
    "https:boese.example",
    "https://testserver@boese.example/",
    "https://testserver.boese.example/",
    "//boese.example\\@testserver/",
    "javascript:alert(1)",
    "data:text/html,<script>",
    "/konto/\r\nLocation: https://boese.example/",
    "unsinn",
    "home",
    "../../boese",
    "/\x00",
    "/a\ud800",
    "x" * 3_000,
)


def own_place(location: str) -> bool:
    """Whether a browser that follows `location` stays here."""
    parts = urlsplit(location)
    return (
        parts.netloc in {"", "testserver"}
        and parts.scheme in {"", "http"}
        and not re.match(r"[/\\\s]{2}", location)
        and "\n" not in location
    )


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_sent_to_another_host(world: World, target: str) -> None:
    hr = world.own[Role.HR]
    email = User.objects.get(memberships=hr.membership_id).email
    for name, client, fields in (
        ("accounts:switch", client_of(hr), {"membership": str(hr.membership_id)}),
        ("account_login", Client(), {"login": email, "password": PASSWORD}),
        ("account_request_login_code", Client(), {"email": email}),
        ("account_logout", client_of(hr), {}),
        ("account_reauthenticate", client_of(hr), {"password": PASSWORD}),
        ("account_reset_password", Client(), {"email": email}),
    ):
        for path in (reverse(name), f"{reverse(name)}?{query({'next': target})}"):
            body = query(fields | {"next": target})
            response = client.post(path, body, content_type=FORM_DATA)
            assert response.status_code < 500, name
            assert own_place(response.headers.get("Location", "/")), (name, response)


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_to_the_asked_page_or_home(world: World, target: str) -> None:
    client = client_of(world.own[Role.HR])
    response = client.get(f"{reverse('account_login')}?{query({'next': target})}")
    assert response.status_code in {302, 400}
    assert own_place(response.headers.get("Location", "/"))


BODIES = {
    "json": ("application/json", b'{"reason": "x"'),
    "no boundary": ("multipart/form-data", b"--x\r\n"),
    "broken multipart": ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: fo"),
    "utf-7": ("multipart/form-data; boundary=x; charset=utf-7", b""),
    "utf-16": ("application/x-www-form-urlencoded; charset=utf-16", b"reason=x"),
    "escapes": (
        "multipart/form-data; boundary=x; charset=unicode_escape",
        b'--x\r\nContent-Disposition: form-data; name="reason"\r\n\r\n\\ud800\r\n--x--\r\n',
    ),
    "many fields": ("application/x-www-form-urlencoded", b"&a=1" * 3_000),
    "large part": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="reason"\r\n\r\n'
        + b"x" * 3_000_000
        + b"\r\n--x--\r\n",
    ),
}


@pytest.mark.parametrize("kind", sorted(BODIES))
@pytest.mark.parametrize("name", ["account_login", "vouchers:contract-reject", "events:create"])
def test_a_body_that_is_no_form_is_refused(world: World, name: str, kind: str) -> None:
    client = Client() if name == "account_login" else client_of(world.own[Role.OFFICE])
    content_type, body = BODIES[kind]
    response = client.generic("POST", path_of(world, name), body, content_type=content_type)
    assert response.status_code in {400, 413, 422}
    assert is_clear(response)


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "unsinn"])
def test_a_page_asked_for_in_another_encoding_opens_or_is_refused(
    world: World, charset: str
) -> None:
    client = visitor(world, "people:list")
    response = client.get(
        "/personen/?q=%5Cud800%2B2AA-", CONTENT_TYPE=f"text/plain; charset={charset}"
    )
    assert response.status_code in {200, 400}


@pytest.mark.parametrize("value", ["kurz", '"aaaaaaaaaaaa\\000"', "x" * 4_000, "\x7f\x80"])
@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages", "django_language"])
def test_a_broken_cookie_is_no_cookie(name: str, value: str) -> None:
    client = Client()
    for path in ("/", "/konto/", "/konto/anmelden/"):
        assert client.get(path, HTTP_COOKIE=f"{name}={value}").status_code in {200, 302}
