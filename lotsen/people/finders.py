"""People in the search of the site: whoever a role sees in its list of people, and nobody else.

A hit shows what the list shows. The page of one person is logged for ministry and auditor there.
"""

from functools import partial

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import BooleanField, Func, OuterRef, QuerySet, Subquery, Value
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
        among = visible if actor.role in OVERSIGHT else picked_first(visible)
        rows = named_similarly(among, search.text)
    else:
        rows = in_order(named_like(visible, search.text))
    has_list = (
        actor.role in HAVE_A_LIST and not search.approximate
    )  # the list finds no similar ones
    return found(
        "Beschäftigte" if actor.role == Role.HR else "Personen",
        rows if actor.role == Role.HR else with_employer(rows),
        partial(_hit, actor),
        search,
        columns=("given_name", "family_name", "department"),
        more_url=f"{reverse('people:list')}?{urlencode({'q': search.text})}" if has_list else "",
    )


def meant_by(search: Search) -> QuerySet[Lotse]:
    """Everybody of the typed name, in no order; for the cases of people in other apps."""
    match = named_similarly if search.approximate else named_like
    return match(Lotse.objects.all(), search.text).order_by()


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


class _IsOneOf(Func):
    """`key = ANY (ARRAY (SELECT …))`: the array is complete before anything is compared with it."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = BooleanField()


def picked_first(few: QuerySet[Lotse]) -> QuerySet[Lotse]:
    """The same people, fetched by their keys before anything else is asked of them.

    PostgreSQL takes similar names for rare. Asked for both at once, it looks for them among all
    people and finds out afterwards who works for the Kommune: twenty times the work.
    """
    return Lotse.objects.filter(_IsOneOf("pk", ArraySubquery(few.order_by().values("pk"))))


def in_order(lotsen: QuerySet[Lotse]) -> QuerySet[Lotse]:
    """By name, but not along the index of names: in there the first match may be far away."""
    return lotsen.order_by(Concat("sort_key", Value("")), "id")


def with_employer(lotsen: QuerySet[Lotse]) -> QuerySet[Lotse]:
    """Annotate `employer`: where somebody works now, looked up for the rows that are shown only."""
    present = Employment.objects.filter(lotse=OuterRef("pk"), ends_on=None).order_by("starts_on")
    return lotsen.annotate(employer=Subquery(present.values("kommune__label")[:1]))


def _hit(actor: Actor, lotse: Lotse) -> Hit:
    own = actor.role == Role.LOTSE
    place = lotse.department if actor.role == Role.HR else getattr(lotse, "employer", None)
    return Hit(
        title=f"{lotse.family_name}, {lotse.given_name}",
        detail=place or "",
        url=reverse("people:own") if own else reverse("people:person", args=[lotse.pk]),
    )
