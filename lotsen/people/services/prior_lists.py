"""A whole list of earlier qualifications: tried out first, then entered in one transaction."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from kommunen.models import Kommune
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import busy_errors, constraint_errors, locked
from lotsen.core.errors import Conflict, DomainError
from lotsen.people.enums import QualificationKind
from lotsen.people.models import Lotse, PriorList, PriorQualification
from lotsen.people.services.prior import (
    NewEmployee,
    PriorCourse,
    record_prior_of_new,
    require_recorder,
)

KNOWN, KNOWN_PERSON, NEW_PERSON = "known", "known person", "new person"
"""What a row does: nothing, or an entry for somebody who has a page, or has none yet."""


@dataclass(frozen=True, slots=True)
class ListedCourse:
    """One row: its number in the file, who, and what."""

    number: int
    person: NewEmployee
    course: PriorCourse


class RowsRefused(DomainError):
    """Rows that cannot be entered, each with its number and sentence; nothing was."""

    def __init__(self, problems: Sequence[tuple[int, str]]) -> None:
        super().__init__("\n".join(f"Zeile {number}: {text}" for number, text in problems))
        self.problems = list(problems)


def known_list(content: bytes) -> PriorList | None:
    """The list that this very file was read as before."""
    return PriorList.objects.filter(sha256=_digest(content)).first()


def receive_list(
    *,
    content: bytes,
    filename: str,
    listed: Sequence[ListedCourse],
    unreadable: Sequence[tuple[int, str]] = (),
    actor: Actor,
) -> PriorList:
    """Keep a list whose rows could all be entered; the same file gives the list that is there.

    The rows are entered and rolled back, so that the preview says what will happen. Raises
    `NotAllowed` unless the office acts, `RowsRefused` with everything that stands against it:
    what is `unreadable`, and what the other rows meet, by number of the row.
    """
    require_recorder(actor)
    outcomes, problems = _try_out(listed, actor)
    if unreadable or problems:
        raise RowsRefused(sorted([*unreadable, *problems], key=itemgetter(0)))
    with transaction.atomic():
        with constraint_errors({"prior_list_once": "Diese Datei wird gerade hochgeladen."}):
            made = PriorList.objects.create(
                filename=filename[-120:],
                sha256=_digest(content),
                rows=[_to_row(one, done) for one, done in zip(listed, outcomes, strict=True)],
                uploaded_by_id=actor.person_id,
                uploaded_at=clock.now(),
            )
        audit.record(actor=actor, action="prior_list.uploaded", target=made, rows=len(listed))
    return made


@transaction.atomic
def record_list(*, list_id: UUID, actor: Actor) -> PriorList:
    """Enter all rows of a waiting list, or none; pressing again gives the list as it is.

    Raises `NotAllowed` unless the office acts, `Conflict` when a row cannot be entered any more.
    """
    require_recorder(actor)
    found = locked(PriorList.objects).filter(pk=list_id).first()
    if found is None:
        raise Conflict("Diese Liste wurde inzwischen verworfen.")
    if not found.is_waiting:
        return found
    listed = _from_rows(found.rows)
    _lock(listed)
    made = []
    for row, one in zip(found.rows, listed, strict=True):
        try:
            prior = _enter(found.pk, one, actor)
        except DomainError as error:
            raise Conflict(f"Zeile {one.number}: {error} Es wurde nichts eingetragen.") from error
        made.append({"number": one.number, "prior": str(prior.pk), "outcome": row["outcome"]})
    found.rows = made
    found.recorded_by_id, found.recorded_at = actor.person_id, clock.now()
    found.save(update_fields=["rows", "recorded_by", "recorded_at"])
    audit.record(actor=actor, action="prior_list.recorded", target=found, rows=len(made))
    return found


@transaction.atomic
def discard_list(*, list_id: UUID, actor: Actor) -> None:
    """Forget a list that still waits; one that is gone already is no mistake.

    Raises `NotAllowed` unless the office acts, `Conflict` for a list that was entered.
    """
    require_recorder(actor)
    found = locked(PriorList.objects).filter(pk=list_id).first()
    if found is None:
        return
    if not found.is_waiting:
        raise Conflict("Diese Liste ist schon eingetragen.")
    audit.record(actor=actor, action="prior_list.discarded", target=found, rows=len(found.rows))
    found.delete()


def _try_out(
    listed: Sequence[ListedCourse], actor: Actor
) -> tuple[list[str], list[tuple[int, str]]]:
    """What each row does, and what stands against those that do nothing."""
    problems, outcomes = [], []
    with transaction.atomic():
        _lock(listed)
        trial = uuid5(UUID(int=0), "trial")
        for one in listed:
            has_page = Lotse.objects.filter(email=one.person.email).exists()
            try:
                with transaction.atomic():
                    prior = _enter(trial, one, actor)
            except DomainError as error:
                problems.append((one.number, str(error)))
                continue
            if prior.pk != _key(trial, one):
                outcomes.append(KNOWN)
            else:
                outcomes.append(KNOWN_PERSON if has_page else NEW_PERSON)
        transaction.set_rollback(True)
    return outcomes, problems


def _enter(list_id: UUID, one: ListedCourse, actor: Actor) -> PriorQualification:
    return record_prior_of_new(
        prior_id=_key(list_id, one),
        person=one.person,
        earned_at=None,
        course=one.course,
        actor=actor,
    )


def _lock(listed: Sequence[ListedCourse]) -> None:
    """All Kommunen by key, then all people who have a page (docs/locking.md)."""
    kommunen = {one.person.kommune.pk for one in listed}
    emails = {one.person.email for one in listed}
    with busy_errors():
        list(locked(Kommune.objects.filter(pk__in=kommunen).order_by("pk")))
        list(locked(Lotse.objects.filter(email__in=emails).order_by("pk")))


def _key(list_id: UUID, one: ListedCourse) -> UUID:
    return uuid5(list_id, str(one.number))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _to_row(one: ListedCourse, outcome: str) -> dict[str, Any]:
    person, course = one.person, one.course
    return {
        "number": one.number,
        "outcome": outcome,
        "kommune": person.kommune.pk,
        "kommune_label": person.kommune.label,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
        "kind": course.kind,
        "kind_label": str(QualificationKind(course.kind).label),
        "completed_on": course.completed_on.isoformat(),
        "funded": course.funded,
        "organisation": course.organisation,
        "proof": course.proof,
    }


def _from_rows(rows: Sequence[dict[str, Any]]) -> list[ListedCourse]:
    kommunen = Kommune.objects.in_bulk({row["kommune"] for row in rows})
    if gone := next((row for row in rows if row["kommune"] not in kommunen), None):
        raise Conflict(
            f"Zeile {gone['number']}: {gone['kommune_label']} steht nicht mehr im Verzeichnis der"
            " Kommunen. Es wurde nichts eingetragen."
        )
    return [_from_row(row, kommunen[row["kommune"]]) for row in rows]


def _from_row(row: dict[str, Any], kommune: Kommune) -> ListedCourse:
    names = ("given_name", "family_name", "email")
    return ListedCourse(
        number=row["number"],
        person=NewEmployee(**{name: row[name] for name in names}, kommune=kommune),
        course=PriorCourse(
            kind=row["kind"],
            completed_on=date.fromisoformat(row["completed_on"]),
            funded=row["funded"],
            organisation=row["organisation"],
            proof=row["proof"],
        ),
    )
