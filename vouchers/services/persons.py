"""Who a contract may name (docs/programme.md §§ 3, 4)."""

from collections.abc import Sequence
from dataclasses import dataclass

from kommunen.models import Kommune
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError
from lotsen.people.models import Lotse
from lotsen.people.queries import colleagues_in, with_basis
from lotsen.people.services import register_person
from vouchers import rules
from vouchers.enums import LineKind
from vouchers.models import FundingLine
from vouchers.queries import persons_bound


@dataclass(frozen=True, slots=True)
class NewPerson:
    """An employee who is not yet known and is registered together with the contract."""

    given_name: str
    family_name: str
    email: str
    phone: str = ""
    department: str = ""


def register_new(new_persons: Sequence[NewPerson], kommune: Kommune, actor: Actor) -> list[Lotse]:
    """Enter the new employees; raises like `register_person`."""
    return [
        register_person(
            given_name=person.given_name,
            family_name=person.family_name,
            email=person.email,
            phone=person.phone,
            department=person.department,
            kommune=kommune,
            actor=actor,
        )
        for person in new_persons
    ]


def check_named(named: Sequence[Lotse], kommune: Kommune, line: FundingLine) -> None:
    """All rules about the persons of a new contract but the quota, the Kommune being locked."""
    ids = {lotse.pk for lotse in named}
    if not ids:
        raise DomainError("Bitte nennen Sie mindestens eine Person.")
    if len(ids) < len(named):
        raise DomainError("Eine Person ist mehrmals genannt.")
    if len(ids) > rules.MAX_PERSONS:
        raise DomainError(f"Ein Vertrag kann höchstens {rules.MAX_PERSONS} Personen nennen.")
    if line.kind == LineKind.INHOUSE and len(ids) > 1:
        raise DomainError("Bitte nennen Sie genau eine verantwortliche Person.")
    check_standing(named, kommune, line)
    bound = persons_bound(named, line.kind)
    for lotse in named:
        if lotse.pk in bound:
            raise Conflict(
                f"{lotse.full_name} steht schon in einem offenen Vertrag oder hat einen Gutschein."
            )


def check_standing(named: Sequence[Lotse], kommune: Kommune, line: FundingLine) -> None:
    """Raise `DomainError` unless all work for the Kommune and have, or lack, the Basis as needed.

    Asked when the contract comes in and again when the vouchers are issued.
    """
    ids = [lotse.pk for lotse in named]
    colleagues = with_basis(colleagues_in(kommune)).filter(pk__in=ids)
    employed = {lotse.pk: lotse for lotse in colleagues}
    for lotse in named:
        if lotse.pk not in employed:
            raise DomainError(f"{lotse.full_name} ist nicht bei {kommune.label} eingetragen.")
        has_basis = employed[lotse.pk].basis_on is not None
        if line.kind == LineKind.BASIS and has_basis:
            raise DomainError(f"{lotse.full_name} hat die Basisqualifizierung schon abgeschlossen.")
        if line.needs_basis and not has_basis:
            raise DomainError(f"{lotse.full_name} braucht zuerst die Basisqualifizierung.")
