"""The list of seminars and the page of one: public facts, and what the visitor's role adds."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode

from lotsen.core import clock
from lotsen.core.access import optional_actor, public
from lotsen.core.actor import Actor
from lotsen.core.exports import FORMAT
from lotsen.core.paging import paginate
from lotsen.core.roles import OVERSIGHT, Role
from lotsen.seminars import queries, rules
from lotsen.seminars.enums import Tab
from lotsen.seminars.forms import CatalogueFilter, TabFilter
from lotsen.seminars.models import Seminar
from lotsen.seminars.views.catalogue_file import catalogue_file, tab_file
from lotsen.seminars.views.named import named
from lotsen.seminars.views.rows import with_certificates
from lotsen.seminars.views.stages import stage_of

FOLLOWS_UP = (Role.PROVIDER, *OVERSIGHT)
"""Roles that see seminars by what is due; the others see what one can book."""

READS_NAMES = (Role.HR, Role.PROVIDER, Role.OFFICE)
"""The others reach a person through a page that logs it (docs/programme.md § 8)."""

CATALOGUE = "angebot"


@public()
def seminar_list(request: HttpRequest) -> HttpResponse:
    """What one can book; for providers and oversight the tabs offen, überfällig, fertig."""
    actor = optional_actor(request)
    chosen = request.GET.get("ansicht", "")
    if actor is not None and actor.role in FOLLOWS_UP and chosen != CATALOGUE:
        return _tabs(request, actor, chosen)
    form = CatalogueFilter(request.GET)
    house = form.value("traeger")
    seminars = queries.catalogue(
        queries.seminars_visible_to(actor),
        provider=house.pk if house else None,
        line=form.value("linie") or "",
        city=form.value("ort") or "",
        from_on=form.value("ab"),
        free_only=bool(form.value("frei")),
        text=form.value("q") or "",
        every=bool(form.value("alle")),
        order=form.value("sortierung"),
    )
    if FORMAT in request.GET:
        return catalogue_file(request, form, seminars)
    context = {
        "form": form,
        "export_url": f"?{request.GET.urlencode()}",
        "page": paginate(request, seminars),
        "follows_up": actor is not None and actor.role in FOLLOWS_UP,
        "is_lotse": actor is not None and actor.role == Role.LOTSE,
        "is_hr": actor is not None and actor.role == Role.HR,
        **named(request),
    }
    return render(request, "seminars/list.html", context)


@public()
def seminar_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One seminar. HR sees its own people, provider and oversight all."""
    actor = optional_actor(request)
    found = queries.with_days(queries.with_seats(queries.seminars_visible_to(actor)))
    seminar = get_object_or_404(found, pk=pk)
    today = clock.today()
    context = {
        "seminar": seminar,
        "stage": stage_of(seminar, today),
        "closed": rules.closed_because(seminar, first_day=seminar.first_day, today=today),
        "is_hr": actor is not None and actor.role == Role.HR,
        **named(request),
        "manages": rules.may_manage(actor, seminar),
        "has_begun": seminar.first_day <= today,
        "can_be_cancelled": (seminar.is_published or seminar.is_draft)
        and seminar.first_day > today,
        **_people(seminar, actor),
    }
    return render(request, "seminars/seminar.html", context)


def _tabs(request: HttpRequest, actor: Actor, chosen: str) -> HttpResponse:
    tab = Tab(chosen) if chosen in Tab.values else Tab.OPEN
    seminars = queries.seminars_visible_to(actor)
    if actor.role == Role.PROVIDER:
        seminars = seminars.filter(provider=actor.organisation_id)
    form = TabFilter(request.GET)
    text = form.value("q") or ""
    found = queries.with_days(queries.in_tab(seminars, tab, text=text))
    if FORMAT in request.GET:
        return tab_file(request, form, tab, found)
    page = paginate(request, found)
    context = {
        "form": form,
        "filtered": bool(text),
        "export_url": f"?{request.GET.urlencode()}",
        "elsewhere": urlencode({"ansicht": CATALOGUE, "alle": "on", "q": text}),
        "page": page,
        "rows": [(seminar, stage_of(seminar, clock.today())) for seminar in page],
        "tab": tab,
        "tabs": Tab,
        "is_provider": actor.role == Role.PROVIDER,
    }
    return render(request, "seminars/tabs.html", context)


def _people(seminar: Seminar, actor: Actor | None) -> dict[str, Any]:
    """Enrolments and certificates that this visitor may see; None for strangers and Lotsen."""
    if actor is None or actor.role not in (Role.HR, *FOLLOWS_UP) or seminar.is_draft:
        return {"people": None, "shows_names": False, "progress": None}
    if actor.role == Role.PROVIDER and not rules.may_manage(actor, seminar):
        return {"people": None, "shows_names": False, "progress": None}
    people = list(queries.participants(seminar, actor).select_related("certificate"))
    for enrolment in people:
        enrolment.seminar = seminar
    follows = actor.role in FOLLOWS_UP
    return {
        "people": with_certificates(people),
        "shows_names": actor.role in READS_NAMES,
        "progress": queries.certificate_progress(seminar) if follows else None,
    }
