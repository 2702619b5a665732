"""Who acts: a person in one membership. Services take it, audit and ledger store it."""

from dataclasses import dataclass
from uuid import UUID

from lotsen.core.roles import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """One person acting as one membership, possibly on behalf of somebody (Vertretung).

    Four-eyes rules compare `user_id`: persons, not roles.
    """

    user_id: int | None
    membership_id: UUID | None
    organisation_id: UUID | None
    role: Role | None
    name: str
    organisation_name: str = ""
    on_behalf_of: str = ""

    @property
    def is_system(self) -> bool:
        return self.user_id is None

    @property
    def person_id(self) -> int:
        """Key of the user. Raises `ValueError` for background work: no person acts there."""
        if self.user_id is None:
            raise ValueError("no person acts")
        return self.user_id

    @property
    def is_deputy(self) -> bool:
        return bool(self.on_behalf_of)

    @property
    def role_label(self) -> str:
        return str(self.role.label) if self.role else ""

    @property
    def signature(self) -> str:
        """Name as it stands under an act: "M. Muster" or "M. Muster i. V. A. Beispiel"."""
        return f"{self.name} i. V. {self.on_behalf_of}" if self.on_behalf_of else self.name

    def same_person(self, user_id: int | None) -> bool:
        """True when `user_id` is this very person, in whatever role."""
        return user_id is not None and self.user_id == user_id


SYSTEM = Actor(
    user_id=None, membership_id=None, organisation_id=None, role=None, name="Automatischer Ablauf"
)
"""Background work that no person started."""
