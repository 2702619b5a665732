"""The office enters what a person completed earlier or elsewhere, and withdraws a wrong entry."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from kommunen.models import Kommune
from kommunen.queries import same_body
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import busy_errors, constraint_errors, locked
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.formatting import day as day_text
from lotsen.core.reasons import clean_reason
from lotsen.people import rules
from lotsen.people.enums import QualificationKind
from lotsen.people.models import Employment, Lotse, PriorQualification, Qualification
from lotsen.people.reliance import reliance_on
from lotsen.people.services.qualify import record_qualification
from lotsen.people.services.register import register_person

ONLY_OFFICE = "Frühere Qualifizierungen trägt die Programmstelle ein."
SECOND_BASIS = "Diese Person hat die Basisqualifizierung bereits abgeschlossen."
FORM_USED = (
    "Dieses Formular wurde schon für eine andere Eintragung abgeschickt. Bitte öffnen Sie für eine"
    " weitere Qualifizierung ein neues Formular."
)


@dataclass(frozen=True, slots=True)
class PriorCourse:
    """What was completed: of which kind, when, funded or not, with whom, and what proves it."""

    kind: str
    completed_on: date
    funded: bool
    organisation: str
    proof: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class NewEmployee:
    """Somebody without a page yet, employed by `kommune` today."""

    given_name: str
    family_name: str
    email: str
    kommune: Kommune


@transaction.atomic
def record_prior(
    *, prior_id: UUID, lotse: Lotse, kommune: Kommune, course: PriorCourse, actor: Actor
) -> PriorQualification:
    """Enter a course that `lotse`, employed by `kommune` on its day, completed before or elsewhere.

    It counts at once, as funded or unfunded, and opens the Aufbauprogramm; quota and budget stay as
    they are. The same form again, or the same facts again, give the entry that is there. Raises
    `NotAllowed` unless the office acts; `DomainError` without proof or organisation, for a day
    before the programme or in the future, for an Aufbauprogramm without an earlier Basis;
    `Conflict` for a second Basis, other facts about a known course, or a form used for another one
    (docs/programme.md § 4).
    """
    require_recorder(actor)
    _check_course(course)
    _lock(lotse)
    known = PriorQualification.objects.filter(pk=prior_id).first() or _standing(lotse, course)
    if known is not None:
        return _same(known, lotse, kommune, course, prior_id)
    _check_earned(lotse, course)
    with constraint_errors({"qualification_basis_once": SECOND_BASIS}):
        qualification = record_qualification(
            lotse=lotse,
            kommune=kommune,
            kind=course.kind,
            completed_on=course.completed_on,
            funded=course.funded,
            proof=course.proof,
            actor=actor,
        )
    return PriorQualification.objects.create(
        pk=prior_id,
        lotse=lotse,
        kommune=kommune,
        kind=course.kind,
        completed_on=course.completed_on,
        funded=course.funded,
        organisation=course.organisation,
        proof=course.proof,
        remark=course.remark,
        qualification=qualification,
        recorded_by_id=actor.person_id,
        recorded_at=clock.now(),
    )


@transaction.atomic
def record_prior_of_new(
    *,
    prior_id: UUID,
    person: NewEmployee,
    earned_at: Kommune | None,
    course: PriorCourse,
    actor: Actor,
) -> PriorQualification:
    """The same for somebody without a page: enters the person too, in the same transaction.

    `earned_at` is the employer of the day where it was another one than today's; otherwise the
    person counts as employed since the day of the course. Raises like `register_person` and
    `record_prior`.
    """
    require_recorder(actor)
    _check_course(course)
    lotse = register_person(
        given_name=person.given_name,
        family_name=person.family_name,
        email=person.email,
        kommune=person.kommune,
        starts_on=None if earned_at else course.completed_on,
        actor=actor,
    )
    kommune = earned_at or person.kommune
    return record_prior(prior_id=prior_id, lotse=lotse, kommune=kommune, course=course, actor=actor)


@transaction.atomic
def withdraw_prior(*, prior_id: UUID, reason: str, actor: Actor) -> PriorQualification:
    """Take a wrong entry back: the qualification counts no more, the entry stays with the reason.

    Withdrawing again gives the same entry. Raises `NotAllowed` unless the office acts,
    `DomainError` without a reason, `Conflict` when somebody withdrew it for another reason, or when
    a contract, an enrolment, a certificate or another qualification rests on it.
    """
    require_recorder(actor)
    reason = clean_reason(reason, ask="Bitte nennen Sie den Grund der Rücknahme.")
    found = PriorQualification.objects.select_related("lotse").get(pk=prior_id)
    # Contracts are submitted under the lock of a Kommune, enrolments under that of the person.
    _lock_employers(found.lotse)
    _lock(found.lotse)
    prior = PriorQualification.objects.select_related("qualification").get(pk=prior_id)
    if prior.qualification is None:
        if prior.withdrawal_reason != reason:
            raise Conflict("Diese Eintragung hat inzwischen jemand anderes zurückgenommen.")
        return prior
    if hindrance := hindrance_of(prior):
        raise Conflict(hindrance)
    qualification = prior.qualification
    prior.qualification, prior.withdrawn_by_id = None, actor.person_id
    prior.withdrawn_at, prior.withdrawal_reason = clock.now(), reason
    prior.save(update_fields=["qualification", "withdrawn_by", "withdrawn_at", "withdrawal_reason"])
    qualification.delete()
    facts = {"kind": prior.kind, "completed_on": prior.completed_on.isoformat()}
    audit.record(actor=actor, action="person.qualification_withdrawn", target=found.lotse, **facts)
    return prior


def hindrance_of(prior: PriorQualification) -> str:
    """Why the entry cannot be withdrawn now; empty when it can."""
    if prior.qualification is None:
        return "Diese Eintragung ist bereits zurückgenommen."
    named = reliance_on(prior.qualification)
    if not named and prior.kind == QualificationKind.BASIS:
        later = Qualification.objects.filter(lotse=prior.lotse_id, kind=QualificationKind.AUFBAU)
        if found := later.first():
            named = f"Darauf beruht das Aufbauprogramm vom {day_text(found.completed_on)}"
    return f"Diese Qualifizierung kann nicht zurückgenommen werden. {named}." if named else ""


def require_recorder(actor: Actor) -> None:
    """Raises `NotAllowed` unless the office acts."""
    if not rules.may_record_prior(actor):
        raise NotAllowed(ONLY_OFFICE)


def _check_course(course: PriorCourse) -> None:
    rules.check_completed_on(course.completed_on)
    if course.kind not in QualificationKind.values:
        raise DomainError("Bitte wählen Sie die Art der Qualifizierung.")
    if not course.organisation.strip() or not course.proof.strip():
        raise DomainError("Bitte nennen Sie den Bildungsträger und den Nachweis.")


def _lock(lotse: Lotse) -> None:
    """Whoever enters, withdraws or enrols for the same person waits; what is known is read then."""
    with busy_errors():
        locked(Lotse.objects).get(pk=lotse.pk)


def _lock_employers(lotse: Lotse) -> None:
    keys = Employment.objects.filter(lotse=lotse, ends_on=None).values_list("kommune", flat=True)
    for key in keys:
        bodies = Kommune.objects.filter(pk__in=same_body(key).values("pk")).order_by("pk")
        with busy_errors():
            list(locked(bodies))


def _standing(lotse: Lotse, course: PriorCourse) -> PriorQualification | None:
    return PriorQualification.objects.filter(
        lotse=lotse, kind=course.kind, completed_on=course.completed_on, withdrawn_at=None
    ).first()


def _same(
    known: PriorQualification,
    lotse: Lotse,
    kommune: Kommune,
    course: PriorCourse,
    prior_id: UUID,
) -> PriorQualification:
    """The known entry, if it says the same; `Conflict` if it does not."""
    told = PriorCourse(
        *(known.kind, known.completed_on, known.funded),
        *(known.organisation, known.proof, known.remark),
    )
    if (known.lotse_id, known.kommune_id, told) == (lotse.pk, kommune.pk, course):
        return known
    if known.pk == prior_id:
        raise Conflict(FORM_USED)
    raise Conflict(
        f"Die Qualifizierung vom {day_text(course.completed_on)} ist schon mit anderen Angaben"
        " nachgetragen. Bitte nehmen Sie zuerst die vorhandene Eintragung zurück."
    )


def _check_earned(lotse: Lotse, course: PriorCourse) -> None:
    """What the person has from a seminar is not entered again, an Aufbau not before its Basis."""
    earned = Qualification.objects.filter(lotse=lotse)
    if earned.filter(kind=course.kind, completed_on=course.completed_on).exists():
        raise Conflict(
            "Diese Qualifizierung ist schon aus einem Seminar des Programms eingetragen."
        )
    if course.kind == QualificationKind.AUFBAU:
        basis = earned.filter(kind=QualificationKind.BASIS).first()
        if basis is not None and basis.completed_on > course.completed_on:
            raise DomainError(
                f"Das Aufbauprogramm liegt vor der Basisqualifizierung vom"
                f" {day_text(basis.completed_on)}. Bitte prüfen Sie das Datum."
            )
