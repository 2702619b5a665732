"""Who follows whom: merged and moved Kommunen, and whose cases a person may continue.

A dissolved Kommune keeps its key, vouchers and people; its successor reads and continues them
(docs/registry.md). Each helper is one subquery, so a list costs no query more with it.
"""

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from kommunen.models import Kommune
from lotsen.core.actor import Actor

_THIS = "SELECT %s::varchar"
_OF_ORGANISATION = "SELECT key FROM kommunen_kommune WHERE organisation_id = %s"
_THIS_AND_LATER = """
    SELECT %s::varchar
    UNION
    SELECT own.successor_id FROM kommunen_kommune AS own
        JOIN first ON own.key = first.key WHERE own.successor_id IS NOT NULL
"""
_THESE_AND_LATER = """
    WITH RECURSIVE later(key) AS (
        SELECT unnest(%s::varchar[])
        UNION
        SELECT own.successor_id FROM kommunen_kommune AS own
            JOIN later ON own.key = later.key WHERE own.successor_id IS NOT NULL
    )
    SELECT key FROM later
"""
_AND_EARLIER = """
    WITH RECURSIVE first(key) AS ({first}),
    earlier(key) AS (
        SELECT key FROM first
        UNION
        SELECT before.key FROM kommunen_kommune AS before
            JOIN earlier ON before.successor_id = earlier.key
    )
    SELECT key FROM earlier
"""


def kommunen_of(actor: Actor) -> QuerySet[Kommune]:
    """The Kommune that HR acts for and all that were merged into it; nothing for everybody else.

    Every `…_visible_to(actor)` of HR filters with it: `kommune__in=kommunen_of(actor)`.
    """
    return _and_earlier(_OF_ORGANISATION, actor.organisation_id)


def with_predecessors(kommune: Kommune) -> QuerySet[Kommune]:
    """The Kommune and all that were merged into it, directly or by steps: whose cases it has."""
    return _and_earlier(_THIS, kommune.pk)


def same_body(key: str) -> QuerySet[Kommune]:
    """All Kommunen that are one body today: the end of the line of successors, and what became it.

    Colleagues are who works for one of them: an employee of the merged Kommune takes over the
    voucher that the old one got.
    """
    return _and_earlier(_THIS_AND_LATER, key)


def with_successors(kommunen: QuerySet[Kommune]) -> QuerySet[Kommune]:
    """These Kommunen and all that follow them: who has their cases now. Reads their keys first."""
    keys = list(kommunen.values_list("pk", flat=True))
    return Kommune.objects.filter(pk__in=RawSQL(_THESE_AND_LATER, [keys]))  # noqa: S611 a constant


def living_body(kommune: Kommune) -> Kommune:
    """The Kommune that has its cases and its quota today: itself, or the last successor.

    Costs a query only for one with a successor. A dissolved one without successor is itself.
    """
    if kommune.successor_id is None:
        return kommune
    return same_body(kommune.pk).filter(successor=None).first() or kommune


def are_one_body(first: str, second: str) -> bool:
    """Whether two keys belong to one body today; costs a query only when they differ."""
    return first == second or same_body(first).filter(pk=second).exists()


def may_act_for(actor: Actor, kommune: Kommune) -> bool:
    """Whether HR acts for this Kommune: it is the own one, or one that became part of it."""
    if actor.organisation_id is None:
        return False
    if kommune.organisation_id == actor.organisation_id:
        return True
    return kommune.is_dissolved and kommunen_of(actor).filter(pk=kommune.pk).exists()


def predecessors(kommune: Kommune) -> QuerySet[Kommune]:
    """What became part of this Kommune directly, the latest first."""
    before = Kommune.objects.filter(successor=kommune).select_related("successor")
    return before.order_by("-dissolved_on", "sort_key")


def _and_earlier(first: str, value: object) -> QuerySet[Kommune]:
    """The Kommunen that the statement `first` finds, and all that became part of them."""
    statement = _AND_EARLIER.format(first=first)
    return Kommune.objects.filter(pk__in=RawSQL(statement, [value]))  # noqa: S611 only constants
