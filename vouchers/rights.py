"""Who may do what, asked again inside the services."""

from typing import Protocol

from lotsen.core.actor import Actor
from lotsen.core.errors import NotAllowed
from lotsen.core.roles import Role


def require_role(actor: Actor, *roles: Role) -> None:
    """Raise `NotAllowed` unless the actor acts in one of `roles`. Background work may pass."""
    if not actor.is_system and actor.role not in roles:
        raise NotAllowed("Das gehört nicht zu Ihrer Rolle.")


def require_other_person(actor: Actor, user_id: int | None) -> None:
    """Raise `NotAllowed` when the actor is that very person, in whatever role (four eyes)."""
    if actor.same_person(user_id):
        raise NotAllowed(
            "Sie haben diesen Vorgang selbst eingereicht. Entscheiden muss eine andere Person."
        )


class Case(Protocol):
    state: str


class Decided(Case, Protocol):
    """A case that one person decides once."""

    @property
    def decided_by_id(self) -> int | None: ...


def is_repeated(case: Decided, state: str, actor: Actor) -> bool:
    """Whether this very person has decided so already: the second press of a button is the first.

    Asked with the row locked and before `Conflict` is raised for everybody else.
    """
    return is_own_act(case, state, case.decided_by_id, actor)


def is_own_act(case: Case, state: str, by: int | None, actor: Actor) -> bool:
    """Like `is_repeated` for a case with several acts; `by` brought it into `state`."""
    return case.state == state and actor.same_person(by)
