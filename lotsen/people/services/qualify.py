"""A person has completed a course."""

from datetime import date

from django.db import transaction

from kommunen.models import Kommune
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.people import rules
from lotsen.people.enums import QualificationKind
from lotsen.people.models import Lotse, Qualification
from lotsen.people.queries import has_basis


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
    if not rules.may_record_qualifications(actor):
        raise NotAllowed("Qualifizierungen tragen Bildungsträger und Programmstelle ein.")
    if completed_on > clock.today():
        raise DomainError("Eine Qualifizierung kann nicht in der Zukunft abgeschlossen sein.")
    locked = Lotse.objects.select_for_update(of=("self",), no_key=True).get(pk=lotse.pk)
    known = Qualification.objects.filter(lotse=locked, kind=kind, completed_on=completed_on).first()
    if known is not None:
        return known
    if kind == QualificationKind.BASIS and has_basis(locked):
        raise Conflict("Diese Person hat die Basisqualifizierung bereits abgeschlossen.")
    if kind == QualificationKind.AUFBAU and not has_basis(locked):
        raise DomainError(
            "Das Aufbauprogramm setzt eine abgeschlossene Basisqualifizierung voraus."
        )
    qualification = Qualification.objects.create(
        lotse=locked,
        kommune=kommune,
        kind=kind,
        completed_on=completed_on,
        funded=funded,
        proof=proof,
    )
    audit.record(
        actor=actor,
        action="person.qualified",
        target=locked,
        kind=str(kind),
        funded=funded,
        completed_on=completed_on.isoformat(),
    )
    return qualification
