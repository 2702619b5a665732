"""Merged Kommunen count for their successor: which key counts for which."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, F, QuerySet, Value, When

from kommunen.models import Kommune


def heirs() -> dict[str, str]:
    """For each dissolved Kommune with a successor the one that exists now; one statement."""
    followed = Kommune.objects.filter(successor__isnull=False).order_by()
    return last_in_line(dict(followed.values_list("key", "successor_id")))


def last_in_line(successors: Mapping[str, str]) -> dict[str, str]:
    """The end of each line of successors, over several mergers."""
    found = {}
    for key, heir in successors.items():
        seen = {key}
        while heir in successors and heir not in seen:
            seen.add(heir)
            heir = successors[heir]
        found[key] = heir
    return found


def with_heir(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate `heir`: the key of the Kommune that the row counts for today."""
    moved = [When(kommune=old, then=Value(new)) for old, new in heirs().items()]
    counted: QuerySet[Any] = rows.annotate(heir=Case(*moved, default=F("kommune_id")))
    return counted
