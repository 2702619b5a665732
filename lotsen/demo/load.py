"""Loads the demo programme: everybody, then seven years of acts in their order, then open work."""

from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.db import connection, transaction

from lotsen.accounts.models import User
from lotsen.core import clock
from lotsen.core.errors import DomainError
from lotsen.demo import accounts
from lotsen.demo.archive import record_imported, register
from lotsen.demo.bank_accounts import plan_bank_accounts
from lotsen.demo.budget import plan_grants
from lotsen.demo.casting import cast_everybody
from lotsen.demo.claims import plan_claims
from lotsen.demo.contacts import enter_contacts
from lotsen.demo.contracts import plan_contracts
from lotsen.demo.corrections import plan_corrections
from lotsen.demo.lines import plan_lines
from lotsen.demo.network import plan_meetings
from lotsen.demo.open_work import plan_open_work
from lotsen.demo.plan.build import build
from lotsen.demo.plan.model import Plan
from lotsen.demo.plan.scale import FULL, Scale
from lotsen.demo.progress import Progress
from lotsen.demo.schedule import plan_seminars
from lotsen.demo.stage import Stage, planned_bodies
from lotsen.demo.timeline import GRANT, SUBMIT, Timeline
from lotsen.demo.voucher_life import plan_voucher_life


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded; None when it was there already."""

    seminars: int
    people: int


def is_loaded() -> bool:
    """Whether this database has the demo: its sign-ins exist."""
    return User.objects.filter(email=accounts.OFFICE.email).exists()


def load(scale: Scale = FULL, progress: Progress | None = None) -> Loaded | None:
    """Load everything in one transaction, or nothing when it is there already.

    Raises `DomainError` outside demo mode, and when the registry is not loaded.
    """
    if not settings.DEMO_MODE:
        raise DomainError("Demodaten gibt es nur im Demobetrieb (DEMO_MODE=1).")
    with transaction.atomic():
        if is_loaded():
            return None
        return _load(scale, progress or Progress())


def _load(scale: Scale, progress: Progress) -> Loaded:
    bodies = planned_bodies()
    if not bodies:
        raise DomainError("Das Gemeindeverzeichnis ist nicht geladen (load_registry).")
    today = clock.today()
    progress.show(0, 100)
    plan = build(bodies, today, scale)
    active = plan.kommunen
    stage = cast_everybody([body for body in bodies if body.key in active], today)
    timeline = Timeline()
    plan_grants(stage, timeline, today)
    plan_bank_accounts(stage, timeline, today)
    plan_contracts(plan, stage, timeline)
    _plan_full_price(plan, stage, timeline)
    _plan_imported(plan, stage, timeline)
    plan_seminars(plan, stage, timeline, today)
    plan_claims(stage, timeline, today)
    plan_corrections(stage, timeline, today)
    plan_meetings(plan, stage, timeline, today)
    plan_open_work(plan.open_work, stage, timeline, today)
    plan_voucher_life(plan.open_work, stage, timeline, today)
    plan_lines(plan, stage, timeline, today)
    _without_time_limit()
    timeline.play(progress.show, every=_check_deferred_rules)
    enter_contacts(stage)
    return Loaded(len(plan.seminars), len(stage.lotsen))


def _without_time_limit() -> None:
    """A page may take 15 seconds for a statement; the commit of seven years may take longer."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")


def _check_deferred_rules() -> None:
    """Let the ledger seal what was booked so far, so that the end does not wait for all of it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _plan_full_price(plan: Plan, stage: Stage, timeline: Timeline) -> None:
    """Who comes without a contract is entered by HR on the day of the enrolment."""
    for seat in plan.all_seats:
        if not seat.is_funded:
            timeline.add(seat.enrolled_on, SUBMIT, partial(register, stage, [seat.person]))


def _plan_imported(plan: Plan, stage: Stage, timeline: Timeline) -> None:
    day_of = attrgetter("recorded_on")
    for day, imported in groupby(sorted(plan.imported, key=day_of), day_of):
        timeline.add(day, GRANT, partial(record_imported, stage, list(imported)))
