"""Input that nobody honest sends, for every kind of form field."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

NOBODY = "00000000-0000-4000-8000-000000000000"
NUL, LONG, MARKUP = "a\x00b", "x" * 5_000, "<b id=eingeschleust>"
ODD = (f"a\ud800b \u202eexe.gpj\ufeff\u0301 😀 {MARKUP}", "a\r\nBcc: x@y.example")
"""Lone surrogate, writing direction, joined mark, beyond 16 bits, markup; and header lines."""


class Kind(StrEnum):
    """What a field takes."""

    TEXT = "text"
    EMAIL = "e-mail"
    PHONE = "phone"
    ADDRESS = "web address"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    COMING_DAY = "day that must lie ahead"
    TIME = "time"
    CHOICE = "choice"
    KEY = "key of a stored object"
    TOKEN = "own UUID"
    KOMMUNE = "Kommune"
    SECRET = "password or idempotency token"
    STEP = "button"
    TICK = "tick"


NEVER: dict[Kind, tuple[str, ...]] = {
    Kind.TEXT: (),
    Kind.EMAIL: ("abc", "a@b", "a@b.example, c@d.example", "a@b.example\nBcc: c@d.example"),
    Kind.PHONE: ("anrufen!",),
    Kind.ADDRESS: ("javascript:alert(1)", "https://", "ftp://a.example/", "a b"),
    Kind.NUMBER: ("abc", "-1", "1,5x", "9" * 30, "1e3", "NaN", "0x10"),
    Kind.MONEY: ("abc", "-5", "0", "1,234.50", "9" * 30, "NaN"),
    Kind.DAY: ("abc", "01/02/2027", "31.02.2027", "0000-00-00", "2027-13-01", "1.1.99999"),
    Kind.TIME: ("abc", "25:00", "9:61", "-1"),
    Kind.CHOICE: ("unsinn", NOBODY),
    Kind.KEY: ("unsinn", "1", "9" * 30, NOBODY),
    Kind.TOKEN: ("unsinn", "1"),
    Kind.KOMMUNE: ("unsinn", "08999999", "09162000", "8111000", "%"),
    Kind.SECRET: (),
    Kind.STEP: (),
    Kind.TICK: (),
}
NEVER[Kind.COMING_DAY] = (*NEVER[Kind.DAY], "01.03.2019")
UNBOUNDED = frozenset({Kind.STEP, Kind.TICK})
"""Kinds that only ask whether the value is one they know: all others mean the default."""


class Field(NamedTuple):
    """A form field; `forgives` are bad values of its kind that this one may accept."""

    kind: Kind = Kind.TEXT
    required: bool = True
    forgives: frozenset[str] = frozenset()

    def cases(self) -> Iterator[tuple[str, bool]]:
        """(value, whether it must be refused): all else may be accepted but must not break."""
        bounded = self.kind not in UNBOUNDED
        for value in ("", "   "):
            yield value, bounded and self.required
        for value in (NUL, LONG):
            yield value, bounded
        for value in NEVER[self.kind]:
            yield value, value not in self.forgives
        for value in ODD:
            yield value, False


def cases_of(fields: dict[str, Field]) -> Iterator[tuple[str, str, bool]]:
    """(field, value, whether it must be refused) for a whole form.

    Every field gets what all fields get; the special values of a kind go to its first field only.
    """
    met: set[Kind] = set()
    for name, field in fields.items():
        for value, refused in field.cases():
            if field.kind not in met or value not in NEVER[field.kind][1:]:
                yield name, value, refused
        met.add(field.kind)
