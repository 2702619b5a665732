"""Words in texts that have no search column, found by PostgreSQL however they are spelt.

Meant for tables of some thousand rows (seminars, events, organisations): every row is looked at.
One regular expression costs a tenth of folding the text with `translate`.
"""

from typing import Any, TypeVar

from django.db.models import F, Func, Model, QuerySet, TextField, Value
from django.db.models.functions import Lower

from lotsen.core.folding import search_form

Row = TypeVar("Row", bound=Model)

_SPELLINGS = {
    "a": "[aäáàâ]e?",
    "o": "[oöóòô]e?",
    "u": "[uüúùû]e?",
    "e": "[eéèêë]",
    "c": "[cç]",
    "n": "[nñ]",
    "ß": "(?:ss|ß)",
}


def with_words(rows: QuerySet[Row], form: str, *fields: str) -> QuerySet[Row]:
    """Those of `rows` in whose fields every word of `form` (from `search_form`) begins a word.

    "Tübingen", "tubingen" and "Tuebingen" find "Tübingen"; "St." and "Sankt" are one.
    """
    words = form.split()
    if not words:
        return rows.none()
    parts = [part for field in fields for part in (Value(" "), F(field))]
    text = Lower(Func(*parts, function="concat", output_field=TextField()))
    found: QuerySet[Any] = rows.alias(small_letters=text)
    for word in words:
        found = found.filter(small_letters__regex=pattern(word))
    return found


def pattern(word: str) -> str:
    """The regular expression for a folded word: letters and digits only, so nothing to escape."""
    if word == search_form("Sankt"):
        return r"\m(?:st|sankt)"
    spelt = (_SPELLINGS.get(letter, letter) for letter in word.replace("ss", "ß"))
    return r"\m" + "".join(spelt)
