"""Seminars of the demo, through their services: planned, filled, ticked, confirmed, certified.

What is older than a few weeks tells nobody: no mails, no logins, and certificates without a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from lotsen.demo.plan.cast import PROVIDERS, ProviderPart
from lotsen.demo.plan.days import working_day
from lotsen.demo.plan.model import Outcome, Seat, Seminar
from lotsen.demo.stage import Stage
from lotsen.seminars import services
from lotsen.seminars.enums import SeminarFormat
from lotsen.seminars.services import DayPlan, Mark, Place, SeminarPlan
from vouchers.services import cancel_voucher

TITLE = "Basisqualifizierung Kommunale Digitallotsen"
USUAL_SEATS = 20


@dataclass
class Course:
    """One seminar on its way. `notify` is for those around today."""

    plan: Seminar
    stage: Stage
    notify: bool = False
    enrolments: dict[str, UUID] = field(default_factory=dict)
    _pk: list[UUID] = field(default_factory=list)

    @property
    def pk(self) -> UUID:
        return self._pk[0]

    def create(self) -> None:
        """The provider plans a draft."""
        first = self.plan.days[0]
        part = _part(self.plan.provider)
        place = (
            {"format": SeminarFormat.ONLINE, "online_url": "https://seminar.demo.example/"}
            if self.plan.online
            else {"venue": "Seminarräume", "city": part.city}
        )
        seminar = services.create_seminar(
            plan=SeminarPlan(
                title=TITLE,
                line=self.stage.line(first),
                fee_cents=part.fee_cents,
                min_seats=5,
                max_seats=max(USUAL_SEATS, len(self.plan.seats)),
                enrol_until=first - timedelta(days=3),
                cancel_until=first - timedelta(days=7),
                days=tuple(DayPlan(day) for day in self.plan.days),
                **place,
            ),
            actor=self.stage.provider(self.plan.provider),
        )
        self._pk.append(seminar.pk)

    def publish(self) -> None:
        """Create and publish on the same day."""
        self.create()
        services.publish_seminar(seminar_id=self.pk, actor=self.stage.provider(self.plan.provider))

    def enrol(self, seats: Sequence[Seat]) -> None:
        """All who are enrolled on this day; the office takes the list of the HR offices over."""
        places = [
            Place(
                lotse_id=self.stage.lotsen[seat.person.email].pk,
                voucher_id=self.stage.vouchers.get(seat.person.email),
                full_price=not seat.is_funded,
            )
            for seat in seats
        ]
        made = services.enrol_many(
            seminar_id=self.pk, places=places, actor=self.stage.office, notify=False
        )
        for seat, enrolment in zip(seats, made, strict=True):
            self.enrolments[seat.person.email] = enrolment.pk

    def cancel(self, seat: Seat) -> None:
        """HR cancels in time and the office ends the voucher that nobody needs any more."""
        email = seat.person.email
        services.cancel_enrolment(
            enrolment_id=self.enrolments[email],
            actor=self.stage.hr(seat.person.kommune),
            notify=False,
        )
        cancel_voucher(
            voucher_id=self.stage.vouchers[email],
            reason="Die Person hat die Kommune verlassen.",
            actor=self.stage.office,
            notify=self.notify,
        )

    def tick(self, day_number: int, seats: Sequence[Seat] | None = None) -> None:
        """Mark who was there on one day, for everybody or only for some."""
        marks = [
            Mark(self.enrolments[seat.person.email], day_number, seat.presence[day_number - 1])
            for seat in (self.attending if seats is None else seats)
        ]
        services.tick_many(
            seminar_id=self.pk, marks=marks, actor=self.stage.provider(self.plan.provider)
        )

    def confirm(self, day_number: int) -> None:
        """The provider confirms one day; the third one ends the seminar with certificates."""
        self.tick(day_number)
        services.confirm_days(
            seminar_id=self.pk,
            day_numbers=[day_number],
            actor=self.stage.provider(self.plan.provider),
            notify=self.notify,
        )

    @property
    def attending(self) -> list[Seat]:
        return [seat for seat in self.plan.seats if seat.outcome != Outcome.CANCELLED]


def cancelled_on(seminar: Seminar, seat: Seat) -> date:
    """Shortly before the free deadline, and after the enrolment."""
    return max(
        working_day(seminar.days[0] - timedelta(days=9)), seat.enrolled_on + timedelta(days=1)
    )


def _part(code: str) -> ProviderPart:
    return next(part for part in PROVIDERS if part.code == code)
