"""The attendance sheet of a seminar, and what confirming it would book."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from lotsen.core import clock
from lotsen.seminars import rules
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models import Attendance, DayConfirmation, Enrolment, Seminar, SeminarDay
from lotsen.seminars.models.seminar import DAYS
from vouchers.models import Voucher
from vouchers.rules import day_grant_cents


@dataclass(frozen=True, slots=True)
class SheetMark:
    """One tick: present, absent or (None) nothing yet."""

    day_number: int
    present: bool | None
    is_tickable: bool


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One person with one mark for each day."""

    enrolment: Enrolment
    marks: tuple[SheetMark, ...]

    @property
    def present_days(self) -> int:
        return sum(mark.present is True for mark in self.marks)

    def was_present(self, day_number: int) -> bool:
        """No tick means absent."""
        return self.marks[day_number - 1].present is True


@dataclass(frozen=True, slots=True)
class SheetDay:
    """One day with its counts; `unmarked` people have no tick yet and would count as absent."""

    day: SeminarDay
    confirmation: DayConfirmation | None
    is_tickable: bool
    present: int
    absent: int
    unmarked: int

    @property
    def number(self) -> int:
        return self.day.number


@dataclass(frozen=True, slots=True)
class Gap:
    """People for whom nothing was entered on a day that can be confirmed now."""

    day: SeminarDay
    enrolments: tuple[Enrolment, ...]
    is_everybody: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """What confirming these days does. `completed` is known when the last open days are in it."""

    day_numbers: tuple[int, ...]
    present: int
    absent: int
    redeemed_days: int
    redeemed_cents: int
    released_days: int
    released_cents: int
    unfunded_days: int
    completed: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the page shows; `digest` tells whether it is still what was seen."""

    seminar: Seminar
    days: tuple[SheetDay, ...]
    rows: tuple[SheetRow, ...]
    digest: str

    @property
    def open_days(self) -> tuple[SheetDay, ...]:
        """Days that can be confirmed now."""
        return tuple(day for day in self.days if day.is_tickable)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What would be confirmed as absent without anybody having said so, by day."""
        return tuple(self._gap(day) for day in self.open_days if day.unmarked)

    def _gap(self, day: SheetDay) -> Gap:
        missing = tuple(
            row.enrolment for row in self.rows if row.marks[day.number - 1].present is None
        )
        return Gap(day.day, missing, is_everybody=len(missing) == len(self.rows))

    @property
    def is_confirmed(self) -> bool:
        return all(day.confirmation for day in self.days)

    @property
    def effect(self) -> Effect:
        """What confirming all days that are over would do."""
        return self.effect_of([day.number for day in self.open_days])

    def effect_of(self, day_numbers: Sequence[int]) -> Effect:
        """What confirming these days would do, to the cent."""
        marks = [(row, n, row.was_present(n)) for n in day_numbers for row in self.rows]
        funded = [mark for mark in marks if has_money(mark[0].enrolment, mark[1])]
        redeemed = [day_cents(row.enrolment, n) for row, n, present in funded if present]
        rates = [_rate(row.enrolment.voucher) for row, _, _ in funded]
        last = {day.number for day in self.days if not day.confirmation} <= set(day_numbers)
        return Effect(
            day_numbers=tuple(day_numbers),
            present=sum(present for _, _, present in marks),
            absent=sum(not present for _, _, present in marks),
            redeemed_days=len(redeemed),
            redeemed_cents=sum(redeemed),
            released_days=len(funded) - len(redeemed),
            released_cents=sum(rates) - sum(redeemed),
            unfunded_days=sum(
                present for row, n, present in marks if not has_money(row.enrolment, n)
            ),
            completed=sum(row.present_days == len(self.days) for row in self.rows)
            if last
            else None,
        )


def attendance_sheet(seminar: Seminar) -> Sheet:
    """The sheet of a seminar in three queries, people by name."""
    days = list(
        SeminarDay.objects.filter(seminar=seminar)
        .order_by("number")
        .select_related("confirmation__confirmed_by")
    )
    present = _present(seminar)
    tickable = {day.pk: is_tickable(seminar, day) for day in days}
    rows = tuple(
        SheetRow(
            enrolment,
            tuple(
                SheetMark(day.number, present.get((enrolment.pk, day.pk)), tickable[day.pk])
                for day in days
            ),
        )
        for enrolment in attending(seminar)
    )
    counted = tuple(
        _sheet_day(day, [row.marks[index].present for row in rows], tickable[day.pk])
        for index, day in enumerate(days)
    )
    return Sheet(seminar, counted, rows, _digest(rows))


def attending(seminar: Seminar) -> list[Enrolment]:
    """Everybody with a place, by name, with voucher and seminar at hand."""
    live = Enrolment.objects.filter(seminar=seminar).exclude(state=EnrolmentState.CANCELLED)
    found = live.select_related("lotse", "kommune", "voucher").order_by("lotse__sort_key", "number")
    enrolments = list(found)
    for enrolment in enrolments:
        enrolment.seminar = seminar
    return enrolments


def is_tickable(seminar: Seminar, day: SeminarDay) -> bool:
    """From the day itself until it is confirmed."""
    over = day.held_on <= clock.today()
    return seminar.is_published and over and not hasattr(day, "confirmation")


def has_money(enrolment: Enrolment, day_number: int) -> bool:
    """Whether this day can be booked; a voucher that the office cancelled has no money left."""
    voucher = enrolment.voucher
    return voucher is not None and voucher.is_live and day_number <= voucher.days


def day_cap_cents(enrolment: Enrolment, day_number: int) -> int:
    """The part of the fee that falls on the day; the grant is never above it."""
    days = enrolment.voucher.days if enrolment.voucher else DAYS
    return rules.fee_shares(enrolment.fee_cents, days)[day_number - 1]


def day_cents(enrolment: Enrolment, day_number: int) -> int:
    """What one attended day redeems: the rate, never above the fee share of the day."""
    cap = day_cap_cents(enrolment, day_number)
    return day_grant_cents(rate_cents=_rate(enrolment.voucher), cap_cents=cap)


def _rate(voucher: Voucher | None) -> int:
    return voucher.day_rate_cents if voucher else 0


def _present(seminar: Seminar) -> dict[tuple[UUID, int], bool]:
    marks = Attendance.objects.filter(enrolment__seminar=seminar)
    return {
        (enrolment, day): present
        for enrolment, day, present in marks.values_list("enrolment", "day", "present")
    }


def _sheet_day(day: SeminarDay, marks: Iterable[bool | None], tickable: bool) -> SheetDay:
    counted = list(marks)
    return SheetDay(
        day=day,
        confirmation=getattr(day, "confirmation", None),
        is_tickable=tickable,
        present=counted.count(True),
        absent=counted.count(False),
        unmarked=counted.count(None),
    )


def _digest(rows: Sequence[SheetRow]) -> str:
    """Changes with every tick and every place taken or given back."""
    lines = sorted(
        f"{row.enrolment.pk}:{','.join(str(mark.present) for mark in row.marks)}" for row in rows
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
