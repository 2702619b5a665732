"""Seminars, enrolments and attendance, made through the services."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from lotsen.core import clock, jobs
from lotsen.core.actor import Actor
from lotsen.core.models import Job
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from lotsen.seminars import services
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models import Enrolment, Seminar, SeminarDay
from lotsen.seminars.services import DayPlan, Mark, Place, SeminarPlan
from tests.factories.accounts import make_actor
from tests.factories.people import make_lotse
from tests.factories.vouchers import Cast, basis_line, make_cast, make_contract, make_grant
from vouchers.enums import VoucherState
from vouchers.models import Voucher
from vouchers.services import agree_and_issue

FEE = 450_00


def make_plan(first_in: int = 21, **changes: Any) -> SeminarPlan:
    """A seminar on three days of one week, the first in so many days, for ten people."""
    first = clock.today() + timedelta(days=first_in)
    values: dict[str, Any] = {
        "title": "Basisqualifizierung Kommunale Digitallotsen",
        "line": basis_line(),
        "fee_cents": FEE,
        "max_seats": 10,
        "enrol_until": first - timedelta(days=7),
        "cancel_until": first - timedelta(days=7),
        "days": tuple(DayPlan(first + timedelta(days=n)) for n in (0, 1, 7)),
        "venue": "Verwaltungsschule",
        "city": "Karlsruhe",
    }
    return SeminarPlan(**(values | changes))


def make_seminar(
    actor: Actor | None = None, *, published: bool = True, first_in: int = 21, **changes: Any
) -> Seminar:
    """A seminar of the actor's organisation (default: a new provider's)."""
    provider = actor or make_actor(Role.PROVIDER)
    seminar = services.create_seminar(plan=make_plan(first_in, **changes), actor=provider)
    if published:
        seminar = services.publish_seminar(seminar_id=seminar.pk, actor=provider)
    return seminar


@dataclass
class Course:
    """A published seminar with funded people of one Kommune, who hold vouchers and seats."""

    cast: Cast
    seminar: Seminar
    vouchers: list[Voucher] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)

    @property
    def days(self) -> list[SeminarDay]:
        return list(self.seminar.days.order_by("number"))

    @property
    def trainer(self) -> Actor:
        return self.cast.trainer

    def enrol(self, **changes: Any) -> Enrolment:
        """One more person of the Kommune, at the full price unless told otherwise."""
        lotse = changes.pop("lotse", None) or make_lotse(self.cast.kommune)
        values: dict[str, Any] = {"lotse_id": lotse.pk, "voucher_id": None, "full_price": True}
        return services.enrol(seminar_id=self.seminar.pk, actor=self.cast.hr, **(values | changes))

    def mark(self, enrolment: Enrolment, *present: bool) -> None:
        """Set the marks of day 1, 2, … of one person."""
        marks = [Mark(enrolment.pk, day, here) for day, here in enumerate(present, start=1)]
        services.tick_many(seminar_id=self.seminar.pk, marks=marks, actor=self.trainer)

    def mark_all(self, *present: bool) -> None:
        """The same marks for everybody."""
        for enrolment in self.enrolments:
            self.mark(enrolment, *present)

    def confirm(self, *days: int, **more: Any) -> None:
        """The provider confirms these days, or all that are open."""
        services.confirm_days(
            seminar_id=self.seminar.pk, day_numbers=days or None, actor=self.trainer, **more
        )
        self.seminar.refresh_from_db()

    @contextmanager
    def on_day(self, number: int) -> Iterator[None]:
        """Let it be the evening of day 1, 2 or 3."""
        held_on: date = self.days[number - 1].held_on
        with clock.at(datetime.combine(held_on, time(18))):
            yield


def make_course(people: int = 1, *, unfunded: int = 0, **changes: Any) -> Course:
    """A seminar that begins in three weeks with `people` voucher holders and some others."""
    cast = make_cast() if people <= 3 else make_large_cast()
    if people:
        make_grant(cast, cents=people * 300_00)
    course = Course(cast, make_seminar(cast.trainer, **changes))
    course.vouchers = make_vouchers_for(cast, people) if people else []
    places: Sequence[Place] = [Place(voucher.lotse_id, voucher.pk) for voucher in course.vouchers]
    if places:
        course.enrolments = services.enrol_many(
            seminar_id=course.seminar.pk, places=places, actor=cast.hr
        )
    course.enrolments += [course.enrol() for _ in range(unfunded)]
    return course


def make_vouchers_for(cast: Cast, people: int) -> list[Voucher]:
    """Vouchers for new employees, as many as the quota of the Kommune has places."""
    contract = make_contract(cast, people)
    return agree_and_issue(contract_id=contract.pk, actor=cast.office)


def make_large_cast() -> Cast:
    """A Kommune whose quota rule was raised, so that a whole seminar fits into it."""
    basis_line().quota_rules.update(places=100)
    return make_cast()


def make_candidate(course: Course) -> Lotse:
    """An employee of the course's Kommune without voucher."""
    return make_lotse(course.cast.kommune)


def vouchers_out_of_step() -> list[str]:
    """Vouchers whose state and enrolments contradict each other; always to be empty.

    Assigned is what a live enrolment uses, nothing else. A cancelled voucher may stand in an
    enrolment of a time in which the office could cancel it all the same.
    """
    live = Enrolment.objects.exclude(state=EnrolmentState.CANCELLED).filter(voucher=OuterRef("pk"))
    vouchers = Voucher.objects.exclude(state=VoucherState.CANCELLED).annotate(used=Exists(live))
    return [
        f"{voucher.pk}: {voucher.state}"
        for voucher in vouchers
        if voucher.used is (voucher.assigned_at is None)
        or (voucher.state == VoucherState.ISSUED and voucher.used)
    ]


def run_jobs(kind: str) -> None:
    """Do the waiting jobs of one kind, as the worker would."""
    for job in Job.objects.filter(kind=kind, state="queued").order_by("created_at"):
        jobs.run(job.pk)
