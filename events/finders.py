"""Vernetzungsevents and registrations in the search of the site."""

from functools import partial

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode

from events.enums import EventState
from events.models import Event, Registration
from events.queries import events_visible_to, registrations_visible_to
from lotsen.core.actor import Actor
from lotsen.core.folded import with_words
from lotsen.core.formatting import day
from lotsen.core.roles import Role
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

EVENT, WIDTH = register_kind("VE"), 3
READERS = (Role.LOTSE, Role.HR, Role.ORGANISER, Role.OFFICE)
REGISTRATION_COLUMNS = (
    *("number", "state", "event__number", "event__title"),
    *("lotse__given_name", "lotse__family_name"),
)


def register() -> None:
    """Called when the site starts."""
    register_finder(60, find_events)
    register_finder(61, find_registrations)


def find_events(actor: Actor | None, search: Search) -> Found | None:
    """By number, or by words of title and place; the latest first."""
    if search.approximate or not (search.is_title or may_be(search, EVENT)):
        return None
    visible = events_visible_to(actor)
    rows = with_number(visible, by_first_part(search), EVENT, WIDTH)
    if search.is_title:
        named = with_words(visible, search.form, "title", "city", "venue")
        rows = (named | rows).order_by("-starts_at", "number")
    hit = partial(_event, search)
    more_url = f"{reverse('events:list')}?{urlencode({'q': search.text, 'zeit': 'alle'})}"
    columns = ("number", "title", "starts_at", "city", "state")
    return found("Vernetzungsevents", rows, hit, search, columns=columns, more_url=more_url)


def _event(search: Search, event: Event) -> Hit:
    parts = [event.number, day(event.starts_at), event.city or "online"]
    state = [] if event.state == EventState.PUBLISHED else [str(event.get_state_display())]
    url = reverse("events:detail", args=[event.pk])
    return Hit(event.title, " · ".join([*parts, *state]), url, is_exactly(search, event.number))


def find_registrations(actor: Actor | None, search: Search) -> Found | None:
    """By their number; an organiser, who has no list of people, also by names."""
    if actor is None or actor.role not in READERS:
        return None
    typed = search.number
    if typed is not None and typed.kind == EVENT and len(typed.serials) > 1:
        number = written(typed, EVENT, WIDTH)
        wanted = Q(event__number=number, number=int(typed.serials[1]))
    elif actor.role == Role.ORGANISER and search.is_name:
        wanted = Q(lotse__in=meant_by(search).values("pk"))
    else:
        return None
    rows = registrations_visible_to(actor).filter(wanted).order_by("-registered_at")
    hit = partial(_registration, search)
    return found("Anmeldungen zu Events", rows, hit, search, columns=REGISTRATION_COLUMNS)


def _registration(search: Search, registration: Registration) -> Hit:
    lotse = registration.lotse
    parts = (registration.reference, registration.event.title, registration.get_state_display())
    url = reverse("events:registration", args=[registration.pk])
    exact = is_exactly(search, registration.reference)
    return Hit(f"{lotse.family_name}, {lotse.given_name}", " · ".join(map(str, parts)), url, exact)
