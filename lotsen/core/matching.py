"""The text filter of a list finds what the search of the site finds (docs/ui.md)."""

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from lotsen.core.folded import with_words
from lotsen.core.search import by_first_part, may_be, read, with_number

Row = TypeVar("Row", bound=Model)


def matching(
    rows: QuerySet[Row], text: str, *, kind: str, width: int, fields: tuple[str, ...]
) -> QuerySet[Row]:
    """Those of `rows` with the typed number (`kind` and `width` as in `with_number`), or with
    every typed word in `fields`; the order stays. Input that can be neither finds nothing."""
    search = read(text, limit=1)
    everything: QuerySet[Any] = rows.model._default_manager.all()
    wanted = Q(pk__in=[])
    if may_be(search, kind):
        numbered = with_number(everything, by_first_part(search), kind, width)
        wanted |= Q(pk__in=numbered.order_by().values("pk"))
    if search.is_title:
        wanted |= Q(pk__in=with_words(everything, search.form, *fields).values("pk"))
    return rows.filter(wanted)
