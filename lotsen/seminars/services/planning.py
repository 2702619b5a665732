"""The provider plans a seminar: three days, or fewer where the line does not fix them."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from lotsen.accounts.models import Organisation
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.roles import Role
from lotsen.core.sequence import next_number
from lotsen.seminars import mails, rules
from lotsen.seminars.enums import EnrolmentState, SeminarFormat
from lotsen.seminars.models import Enrolment, Seminar, SeminarDay
from lotsen.seminars.models.seminar import DAYS, LARGEST_SEMINAR
from lotsen.seminars.queries.seminars import taken_seats
from lotsen.seminars.services.locks import days_of, lock_seminar
from vouchers.models import FundingLine

STALE = (
    "Das Seminar wurde inzwischen geändert. Bitte laden Sie die Seite neu und tragen Sie Ihre"
    " Änderung noch einmal ein."
)
NOT_YOURS = "Dieses Seminar gehört einem anderen Bildungsträger."
FIXED = "Termine, Gebühr und Förderlinie eines veröffentlichten Seminars stehen fest."
COPY_AHEAD = timedelta(weeks=4)
FIXED_FIELDS = ("line", "fee_cents")
"""What people have booked by; only a draft can change it. The days belong to it."""
ANNOUNCED = ("format", "venue", "city", "online_url")
"""Changes that everybody who is enrolled has to hear of."""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """One day with its times (Berlin)."""

    held_on: date
    starts_at: time = time(9, 0)
    ends_at: time = time(16, 30)


@dataclass(frozen=True, slots=True)
class SeminarPlan:
    """What the provider decides. The deadlines are the last days on which it is possible."""

    title: str
    line: FundingLine
    fee_cents: int
    max_seats: int
    enrol_until: date
    cancel_until: date
    days: tuple[DayPlan, ...]
    min_seats: int = 1
    format: str = SeminarFormat.PRESENCE
    venue: str = ""
    city: str = ""
    online_url: str = ""
    description: str = ""

    @property
    def fields(self) -> dict[str, Any]:
        """Everything but the days, by name of the model's field."""
        names = (name for name in self.__dataclass_fields__ if name != "days")
        return {name: getattr(self, name) for name in names}


@transaction.atomic
def create_seminar(
    *,
    plan: SeminarPlan,
    actor: Actor,
    provider: Organisation | None = None,
    seminar_id: UUID | None = None,
) -> Seminar:
    """A draft of the actor's organisation; only the office plans for another `provider`.

    Asking again with the same `seminar_id` (a second click) returns the first draft unchanged.
    Raises `DomainError` for a plan that cannot be, `NotAllowed` unless the actor is a provider or
    the office.
    """
    provider_id = _provider_id(actor, provider)
    if seminar_id and (known := Seminar.objects.filter(pk=seminar_id).first()):
        if known.provider_id != provider_id:
            raise NotAllowed(NOT_YOURS)
        return known
    check(plan)
    year = clock.today().year
    seminar = Seminar(pk=seminar_id or uuid4(), provider_id=provider_id, **plan.fields)
    seminar.number = f"KDL-{year}-{next_number('seminar', year):03}"
    with constraint_errors({"seminars_seminar_pkey": "Das Seminar ist schon angelegt."}):
        seminar.save(force_insert=True)
    _write_days(seminar, plan)
    audit.record(actor=actor, action="seminar.created", target=seminar, seats=plan.max_seats)
    return seminar


@transaction.atomic
def edit_seminar(*, seminar_id: UUID, plan: SeminarPlan, version: int, actor: Actor) -> Seminar:
    """Change a draft, or what is not fixed of a published seminar before it begins.

    A job tells everybody who is enrolled of a new place or address.

    `version` is the one the page showed. Raises `Conflict` for a stale page, a seminar that has
    begun, fixed facts (days, fee, line) or fewer seats than enrolments; `DomainError` for a plan
    that cannot be; `NotAllowed` for somebody else's seminar.
    """
    seminar = managed(seminar_id, actor)
    days = days_of(seminar)
    changed = [name for name, value in plan.fields.items() if getattr(seminar, name) != value]
    new_days = [DayPlan(day.held_on, day.starts_at, day.ends_at) for day in days] != list(plan.days)
    if not changed and not new_days:
        return seminar
    if seminar.version != version:
        raise Conflict(STALE)
    _check_editable(seminar, days, fixed_changed=new_days or bool(set(changed) & set(FIXED_FIELDS)))
    check(plan)
    _check_promise(seminar, plan)
    for name in changed:
        setattr(seminar, name, getattr(plan, name))
    _check_published(seminar)
    seminar.version += 1
    seminar.save(update_fields=[*changed, "version"])
    if new_days:
        SeminarDay.objects.filter(seminar=seminar).delete()
        _write_days(seminar, plan)
    facts = [*changed, "days"] if new_days else changed
    audit.record(actor=actor, action="seminar.changed", target=seminar, fields=facts)
    if seminar.is_published and set(changed) & set(ANNOUNCED):
        _announce_change(seminar, actor)
    return seminar


@transaction.atomic
def copy_seminar(*, seminar_id: UUID, actor: Actor, copy_id: UUID | None = None) -> Seminar:
    """A new draft like this one; days and deadlines move by whole weeks, at least four ahead.

    Asking again with the same `copy_id` returns the first copy.
    """
    source = managed(seminar_id, actor)
    days = days_of(source)
    weeks = max(0, -((days[0].held_on - clock.today() - COPY_AHEAD) // timedelta(weeks=1)))
    shift = timedelta(weeks=max(weeks, 1))
    kept = ("title", "line", "fee_cents", "min_seats", "max_seats", "format", "venue", "city")
    more = ("online_url", "description")
    plan = SeminarPlan(
        **{name: getattr(source, name) for name in (*kept, *more)},
        enrol_until=source.enrol_until + shift,
        cancel_until=source.cancel_until + shift,
        days=tuple(DayPlan(day.held_on + shift, day.starts_at, day.ends_at) for day in days),
    )
    return create_seminar(plan=plan, actor=actor, provider=source.provider, seminar_id=copy_id)


def managed(seminar_id: UUID, actor: Actor) -> Seminar:
    """The locked seminar, if `actor` runs it."""
    seminar = lock_seminar(seminar_id)
    if not rules.may_manage(actor, seminar):
        raise NotAllowed(NOT_YOURS)
    return seminar


def check(plan: SeminarPlan) -> None:
    """Refuse what makes no sense, with the sentence that names the remedy."""
    if not plan.title.strip():
        raise DomainError("Bitte geben Sie einen Titel an.")
    dates = [day.held_on for day in plan.days]
    fewest = DAYS if plan.line.days_fixed else 1
    if not fewest <= len(dates) <= DAYS or sorted(set(dates)) != dates:
        number = "drei" if plan.line.days_fixed else "ein bis drei"
        raise DomainError(
            f"Bitte geben Sie {number} verschiedene Seminartage in ihrer Reihenfolge an."
        )
    if any(day.ends_at <= day.starts_at for day in plan.days):
        raise DomainError("Das Ende eines Seminartags muss nach seinem Beginn liegen.")
    if plan.enrol_until > dates[0]:
        raise DomainError("Die Anmeldefrist muss spätestens am ersten Seminartag enden.")
    if plan.cancel_until > dates[0]:
        raise DomainError("Die Abmeldefrist muss spätestens am ersten Seminartag enden.")
    if not 1 <= plan.max_seats <= LARGEST_SEMINAR:
        raise DomainError(f"Bitte geben Sie zwischen 1 und {LARGEST_SEMINAR} Plätze an.")
    if not 1 <= plan.min_seats <= plan.max_seats:
        raise DomainError("Die Mindestzahl muss zwischen 1 und der Zahl der Plätze liegen.")
    if plan.fee_cents < 0:
        raise DomainError("Die Gebühr kann nicht negativ sein.")


def _announce_change(seminar: Seminar, actor: Actor) -> None:
    enrolled = Enrolment.objects.filter(seminar=seminar, state=EnrolmentState.ENROLLED)
    told = list(enrolled.values_list("pk", flat=True))
    if told:
        mails.announce("seminar_changed", seminar, told, actor)


def _provider_id(actor: Actor, provider: Organisation | None) -> UUID:
    if not rules.may_plan(actor):
        raise NotAllowed("Seminare legen Bildungsträger und Programmstelle an.")
    own = actor.organisation_id if actor.role == Role.PROVIDER else None
    wanted = provider.pk if provider else own
    if wanted is None:
        raise DomainError("Bitte geben Sie den Bildungsträger an.")
    if own is not None and wanted != own:
        raise NotAllowed(NOT_YOURS)
    return wanted


def _write_days(seminar: Seminar, plan: SeminarPlan) -> None:
    SeminarDay.objects.bulk_create(
        SeminarDay(
            seminar=seminar,
            number=number,
            held_on=day.held_on,
            starts_at=day.starts_at,
            ends_at=day.ends_at,
        )
        for number, day in enumerate(plan.days, start=1)
    )


def _check_editable(seminar: Seminar, days: list[SeminarDay], *, fixed_changed: bool) -> None:
    if seminar.is_draft:
        return
    if not seminar.is_published or clock.today() >= days[0].held_on:
        raise Conflict("Dieses Seminar kann nicht mehr geändert werden.")
    if fixed_changed:
        raise Conflict(FIXED)


def _check_promise(seminar: Seminar, plan: SeminarPlan) -> None:
    """Whoever enrolled under a cancellation deadline keeps it (programme rules § 7)."""
    if seminar.is_published and plan.cancel_until < seminar.cancel_until and taken_seats(seminar):
        raise Conflict(
            "Es sind schon Personen angemeldet. Die Frist für Abmeldungen lässt sich"
            " nur noch verlängern."
        )


def _check_published(seminar: Seminar) -> None:
    if seminar.is_draft:
        return
    taken = taken_seats(seminar)
    if seminar.max_seats < taken:
        raise Conflict(
            f"Es sind schon {taken} Personen angemeldet. Weniger Plätze sind nicht möglich."
        )
    if not rules.is_complete(seminar):
        raise DomainError("Ein veröffentlichtes Seminar braucht einen Ort.")
