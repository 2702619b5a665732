"""Seminars of the past, in batches like the contracts: enrolled, held, confirmed, certified.

Money moves through the voucher services, day by day; the other rows are those that the seminar
services write. Old certificates have no file: it is made when somebody first asks for it.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from lotsen.core import clock
from lotsen.core.sequence import next_number
from lotsen.demo.archive import note_acts
from lotsen.demo.plan.cast import PROVIDERS, ProviderPart
from lotsen.demo.plan.days import working_day
from lotsen.demo.plan.model import Outcome, Seat, Seminar
from lotsen.demo.stage import Stage
from lotsen.people.enums import QualificationKind
from lotsen.people.models import Qualification
from lotsen.seminars import models
from lotsen.seminars.enums import EnrolmentState, SeminarFormat, SeminarState
from vouchers.services import DayOrder, cancel_voucher, redeem_days, release_days

TITLE = "Basisqualifizierung Kommunale Digitallotsen"
USUAL_SEATS = 20
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
STATES = {
    Outcome.COMPLETED: EnrolmentState.COMPLETED,
    Outcome.PARTLY: EnrolmentState.PARTLY,
    Outcome.MISSED: EnrolmentState.MISSED,
}
_codes = random.Random(26)  # noqa: S311 - demo only, reproducible


@dataclass
class SeminarCase:
    """One seminar on its way from publication to certificates."""

    plan: Seminar
    stage: Stage
    row: models.Seminar = field(init=False)
    days: list[models.SeminarDay] = field(init=False)
    enrolments: dict[str, models.Enrolment] = field(default_factory=dict)

    @property
    def part(self) -> ProviderPart:
        return next(part for part in PROVIDERS if part.code == self.plan.provider)

    def publish(self) -> None:
        """The provider plans and publishes."""
        first, year = self.plan.days[0], clock.today().year
        online = self.plan.online
        self.row = models.Seminar.objects.create(
            number=f"KDL-{year}-{next_number('seminar', year):03}",
            line=self.stage.line(first),
            provider=self.stage.organisations[self.plan.provider],
            title=TITLE,
            format=SeminarFormat.ONLINE if online else SeminarFormat.PRESENCE,
            venue="" if online else "Seminarräume",
            city="" if online else self.part.city,
            online_url="https://seminar.demo.example/" if online else "",
            fee_cents=self.part.fee_cents,
            min_seats=5,
            max_seats=max(USUAL_SEATS, len(self.plan.seats)),
            enrol_until=first - timedelta(days=3),
            cancel_until=first - timedelta(days=7),
        )
        self.days = models.SeminarDay.objects.bulk_create(
            models.SeminarDay(
                seminar=self.row, number=number, held_on=day, starts_at=time(9), ends_at=time(16)
            )
            for number, day in enumerate(self.plan.days, start=1)
        )
        self.row.state, self.row.published_at = SeminarState.PUBLISHED, clock.now()
        self.row.save(update_fields=["state", "published_at"])
        provider = self.stage.provider(self.plan.provider)
        note_acts("seminar.created", [(self.row, provider)])
        note_acts("seminar.published", [(self.row, provider)])

    def enrol(self, seats: Sequence[Seat]) -> None:
        """All who are enrolled on this day, by their HR offices."""
        rows = [
            self._enrolment(seat, number)
            for number, seat in enumerate(seats, start=len(self.enrolments) + 1)
        ]
        models.Enrolment.objects.bulk_create(rows)
        note_acts("enrolment.made", [(row, self.stage.hr(row.kommune_id)) for row in rows])

    def cancel(self, seat: Seat) -> None:
        """HR cancels in time and the office ends the voucher that nobody needs any more."""
        row = self.enrolments[seat.person.email]
        row.state, row.cancelled_at = EnrolmentState.CANCELLED, clock.now()
        row.save(update_fields=["state", "cancelled_at"])
        note_acts("enrolment.cancelled", [(row, self.stage.hr(row.kommune_id))])
        assert row.voucher_id is not None
        cancel_voucher(
            voucher_id=row.voucher_id,
            reason="Die Person hat die Kommune verlassen.",
            actor=self.stage.office,
        )

    def confirm(self, index: int) -> None:
        """The provider confirms one day: present days are redeemed, missed ones released."""
        day, provider = self.days[index], self.stage.provider(self.plan.provider)
        present = {seat.person.email: seat.presence[index] for seat in self._attending}
        models.Attendance.objects.bulk_create(
            models.Attendance(enrolment=self.enrolments[email], day=day, present=there)
            for email, there in present.items()
        )
        models.DayConfirmation.objects.create(
            day=day, confirmed_by_id=provider.user_id, confirmed_at=clock.now()
        )
        for there, book in ((True, redeem_days), (False, release_days)):
            orders = [self._order(email, day) for email, was in present.items() if was is there]
            book(orders=[order for order in orders if order], actor=provider)
        note_acts("seminar.day_confirmed", [(self.row, provider)])

    def finish(self) -> None:
        """After the third day: states, qualifications and certificates."""
        for outcome, state in STATES.items():
            keys = [
                self.enrolments[seat.person.email].pk
                for seat in self._attending
                if seat.outcome == outcome
            ]
            models.Enrolment.objects.filter(pk__in=keys).update(state=state)
        self.row.state = SeminarState.COMPLETED
        self.row.save(update_fields=["state"])
        self._certify()

    @property
    def _attending(self) -> list[Seat]:
        return [seat for seat in self.plan.seats if seat.outcome != Outcome.CANCELLED]

    def _enrolment(self, seat: Seat, number: int) -> models.Enrolment:
        voucher = self.stage.vouchers.get(seat.person.email)
        granted = 3 * self.row.line.day_rate_cents if voucher else 0
        row = models.Enrolment(
            seminar=self.row,
            number=number,
            lotse=self.stage.lotsen[seat.person.email],
            kommune_id=seat.person.kommune,
            voucher_id=voucher,
            fee_cents=self.row.fee_cents,
            grant_cents=min(granted, self.row.fee_cents),
            enrolled_by_id=self.stage.hr(seat.person.kommune).user_id,
            enrolled_at=clock.now(),
        )
        self.enrolments[seat.person.email] = row
        return row

    def _order(self, email: str, day: models.SeminarDay) -> DayOrder | None:
        row = self.enrolments[email]
        if row.voucher_id is None:
            return None
        return DayOrder(
            voucher_id=row.voucher_id,
            day_number=day.number,
            seminar_day_on=day.held_on,
            idempotency_key=f"seminar-day:{day.pk}:{row.pk}",
            cap_cents=row.fee_cents // 3,
        )

    def _certify(self) -> None:
        provider = self.stage.provider(self.plan.provider)
        rows = [self.enrolments[seat.person.email] for seat in self.plan.completed]
        certificates = [_certificate(row) for row in rows]
        models.Certificate.objects.bulk_create(certificates)
        Qualification.objects.bulk_create(
            Qualification(
                lotse=row.lotse,
                kommune_id=row.kommune_id,
                kind=QualificationKind.BASIS,
                completed_on=self.plan.days[2],
                funded=row.voucher_id is not None,
                proof=f"Zertifikat {certificate.number}",
            )
            for row, certificate in zip(rows, certificates, strict=True)
        )
        note_acts("person.qualified", [(row.lotse, provider) for row in rows])


def cancelled_on(seminar: Seminar, seat: Seat) -> date:
    """Shortly before the free deadline, and after the enrolment."""
    return max(
        working_day(seminar.days[0] - timedelta(days=9)), seat.enrolled_on + timedelta(days=1)
    )


def _certificate(row: models.Enrolment) -> models.Certificate:
    year = clock.today().year
    code = "-".join("".join(_codes.choices(CODE_LETTERS, k=4)) for _ in range(3))
    return models.Certificate(
        number=f"DL-{year}-{next_number('certificate', year):05}",
        code=code,
        enrolment=row,
        issued_on=clock.today(),
    )
