"""Words in texts that have no search column, found by PostgreSQL however they are spelt.

Meant for tables of some thousand rows (seminars, events, organisations): every row is looked at.
"""

from typing import Any, TypeVar

from django.db.models import F, Func, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Lower, Replace

from lotsen.core.folding import search_form, sort_key

Row = TypeVar("Row", bound=Model)

# Few, because `translate` compares every letter of a text with every one of them.
_LETTERS = "äöüáàâéèêçóñ"
_SEPARATORS = "-–/(.:,"
_FROM = _LETTERS + _SEPARATORS
_TO = "".join(sort_key(letter) for letter in _LETTERS) + " " * len(_SEPARATORS)
_REPLACED = {"ß": "ss", " sankt ": " st "}


def with_words(rows: QuerySet[Row], text: str, *fields: str) -> QuerySet[Row]:
    """Those of `rows` in whose fields every typed word begins a word.

    "Tübingen", "tubingen" and "Tuebingen" find "Tübingen". A word is looked for with and without
    the "e" of "ae", "oe" and "ue", because the "ue" of "aktuell" is no umlaut.
    """
    plain, reduced = sort_key(text).split(), search_form(text).split()
    if not plain:
        return rows.none()
    rows = rows.alias(spelt_plainly=_plainly(fields))
    for pair in zip(plain, reduced, strict=True):
        either = Q()
        for word in set(pair):
            either |= Q(spelt_plainly__contains=f" {word}")
        rows = rows.filter(either)
    return rows


def _plainly(fields: tuple[str, ...]) -> Any:
    """The fields as one text in small letters without marks, a space before every word."""
    parts = [part for field in fields for part in (Value(" "), F(field))]
    text: Any = Lower(Func(*parts, function="concat", output_field=TextField()))
    text = Func(text, Value(_FROM), Value(_TO), function="translate", output_field=TextField())
    for letters, plain in _REPLACED.items():
        text = Replace(text, Value(letters), Value(plain), output_field=TextField())
    return text
