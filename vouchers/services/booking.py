"""The only way into the ledger.

A booking service opens the ledger first (one advisory lock for all bookings), reads afterwards in
new statements, and then books. Lock first, read second is what keeps two issues from spending the
same money; `tests/concurrency/test_budget.py` shows what happens otherwise. docs/locking.md.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.db import advisory_lock, busy_errors, insert_rows, violated_constraint
from lotsen.core.errors import Conflict
from vouchers.enums import Account, EntryKind
from vouchers.models import JournalEntry, Posting, Voucher

LEDGER_LOCK = 4711
"""Key of the advisory lock; one for the whole ledger (measured: no deadlocks, fast enough)."""

MAX_BATCH = 500
"""Entries per transaction; more only makes everybody else wait."""

KNOWN = "SELECT id FROM vouchers_journalentry WHERE idempotency_key = ANY(%s)"
GIVEN = ("id", "number", "recorded_at")
"""What the database gives a new entry; the first names it."""

SENTENCES = {
    "budget_not_overdrawn": "Das Budget reicht nicht mehr. Es wurde nichts gebucht.",
    "balance_not_negative": "Auf diesem Konto steht der Betrag nicht mehr.",
    "budget_year_open": "Das Haushaltsjahr ist abgeschlossen und nimmt keine Buchungen mehr an.",
    "voucher_day_taken_once": "Dieser Tag des Gutscheins ist schon abgerechnet.",
    "entry_reversed_once": "Diese Buchung ist schon storniert.",
    "entry_reversal_of_reversal": "Ein Storno kann nicht storniert werden.",
    "entry_reversal_in_its_year": "Diese Buchung wird nur in ihrem Haushaltsjahr storniert.",
    "claimed_day_stays": "Der Tag steht in einer Abrechnung.",
    "budget_year_clears": "In diesem Haushaltsjahr sind noch Beträge offen.",
    "carry_over_complete": "Der Übertrag in das Folgejahr ist nicht vollständig.",
    "grant_four_eyes": "Neue Mittel brauchen die Freigabe durch eine zweite Person.",
    "entry_four_eyes": "Diese Buchung braucht die Freigabe durch eine zweite Person.",
    "entry_idempotency_key_once": "Dieser Vorgang ist schon gebucht.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One posting to be. Cents are signed; all but the pool accounts name a voucher and its day.

    `person` is the pseudonym of the person, when it is not the one of the voucher.
    """

    account: Account
    cents: int
    line_id: int
    voucher: Voucher | None = None
    day_number: int | None = None
    person: UUID | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """One entry to be. `key` is the idempotency key: the same act always has the same one."""

    kind: EntryKind
    year: int
    key: str
    lines: tuple[Line, ...]
    reason: str = ""
    occurred_on: date | None = None
    reverses_id: UUID | None = None
    approver_id: int | None = None

    @property
    def content_hash(self) -> str:
        """SHA-256 over everything that would be booked, without who and when."""
        content = [
            self.kind,
            self.year,
            self.reason,
            self.occurred_on and self.occurred_on.isoformat(),
            str(self.reverses_id or ""),
            self.approver_id,
            [
                [x.account, x.cents, x.line_id, x.voucher.pk if x.voucher else None, x.day_number]
                for x in self.lines
            ],
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


class Ledger:
    """The opened ledger: having one means holding the lock until the transaction ends."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        with busy_errors():
            lock_ledger()

    def known(self, keys: Iterable[str]) -> dict[str, JournalEntry]:
        """Entries that already exist under these idempotency keys."""
        with connection.cursor() as cursor:  # mostly there are none: asked without the ORM
            cursor.execute(KNOWN, [list(keys)])
            ids = [row[0] for row in cursor.fetchall()]
        found = JournalEntry.objects.filter(pk__in=ids) if ids else []
        return {entry.idempotency_key: entry for entry in found}

    def book(self, drafts: Sequence[Draft]) -> list[JournalEntry]:
        """Write the entries with their postings, two statements for any number of them.

        Raises `Conflict` when a guard of the database refuses; the caller's transaction is then
        to be given up. The caller has asked `known()` and left out what exists.
        """
        if len(drafts) > MAX_BATCH:
            raise ValueError(f"at most {MAX_BATCH} entries per transaction")
        now = clock.now()
        entries = [self._entry(draft, now) for draft in drafts]
        with _guard_sentences():
            given = insert_rows(JournalEntry, [_row(entry) for entry in entries], returning=GIVEN)
            insert_rows(
                Posting,
                [
                    row
                    for entry, draft in zip(entries, drafts, strict=True)
                    for row in _postings(entry, draft)
                ],
            )
        facts = {entry_id: rest for entry_id, *rest in given}
        for entry in entries:
            entry.number, entry.recorded_at = facts[entry.pk]
            entry._state.adding, entry._state.db = False, connection.alias
        return entries

    def _entry(self, draft: Draft, now: datetime) -> JournalEntry:
        return JournalEntry(
            kind=draft.kind,
            year_id=draft.year,
            idempotency_key=draft.key,
            content_hash=draft.content_hash,
            actor_id=self.actor.user_id,
            membership_id=self.actor.membership_id,
            as_deputy=self.actor.is_deputy,
            approver_id=draft.approver_id,
            reason=draft.reason,
            reverses_id=draft.reverses_id,
            occurred_on=draft.occurred_on,
            booked_at=now,
        )


def lock_ledger() -> None:
    """Wait for all other bookings to end. A function of its own so that a test can show why."""
    advisory_lock(LEDGER_LOCK)


def require_same_content(entry: JournalEntry, draft: Draft) -> None:
    """Raise `Conflict` when a key comes again with another content."""
    if entry.content_hash != draft.content_hash:
        raise Conflict(
            "Dieser Vorgang wurde schon mit anderen Angaben gebucht. Bitte laden Sie die Seite neu."
        )


def require_not_reversed(entries: Iterable[JournalEntry]) -> None:
    """Raise `Conflict` when one was taken back: repeating its act does not book it again."""
    ids = [entry.pk for entry in entries]
    if not ids:
        return
    reversed_ones = JournalEntry.objects.filter(reverses__in=ids)
    if found := reversed_ones.select_related("reverses").first():
        raise Conflict(f"Die Buchung {found.reverses} wurde inzwischen storniert.")


def reversal_of(entry: JournalEntry, *, key: str, reason: str, year: int | None = None) -> Draft:
    """A draft with the postings of `entry` turned round; its vouchers are fetched with them.

    Booked in `year`: the entry's own, a later one only for a voucher day whose year is closed.
    """
    postings = entry.postings.select_related("voucher__lotse").order_by("position")
    lines = (
        Line(Account(p.account), -p.cents, p.line_id, p.voucher, p.day_number, p.person)
        for p in postings
    )
    return Draft(
        kind=EntryKind.REVERSAL,
        year=year or entry.year_id,
        key=key,
        lines=tuple(lines),
        reason=reason,
        occurred_on=entry.occurred_on,
        reverses_id=entry.pk,
    )


def _row(entry: JournalEntry) -> dict[str, Any]:
    """The columns of an entry that the database does not give."""
    columns = (field.attname for field in JournalEntry._meta.concrete_fields)
    return {name: getattr(entry, name) for name in columns if name not in GIVEN[1:]}


def _postings(entry: JournalEntry, draft: Draft) -> Iterator[dict[str, Any]]:
    for position, line in enumerate(draft.lines, start=1):
        voucher = line.voucher
        yield {
            "entry_id": entry.pk,
            "position": position,
            "account": line.account,
            "year_id": draft.year,
            "line_id": line.line_id,
            "voucher_id": voucher.pk if voucher else None,
            "day_number": line.day_number,
            "kommune_id": voucher.kommune_id if voucher else None,
            "provider_id": voucher.provider_id if voucher else None,
            "person": line.person or (voucher.lotse.pseudonym if voucher else None),
            "cents": line.cents,
        }


@contextmanager
def _guard_sentences() -> Iterator[None]:
    """Like `constraint_errors`, without its savepoint: a refused booking ends the transaction."""
    try:
        yield
    except IntegrityError as error:
        sentence = SENTENCES.get(violated_constraint(error))
        if sentence is None:
            raise
        raise Conflict(sentence) from error
