"""Everything a caller may quote, found from one field.

Each app registers its finders in `AppConfig.ready`. A finder begins with a `…_visible_to(actor)`
queryset, so what a person may not see is neither found nor counted. It runs one statement, and a
second one that counts when there is more than it shows; for input of another shape it runs none.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any, TypeVar

from django.db.models import Case, Model, Q, QuerySet, When

from lotsen.core.actor import Actor
from lotsen.core.folding import search_form
from lotsen.core.formatting import number

MAX_LENGTH = 100
"""Longer input is cut: no name and no number is longer."""
SHORTEST = 2
"""Letters and digits that there must be at least."""
COUNTED = 100
"""Hits are counted up to this many."""

_TOKEN = re.compile(r"[A-Z]+|[0-9]+")
_SPACES = re.compile(r"\s+")
_NOT_IN_A_KEY = re.compile(r"[^A-Z0-9]+")
_WORDS_BEFORE = re.compile(r"^[A-Z]+(?=08[0-9]{3})")
_ID_BEGINS = re.compile(r"08[0-9]{3}")
_YEAR = re.compile(r"20[0-9]{2}")
_LOST_ZERO = re.compile(r"^(?=8[0-9]{6}(?![0-9]))")
_LONGEST_SERIAL = 7

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """A Vorgangsnummer as it was typed: kind (may be unknown), year, and the digits after it."""

    kind: str
    year: int
    serials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """What was typed, in the forms that finders compare with.

    `form`: folded words (`core.folding`). `key`: capital letters and digits only, the way numbers
    are compared; a leading zero of an AGS that a spreadsheet took away is back. `number`: a
    Vorgangsnummer. `approximate`: nothing fits exactly, names may be spelt differently.
    """

    text: str
    form: str
    key: str
    number: CaseNumber | None
    limit: int
    counts: bool = False
    approximate: bool = False

    @property
    def is_name(self) -> bool:
        """Whether it may be a name: it has a letter and is no number of a known kind."""
        if self.is_number or _ID_BEGINS.match(self.key):
            return False
        return any(char.isalpha() for char in self.form)

    @property
    def is_address(self) -> bool:
        """Whether it is a part of an e-mail address, which only people have."""
        return "@" in self.text

    @property
    def is_title(self) -> bool:
        """Whether words of a title or a place may be meant."""
        return self.is_name and not self.is_address

    @property
    def is_number(self) -> bool:
        """Whether it is a Vorgangsnummer (or the beginning of one) that names its kind."""
        return self.number is not None and bool(self.number.kind)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found. `exact`: the typed text is its whole number."""

    title: str
    detail: str
    url: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of one kind; `total` counts all of them, at most `COUNTED` + 1."""

    label: str
    hits: list[Hit]
    total: int
    more_url: str = ""

    @property
    def total_label(self) -> str:
        return f"mehr als {COUNTED}" if self.total > COUNTED else number(self.total)

    @property
    def is_partial(self) -> bool:
        return self.total > len(self.hits)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a search gave. `approximate`: names that are spelt similarly to what was typed."""

    search: Search
    groups: list[Found] = field(default_factory=list)
    approximate: bool = False

    @property
    def too_short(self) -> bool:
        return bool(self.search.text) and len(self.search.form) < SHORTEST

    @property
    def only_exact(self) -> Hit | None:
        """The one thing whose whole number was typed, if there is just one."""
        exact = [hit for found in self.groups for hit in found.hits if hit.exact]
        return exact[0] if len(exact) == 1 else None


Finder = Callable[[Actor | None, Search], Found | None]
_finders: list[tuple[int, Finder]] = []
_kinds: set[str] = set()


def register_finder(order: int, finder: Finder) -> None:
    """Add a finder; results stand in ascending `order`. The actor is None for a visitor."""
    if (order, finder) not in _finders:
        _finders.append((order, finder))
        _finders.sort(key=lambda entry: entry[0])


def register_kind(prefix: str) -> str:
    """Make the letters before a Vorgangsnummer known, e.g. "WV"; other letters are ignored."""
    _kinds.add(prefix)
    return prefix


def read(text: str, *, limit: int, counts: bool = False) -> Search:
    """What somebody typed or pasted; never fails, whatever it is."""
    printable = (char if unicodedata.category(char)[0] != "C" else " " for char in text[:1000])
    line = _SPACES.sub(" ", "".join(printable)).strip()[:MAX_LENGTH]
    line = _LOST_ZERO.sub("0", line)
    return Search(
        text=line,
        form=search_form(line),
        key=_WORDS_BEFORE.sub("", _NOT_IN_A_KEY.sub("", line.upper())),
        number=_case_number(line),
        limit=limit,
        counts=counts,
    )


def find(actor: Actor | None, search: Search) -> Outcome:
    """All that `actor` may see and `search` fits. Only when nothing does: similar names."""
    if len(search.form) < SHORTEST:
        return Outcome(search)
    groups = _ask(actor, search)
    if groups or not search.is_name:
        return Outcome(search, groups)
    guess = replace(search, approximate=True, counts=False)
    return Outcome(search, _ask(actor, guess), approximate=True)


def found(
    label: str,
    rows: QuerySet[Any],
    hit: Callable[[Any], Hit],
    search: Search,
    *,
    columns: tuple[str, ...],
    more_url: str = "",
    all_rows: QuerySet[Any] | None = None,
) -> Found:
    """The first rows as hits; all are counted only where the page shows the count.

    `columns`: all that `hit` reads, e.g. "number" and "provider__name". Nothing else is fetched:
    putting whole rows of five tables together takes longer than finding them.
    `all_rows` are counted instead where `rows` has been cut to the first ones already.
    """
    listed = list(_only(rows, columns)[: search.limit + 1])
    total = len(listed)
    if total > search.limit and search.counts:
        counted = rows if all_rows is None else all_rows
        total = counted.order_by().values("pk")[: COUNTED + 1].count()
    hits = [hit(row) for row in listed[: search.limit]]
    return Found(label, hits, total, more_url if total > len(hits) else "")


def _only(rows: QuerySet[Row], columns: tuple[str, ...]) -> QuerySet[Row]:
    """The rows with these columns, and joined with no more tables than these need."""
    tables = {column.rpartition("__")[0] for column in columns} - {""}
    alone = rows.select_related(None)
    return (alone.select_related(*sorted(tables)) if tables else alone).only(*columns)


def may_be(search: Search, kind: str) -> bool:
    """Whether a Vorgangsnummer of this kind may be meant; asked before a queryset is built."""
    return search.number is not None and search.number.kind in ("", kind)


def with_number(rows: QuerySet[Row], search: Search, kind: str, width: int) -> QuerySet[Row]:
    """Those of `rows` whose `number` is the typed one, or begins with it if its kind was typed.

    `kind` and `width` say how the numbers look: "WV" and 4 for "WV-2026-0012". The exact one comes
    first, then the newest. Other input finds nothing and costs no statement.
    """
    typed = search.number
    if typed is None or not may_be(search, kind) or len(typed.serials) > 1:
        return rows.none()
    begun = Q(number__startswith="-".join([kind, str(typed.year), *typed.serials]))
    if not typed.serials:
        return rows.filter(begun).order_by("-number")
    whole = written(typed, kind, width)
    wanted = Q(number=whole) | begun if typed.kind else Q(number=whole)
    return rows.filter(wanted).order_by(Case(When(number=whole, then=0), default=1), "-number")


def by_first_part(search: Search) -> Search:
    """The search for "KDL-2026-041" where "KDL-2026-041-07", a place in it, was typed."""
    if search.number is None or len(search.number.serials) < 2:
        return search
    return replace(search, number=replace(search.number, serials=search.number.serials[:1]))


def written(typed: CaseNumber, kind: str, width: int) -> str:
    """The number as the programme writes it: "wv 2026 12" becomes "WV-2026-0012"."""
    return f"{kind}-{typed.year}-{int(typed.serials[0]):0{width}}"


def is_exactly(search: Search, value: str) -> bool:
    """Whether the whole number `value` was typed, with its kind, however it was written."""
    return search.is_number and search.number is not None and _same(search.number, value)


def _same(typed: CaseNumber, value: str) -> bool:
    other = _case_number(value)
    return (
        other is not None
        and (typed.kind, typed.year) == (other.kind, other.year)
        and [int(part) for part in typed.serials] == [int(part) for part in other.serials]
    )


def _ask(actor: Actor | None, search: Search) -> list[Found]:
    answers = (finder(actor, search) for _, finder in _finders)
    return [answer for answer in answers if answer is not None and answer.hits]


def _case_number(text: str) -> CaseNumber | None:
    """Letters, a year and one or two numbers after it, with or without anything between them."""
    tokens = _TOKEN.findall(text.upper())
    letters = list(takewhile(str.isalpha, tokens))
    digits = tokens[len(letters) :]
    if not digits or not all(token.isdecimal() for token in digits):
        return None
    kind = letters[-1] if letters and letters[-1] in _kinds else ""
    year, joined = digits[0][:4], digits[0][4:]
    serials = tuple(part for part in (joined, *digits[1:]) if part)
    if not _YEAR.fullmatch(year) or (joined and not kind) or not (kind or serials):
        return None
    if len(serials) > 2 or any(len(part) > _LONGEST_SERIAL for part in serials):
        return None
    return CaseNumber(kind, int(year), serials)
