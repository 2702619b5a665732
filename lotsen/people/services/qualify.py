"""A person has completed a course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from kommunen.models import Kommune
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import locked
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.people import rules
from lotsen.people.enums import QualificationKind
from lotsen.people.models import Lotse, Qualification
from lotsen.people.queries import has_basis

NOT_YOURS = "Qualifizierungen tragen Bildungsträger und Programmstelle ein."


@dataclass(frozen=True, slots=True)
class Completion:
    """One person of a course that ended on that day; `kommune` is the employer of the day."""

    lotse_id: UUID
    kommune_id: str
    funded: bool
    proof: str = ""


@transaction.atomic
def record_qualification(
    *,
    lotse: Lotse,
    kommune: Kommune,
    kind: str,
    completed_on: date,
    funded: bool,
    actor: Actor,
    proof: str = "",
) -> Qualification:
    """Record that `lotse`, employed by `kommune` on that day, completed a course.

    Recording the same course of the same day again returns what is there. Raises `Conflict` for a
    second Basis, `DomainError` for a day in the future or an Aufbauprogramm without a completed
    Basis (docs/programme.md § 4), `NotAllowed` unless the actor is a provider or the office.
    """
    _require_recorder(actor, completed_on)
    person = locked(Lotse.objects).get(pk=lotse.pk)
    known = Qualification.objects.filter(lotse=person, kind=kind, completed_on=completed_on).first()
    if known is not None:
        return known
    if kind == QualificationKind.BASIS and has_basis(person):
        raise Conflict("Diese Person hat die Basisqualifizierung bereits abgeschlossen.")
    if kind == QualificationKind.AUFBAU and not has_basis(person):
        raise DomainError(
            "Das Aufbauprogramm setzt eine abgeschlossene Basisqualifizierung voraus."
        )
    qualification = Qualification.objects.create(
        lotse=person,
        kommune=kommune,
        kind=kind,
        completed_on=completed_on,
        funded=funded,
        proof=proof,
    )
    audit.record(
        actor=actor,
        action="person.qualified",
        target=person,
        kind=str(kind),
        funded=funded,
        completed_on=completed_on.isoformat(),
    )
    return qualification


@transaction.atomic
def record_qualifications(
    *, completions: Sequence[Completion], kind: str, completed_on: date, actor: Actor
) -> list[Qualification]:
    """Record a whole course in a handful of statements; the new qualifications come back.

    The caller holds the locks of the people. Who has this course of that day, or a Basis from
    elsewhere, is left out: the course was attended all the same. Raises as `record_qualification`.
    """
    _require_recorder(actor, completed_on)
    people = [completion.lotse_id for completion in completions]
    earned = Qualification.objects.filter(lotse__in=people, kind=kind)
    if kind != QualificationKind.BASIS:
        earned = earned.filter(completed_on=completed_on)
    known = set(earned.values_list("lotse", flat=True))
    made = Qualification.objects.bulk_create(
        Qualification(
            lotse_id=completion.lotse_id,
            kommune_id=completion.kommune_id,
            kind=kind,
            completed_on=completed_on,
            funded=completion.funded,
            proof=completion.proof,
        )
        for completion in completions
        if completion.lotse_id not in known
    )
    audit.record_many(
        actor=actor,
        action="person.qualified",
        targets=[Lotse(pk=row.lotse_id) for row in made],
        kind=str(kind),
        completed_on=completed_on.isoformat(),
    )
    return made


def _require_recorder(actor: Actor, completed_on: date) -> None:
    if not rules.may_record_qualifications(actor):
        raise NotAllowed(NOT_YOURS)
    if completed_on > clock.today():
        raise DomainError("Eine Qualifizierung kann nicht in der Zukunft abgeschlossen sein.")
