"""The folding of names (`core.folding`) inside PostgreSQL, for texts that no search column has.

Meant for tables of some thousand rows (seminars, events, organisations): every row is folded.
"""

from typing import Any, TypeVar

from django.db.models import F, Func, Model, QuerySet, TextField, Value
from django.db.models.functions import Concat, Lower, Replace

from lotsen.core.folding import search_form

Row = TypeVar("Row", bound=Model)

_LETTERS = [chr(code) for code in range(0xDF, 0x17F) if chr(code).islower()]
_PLAIN = {letter: search_form(letter) for letter in _LETTERS}
_SINGLE = {letter: plain for letter, plain in _PLAIN.items() if len(plain) == 1}
_LONG = {"ß": "ss", "æ": "ae", "œ": "oe"}


def with_words(rows: QuerySet[Row], form: str, *fields: str) -> QuerySet[Row]:
    """Those of `rows` in whose fields every word of `form` (from `search_form`) begins a word."""
    if not form:
        return rows.none()
    rows = rows.alias(folded_words=Concat(Value(" "), folded(*fields), output_field=TextField()))
    for word in form.split():
        rows = rows.filter(folded_words__contains=f" {word}")
    return rows


def folded(*fields: str) -> Func:
    """The fields as one text, folded like `search_form`."""
    joined = Func(Value(" "), *map(F, fields), function="concat_ws", output_field=TextField())
    text: Any = Lower(joined)
    for letter, plain in _LONG.items():
        text = Replace(text, Value(letter), Value(plain))
    plain_text = Func(
        text, Value("".join(_SINGLE)), Value("".join(_SINGLE.values())), function="translate"
    )
    words = _replaced(plain_text, "[^a-z0-9]+", " ")
    return _replaced(_replaced(words, r"\msankt\M", "st"), "([aou])e", r"\1")


def _replaced(text: Any, pattern: str, by: str) -> Func:
    return Func(
        text,
        Value(pattern),
        Value(by),
        Value("g"),
        function="regexp_replace",
        output_field=TextField(),
    )
