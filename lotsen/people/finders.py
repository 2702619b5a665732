"""People in the search of the site: whoever a role sees in its list of people, and nobody else.

A hit shows what the list shows. The page of one person is logged for ministry and auditor there.
"""

from functools import partial

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Prefetch, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.http import urlencode

from lotsen.core.actor import Actor
from lotsen.core.folding import search_form
from lotsen.core.roles import OVERSIGHT, Role
from lotsen.core.search import Found, Hit, Search, found
from lotsen.people.models import Employment, Lotse
from lotsen.people.queries import lotsen_visible_to, named_like

ORDER = 20
HAVE_A_LIST = (Role.HR, *OVERSIGHT)
READERS = (*HAVE_A_LIST, Role.LOTSE)


def find_people(actor: Actor | None, search: Search) -> Found | None:
    """By name in any order, or by a part of the e-mail address."""
    if actor is None or actor.role not in READERS or not search.is_name:
        return None
    visible = lotsen_visible_to(actor)
    if search.approximate:
        rows = named_similarly(visible, search.text)
    else:
        rows = in_order(named_like(visible, search.text))
    has_list = (
        actor.role in HAVE_A_LIST and not search.approximate
    )  # the list finds no similar ones
    return found(
        "Beschäftigte" if actor.role == Role.HR else "Personen",
        with_employer(rows),
        partial(_hit, actor),
        search,
        more_url=f"{reverse('people:list')}?{urlencode({'q': search.text})}" if has_list else "",
    )


def named_similarly(lotsen: QuerySet[Lotse], text: str) -> QuerySet[Lotse]:
    """Those of `lotsen` whose names share most trigrams with each typed word, most similar first.

    How many is `pg_trgm.word_similarity_threshold` in the settings: one typing error.
    """
    form = search_form(text)
    if "@" in text or not form:
        return lotsen.none()
    for word in form.split():
        lotsen = lotsen.filter(search_text__trigram_word_similar=word)
    alike = TrigramWordSimilarity(form, "search_text")
    return lotsen.order_by(alike.desc(), "sort_key", "id")


def in_order(lotsen: QuerySet[Lotse]) -> QuerySet[Lotse]:
    """By name, but not along the index of names: in there the first match may be far away."""
    return lotsen.order_by(Concat("sort_key", Value("")), "id")


def with_employer(lotsen: QuerySet[Lotse]) -> QuerySet[Lotse]:
    """One more query: `open_employments` with their Kommunen."""
    present = Employment.objects.filter(ends_on=None).select_related("kommune")
    return lotsen.prefetch_related(  # type: ignore[no-redef]
        Prefetch("employments", present, to_attr="open_employments")
    )


def _hit(actor: Actor, lotse: Lotse) -> Hit:
    own = actor.role == Role.LOTSE
    employers = [employment.kommune.label for employment in lotse.open_employments]
    return Hit(
        title=f"{lotse.family_name}, {lotse.given_name}",
        detail=(employers[0] if employers else "") if actor.role != Role.HR else lotse.department,
        url=reverse("people:own") if own else reverse("people:person", args=[lotse.pk]),
    )
