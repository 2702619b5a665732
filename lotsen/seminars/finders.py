"""Seminars, places in them, certificates and providers in the search of the site."""

from functools import partial

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When
from django.urls import reverse
from django.utils.http import urlencode

from lotsen.accounts.models import Organisation
from lotsen.core.actor import Actor
from lotsen.core.folded import with_words
from lotsen.core.formatting import span
from lotsen.core.roles import OVERSIGHT, Role
from lotsen.core.search import (
    Found,
    Hit,
    Search,
    by_first_part,
    found,
    is_exactly,
    may_be,
    register_finder,
    register_kind,
    with_number,
    written,
)
from lotsen.people.finders import meant_by
from lotsen.seminars.enums import SeminarState
from lotsen.seminars.models import Certificate, Enrolment, Seminar, SeminarDay
from lotsen.seminars.queries import (
    certificates_visible_to,
    enrolments_visible_to,
    seminars_visible_to,
)
from lotsen.seminars.rules import CASE_READERS
from vouchers.queries import providers

SEMINAR, SEMINAR_WIDTH = register_kind("KDL"), 3
CERTIFICATE, CERTIFICATE_WIDTH = register_kind("DL"), 5
FOLLOWS_UP = (Role.PROVIDER, *OVERSIGHT)
PERSON = ("lotse__given_name", "lotse__family_name")
ENROLMENT_COLUMNS = (
    *("number", "state", "replaced_by__number", "seminar__number", "kommune__label"),
    *PERSON,
)


def register() -> None:
    """Called when the site starts."""
    register_finder(50, find_seminars)
    register_finder(51, find_enrolments)
    register_finder(52, find_certificates)
    register_finder(70, find_providers)


def find_seminars(actor: Actor | None, search: Search) -> Found | None:
    """By number, or by words of title and place; published ones first."""
    if search.approximate or not (search.is_title or may_be(search, SEMINAR)):
        return None
    visible = with_dates(seminars_visible_to(actor))
    rows = with_number(visible, by_first_part(search), SEMINAR, SEMINAR_WIDTH)
    if search.is_title:
        named = with_words(visible, search.form, "title", "city", "venue")
        over = Case(When(state=SeminarState.PUBLISHED, then=0), default=1)
        rows = (named | rows).order_by(over, "-number")
    hit, more_url = partial(_seminar, search), _catalogue(actor, q=search.text, alle="on")
    columns = ("number", "title", "city", "state", "provider__name")
    return found("Seminare", rows, hit, search, columns=columns, more_url=more_url)


def with_dates(seminars: QuerySet[Seminar]) -> QuerySet[Seminar]:
    """Annotate `first_day` and `last_day`, looked up for the rows that are shown only."""
    days = SeminarDay.objects.filter(seminar=OuterRef("pk")).values("held_on")
    return seminars.annotate(  # type: ignore[no-redef]
        first_day=Subquery(days.order_by("held_on")[:1]),
        last_day=Subquery(days.order_by("-held_on")[:1]),
    )


def _seminar(search: Search, seminar: Seminar) -> Hit:
    when = span(seminar.first_day, seminar.last_day)
    parts = (seminar.number, when, seminar.city or "online", seminar.provider.name)
    state = [] if seminar.is_published else [str(seminar.get_state_display())]
    detail = " · ".join([*parts, *state])
    url = reverse("seminars:detail", args=[seminar.pk])
    return Hit(seminar.title, detail, url, is_exactly(search, seminar.number))


def find_enrolments(actor: Actor | None, search: Search) -> Found | None:
    """By the number of the place; a provider, who has no list of people, also by their names.

    Other tables are joined to the `latest` of the visible ones only, which are shown.
    """
    if actor is None or actor.role not in CASE_READERS:
        return None
    typed = search.number
    if typed is not None and typed.kind == SEMINAR and len(typed.serials) > 1:
        seminar = written(typed, SEMINAR, SEMINAR_WIDTH)
        wanted = Q(seminar__number=seminar, number=int(typed.serials[1]))
    elif actor.role == Role.PROVIDER and search.is_name:
        wanted = Q(lotse__in=meant_by(search).values("pk"))
    else:
        return None
    rows = enrolments_visible_to(actor).select_related(None).filter(wanted)
    latest = rows.order_by("-enrolled_at", "pk").values("pk")[: search.limit + 1]
    shown = Enrolment.objects.filter(pk__in=latest).order_by("-enrolled_at", "pk")
    hit = partial(_enrolment, search)
    return found("Anmeldungen", shown, hit, search, columns=ENROLMENT_COLUMNS, all_rows=rows)


def _enrolment(search: Search, enrolment: Enrolment) -> Hit:
    lotse = enrolment.lotse
    detail = f"{enrolment.reference} · {enrolment.kommune.label} · {enrolment.state_label}"
    url = reverse("seminars:enrolment", args=[enrolment.pk])
    exact = is_exactly(search, enrolment.reference)
    return Hit(f"{lotse.family_name}, {lotse.given_name}", detail, url, exact)


def find_certificates(actor: Actor | None, search: Search) -> Found | None:
    """By number. Who does not handle the case gets to the person's page, which writes a log."""
    if actor is None or actor.role not in (*CASE_READERS, *OVERSIGHT):
        return None
    if not may_be(search, CERTIFICATE):
        return None
    rows = with_number(certificates_visible_to(actor), search, CERTIFICATE, CERTIFICATE_WIDTH)
    columns = ("number", "enrolment__seminar__title", *(f"enrolment__{name}" for name in PERSON))
    return found("Zertifikate", rows, partial(_certificate, search, actor), search, columns=columns)


def _certificate(search: Search, actor: Actor, certificate: Certificate) -> Hit:
    enrolment = certificate.enrolment
    detail = enrolment.seminar.title
    url = reverse("people:person", args=[enrolment.lotse_id])
    if actor.role in CASE_READERS:
        detail = f"{enrolment.lotse.full_name} · {detail}"
        url = reverse("seminars:enrolment", args=[enrolment.pk])
    return Hit(certificate.number, detail, url, is_exactly(search, certificate.number))


def find_providers(actor: Actor | None, search: Search) -> Found | None:
    """By name; a hit opens the coming seminars of the provider."""
    if search.approximate or not search.is_title:
        return None
    rows: QuerySet[Organisation] = with_words(providers(), search.form, "name")
    hit = partial(_provider, actor)
    more_url = _catalogue(actor)
    return found("Bildungsträger", rows, hit, search, columns=("name",), more_url=more_url)


def _provider(actor: Actor | None, organisation: Organisation) -> Hit:
    address = _catalogue(actor, traeger=str(organisation.pk))
    return Hit(organisation.name, "kommende Seminare", address)


def _catalogue(actor: Actor | None, **wanted: str) -> str:
    """The list of seminars with this filter; for some roles it is not what they see there first."""
    if actor is not None and actor.role in FOLLOWS_UP:
        wanted = {"ansicht": "angebot"} | wanted
    query = f"?{urlencode(wanted)}" if wanted else ""
    return f"{reverse('seminars:list')}{query}"
