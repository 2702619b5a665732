"""The list of people as CSV or Excel file, for those whose daily work it is."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from lotsen.core import clock
from lotsen.core.access import actor_of
from lotsen.core.exports import list_response
from lotsen.core.formatting import day, instant
from lotsen.core.roles import Role
from lotsen.people.forms import PeopleFilter
from lotsen.people.models import Lotse, Qualification

EXPORTERS = (Role.HR, Role.OFFICE)
"""Ministry and Rechnungshof read numbers and single cases, and each of them is logged
(docs/programme.md § 8): a file with everybody's name is neither."""

HEAD_OF_HR = ("Nachname", "Vorname", "Organisationseinheit", "E-Mail-Adresse", "Abgeschlossen")
HEAD = ("Nachname", "Vorname", "Kommune", "Schlüssel", "Abgeschlossen")


def people_file(request: HttpRequest, people: QuerySet[Lotse], form: PeopleFilter) -> HttpResponse:
    """`people` of `with_details` with what the page shows; the notes name search and order."""
    actor = actor_of(request)
    title = "Beschäftigte" if actor.role == Role.HR else "Personen"
    notes = [f"{title}, abgerufen am {instant(clock.now())} von {actor.signature}"]
    notes += form.chosen()
    if actor.role == Role.HR:
        return list_response(request, title, HEAD_OF_HR, map(_cells_of_hr, people), notes)
    return list_response(request, title, HEAD, map(_cells, people), notes)


def _cells_of_hr(lotse: Lotse) -> tuple[object, ...]:
    return (
        *(lotse.family_name, lotse.given_name, lotse.department, lotse.email),
        _completed(lotse),
    )


def _cells(lotse: Lotse) -> tuple[object, ...]:
    kommune = next((found.kommune for found in lotse.open_employments), None)
    return (
        *(lotse.family_name, lotse.given_name),
        *((kommune.label, kommune.key) if kommune else ("", "")),
        _completed(lotse),
    )


def _completed(lotse: Lotse) -> str:
    return "; ".join(map(_in_words, lotse.earned))


def _in_words(qualification: Qualification) -> str:
    without = "" if qualification.funded else ", ohne Förderung"
    return f"{qualification.get_kind_display()} {day(qualification.completed_on)}{without}"
