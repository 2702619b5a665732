"""The main navigation per role. The first entry is where signing in leads."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from lotsen.core.access import optional_actor
from lotsen.core.roles import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: label, address, and whether the visitor is in that part of the site."""

    label: str
    url: str
    current: bool


KOMMUNEN = ("Kommunen", "kommunen:list")
SEMINARS = ("Seminare", "seminars:list")
EVENTS = ("Vernetzung", "events:list")
CONTRACTS = ("Verträge", "vouchers:contracts")
VOUCHERS = ("Gutscheine", "vouchers:vouchers")
INHOUSE = ("Inhouse", "vouchers:inhouse")
CLAIMS = ("Abrechnungen", "vouchers:claims")
BUDGET = ("Fördermittel", "vouchers:budget")
PEOPLE = ("Personen", "people:list")
OVERVIEW = ("Übersicht", "reporting:overview")

NAVIGATION: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.HR: (
        *(OVERVIEW, ("Beschäftigte", "people:list"), CONTRACTS, VOUCHERS, SEMINARS, EVENTS),
        KOMMUNEN,
    ),
    Role.PROVIDER: (OVERVIEW, SEMINARS, INHOUSE, VOUCHERS, CLAIMS, KOMMUNEN),
    Role.OFFICE: (
        *(OVERVIEW, CONTRACTS, VOUCHERS, CLAIMS, SEMINARS, PEOPLE, EVENTS, BUDGET, KOMMUNEN),
    ),
    Role.MINISTRY: (
        *(OVERVIEW, BUDGET, CLAIMS, CONTRACTS, VOUCHERS, SEMINARS, PEOPLE, EVENTS, KOMMUNEN),
    ),
    Role.AUDITOR: (OVERVIEW, BUDGET, CLAIMS, CONTRACTS, VOUCHERS, SEMINARS, PEOPLE, KOMMUNEN),
    Role.ORGANISER: (OVERVIEW, EVENTS, KOMMUNEN),
    Role.LOTSE: (OVERVIEW, EVENTS, ("Meine Daten", "people:own")),
    Role.ADMIN: (
        OVERVIEW,
        ("Aufträge", "core:jobs"),
        ("Postausgang", "core:outbox"),
        ("Konten", "accounts:members"),
    ),
}
SIGNED_OUT = (("Start", "start"), KOMMUNEN, SEMINARS, EVENTS)


def home_of(role: Role) -> str:
    """Address of the role's first navigation entry."""
    return reverse(NAVIGATION[role][0][1])


def entries(request: HttpRequest) -> list[Entry]:
    """The navigation for this request, with the current part marked."""
    actor = optional_actor(request)
    shown = NAVIGATION[actor.role] if actor and actor.role else SIGNED_OUT
    result = []
    for label, name in shown:
        url = reverse(name)
        current = request.path == url or (url != "/" and request.path.startswith(url))
        result.append(Entry(label, url, current))
    return result
