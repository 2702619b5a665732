"""The search of the site: one field on every page, one page of results."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lotsen.core.access import optional_actor, public
from lotsen.core.roles import OVERSIGHT, Role
from lotsen.core.search import find, read

SHOWN = 8
SUGGESTED = 4

Roles = tuple[Role, ...]
CASES: tuple[tuple[Roles, str], ...] = (
    ((Role.HR, *OVERSIGHT), "einen Vertrag: Vorgangsnummer, zum Beispiel WV-2026-0012"),
    ((Role.PROVIDER, *OVERSIGHT), "eine Abrechnung, Zahlung oder Rückforderung: Nummer"),
    ((Role.HR, Role.PROVIDER, *OVERSIGHT), "einen Gutschein: die ID oder ihr Anfang"),
    ((Role.HR, *OVERSIGHT), "eine Person: Name oder E-Mail-Adresse"),
    ((Role.PROVIDER,), "eine angemeldete Person Ihrer Seminare: Name"),
    ((Role.ORGANISER,), "eine angemeldete Person Ihrer Vernetzungsevents: Name"),
    (OVERSIGHT, "eine Buchung: Haushaltsjahr und Nummer, zum Beispiel 2026/00017"),
)
"""What else each role can look for; Kommunen, seminars and events everybody can."""


@public()
def results(request: HttpRequest) -> HttpResponse:
    """Everything that fits, by kind; a whole number leads straight to its page."""
    outcome = find(optional_actor(request), read(_typed(request), limit=SHOWN, counts=True))
    if outcome.only_exact is not None:
        return redirect(outcome.only_exact.url)
    actor = optional_actor(request)
    role = actor.role if actor else None
    context = {
        "outcome": outcome,
        "text": outcome.search.text,
        "is_search_page": True,
        "cases": [sentence for roles, sentence in CASES if role in roles],
    }
    return render(request, "pages/search.html", context)


@public()
def suggestions(request: HttpRequest) -> HttpResponse:
    """Options for the combobox: the first hits of each kind."""
    outcome = find(optional_actor(request), read(_typed(request), limit=SUGGESTED))
    return render(request, "pages/search_options.html", {"outcome": outcome})


def _typed(request: HttpRequest) -> str:
    return request.GET.get("q", "")
