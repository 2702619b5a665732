"""The provider confirms seminar days: binding, once, and it moves money.

Present with a voucher: the day is redeemed. Absent: its money goes back to the budget. After the
last day the seminar is over, and who attended all of a Basis is a Digitallotse (docs/programme.md
§ 3).
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.formatting import day as day_text
from lotsen.seminars.models import Attendance, DayConfirmation, Seminar, SeminarDay
from lotsen.seminars.queries.attendance import (
    Sheet,
    SheetRow,
    attendance_sheet,
    day_cap_cents,
    has_money,
)
from lotsen.seminars.services.certifying import request_files
from lotsen.seminars.services.completing import complete
from lotsen.seminars.services.locks import lock_people
from lotsen.seminars.services.marking import already_confirmed
from lotsen.seminars.services.planning import managed
from vouchers.services import DayOrder, redeem_days, release_days
from vouchers.services.booking import Ledger

STALE = (
    "Die Anwesenheit wurde inzwischen geändert. Bitte prüfen Sie die Liste noch einmal und"
    " bestätigen Sie dann."
)


@transaction.atomic
def confirm_days(
    *,
    seminar_id: UUID,
    actor: Actor,
    day_numbers: Sequence[int] | None = None,
    seen: str = "",
    notify: bool = True,
) -> list[DayConfirmation]:
    """Confirm these days, or all that have come and are open. No tick means absent.

    `seen` is the digest of the sheet that was looked at. `notify=False` is for days of the past
    that are taken over: numbers are given, but no files, logins and mails. Raises `Conflict` for a
    day that is confirmed already (with name and time) or a sheet that has changed, `DomainError`
    for a day that has not come, `NotAllowed` for somebody else's seminar.
    """
    if actor.user_id is None:
        raise NotAllowed("Seminartage bestätigt eine Person.")
    Ledger(actor)  # the ledger lock comes before every row lock
    seminar = managed(seminar_id, actor)
    sheet = attendance_sheet(seminar)
    days = _chosen(sheet, day_numbers)
    if seen and seen != sheet.digest:
        raise Conflict(STALE)
    lock_people(row.enrolment.lotse_id for row in sheet.rows)
    _fill_gaps(sheet, days)
    confirmations = DayConfirmation.objects.bulk_create(
        DayConfirmation(day=day, confirmed_by_id=actor.user_id, confirmed_at=clock.now())
        for day in days
    )
    _book(sheet, days, actor)
    _record(seminar, sheet, days, actor)
    if not any(day.confirmation is None and day.day not in days for day in sheet.days):
        complete(sheet, actor)
        if notify:
            request_files(seminar, actor)
    return confirmations


def _chosen(sheet: Sheet, numbers: Sequence[int] | None) -> list[SeminarDay]:
    """The days to confirm, each checked; refusals name the day."""
    if sheet.seminar.is_draft or sheet.seminar.is_cancelled:
        raise DomainError(f"Das Seminar ist {sheet.seminar.get_state_display()}.")
    if numbers is None:
        numbers = [day.number for day in sheet.open_days] or [
            day.number for day in sheet.days if day.confirmation
        ]
    by_number = {day.number: day.day for day in sheet.days}
    chosen = [by_number[number] for number in sorted(set(numbers)) if number in by_number]
    if not chosen or len(chosen) < len(set(numbers)):
        raise DomainError("Es gibt keinen Seminartag, der bestätigt werden kann.")
    for day in chosen:
        if hasattr(day, "confirmation"):
            raise Conflict(already_confirmed(day))
        if day.held_on > clock.today():
            raise DomainError(
                f"Tag {day.number} ist erst am {day_text(day.held_on)} und kann noch nicht"
                " bestätigt werden."
            )
    return chosen


def _fill_gaps(sheet: Sheet, days: Sequence[SeminarDay]) -> None:
    """Write down that people without a tick were absent, before the day is frozen."""
    Attendance.objects.bulk_create(
        Attendance(enrolment=row.enrolment, day=day, present=False)
        for row in sheet.rows
        for day in days
        if row.marks[day.number - 1].present is None
    )


def _book(sheet: Sheet, days: Sequence[SeminarDay], actor: Actor) -> None:
    cells = [
        (row, day) for day in days for row in sheet.rows if has_money(row.enrolment, day.number)
    ]
    redeemed = [_order(row, day) for row, day in cells if row.was_present(day.number)]
    released = [_order(row, day) for row, day in cells if not row.was_present(day.number)]
    redeem_days(orders=redeemed, actor=actor)
    release_days(orders=released, actor=actor)


def _order(row: SheetRow, day: SeminarDay) -> DayOrder:
    enrolment = row.enrolment
    assert enrolment.voucher_id is not None
    return DayOrder(
        voucher_id=enrolment.voucher_id,
        day_number=day.number,
        seminar_day_on=day.held_on,
        idempotency_key=f"seminar-day:{enrolment.pk}:{day.number}",
        cap_cents=day_cap_cents(enrolment, day.number),
    )


def _record(seminar: Seminar, sheet: Sheet, days: Sequence[SeminarDay], actor: Actor) -> None:
    effect = sheet.effect_of([day.number for day in days])
    audit.record(
        actor=actor,
        action="seminar.days_confirmed",
        target=seminar,
        days=list(effect.day_numbers),
        present=effect.present,
        absent=effect.absent,
        redeemed_cents=effect.redeemed_cents,
    )
