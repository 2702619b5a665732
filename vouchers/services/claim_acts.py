"""What every act on a claim has in common: lock the row, compare the version, write once.

Two guards stand behind each other: the row lock makes the others wait, and the write compares the
version again, so that of two acts on the same state only one can succeed (docs/locking.md).
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from lotsen.accounts.models import Membership
from lotsen.core import audit
from lotsen.core.actor import Actor
from lotsen.core.db import busy_errors, constraint_errors, locked
from lotsen.core.errors import Conflict, NotAllowed
from lotsen.core.formatting import instant
from vouchers.enums import CLAIM_TRANSITIONS, ClaimState
from vouchers.models import Claim
from vouchers.rights import is_own_act

SUBMITTED_IT = "Sie haben diese Abrechnung selbst eingereicht. Prüfen muss eine andere Person."
CHECKED_IT = "Sie haben diese Abrechnung selbst geprüft. Anordnen muss eine andere Person."
SENTENCES = {"claim_checked_by_others": SUBMITTED_IT, "claim_ordered_by_third": CHECKED_IT}


def take_claim(claim_id: UUID, *, version: int, states: Iterable[str]) -> Claim:
    """The claim, locked until the transaction ends, in one of `states` and as the page showed it.

    Raises `Conflict` when somebody else was faster, `Busy` when the lock is not free in time.
    """
    claim = hold_claim(claim_id)
    require_current(claim, version=version, states=states)
    return claim


def hold_claim(claim_id: UUID) -> Claim:
    """The claim, locked until the transaction ends. Raises `Busy` like `take_claim`."""
    with busy_errors():
        return lock_claim(claim_id)


def require_current(claim: Claim, *, version: int, states: Iterable[str]) -> None:
    """Raise `Conflict` like `take_claim`, for a claim that is held already."""
    if claim.state not in states:
        raise Conflict(_decided(claim))
    if claim.version != version:
        raise _changed(claim)


def is_second_press(
    claim: Claim, state: ClaimState, by: int | None, version: int, actor: Actor
) -> bool:
    """Whether this person, on the page with `version`, has brought the held claim into `state`.

    `by` is who did so. An act of anybody else since then has made yet another version: then the
    page is an old one.
    """
    return is_own_act(claim, state, by, actor) and claim.version == version + 1


def lock_claim(claim_id: UUID) -> Claim:
    """Whoever acts on the same claim waits. A function of its own so that a test can show why."""
    return locked(Claim.objects.select_related("provider", "submitted_by")).get(pk=claim_id)


def leads_to(target: ClaimState) -> list[str]:
    """States from which a claim can get there."""
    return [state for state, targets in CLAIM_TRANSITIONS.items() if target in targets]


def require_uninvolved(actor: Actor, claim: Claim, *, ordering: bool = False) -> None:
    """Raise `NotAllowed` for the person who submitted, and for ordering also who checked.

    Persons count, not roles; a deputy stands for the person, whose case stays the person's own
    (docs/programme.md § 6).
    """
    persons = {actor.user_id, _deputy_for(actor)} - {None}
    if claim.submitted_by_id in persons:
        raise NotAllowed(SUBMITTED_IT)
    if ordering and persons & {claim.factual_by_id, claim.arithmetic_by_id}:
        raise NotAllowed(CHECKED_IT)


def _deputy_for(actor: Actor) -> int | None:
    if not actor.is_deputy or actor.membership_id is None:
        return None
    return Membership.objects.values_list("deputy_for", flat=True).get(pk=actor.membership_id)


def advance(claim: Claim, *, action: str, actor: Actor, **changes: Any) -> None:
    """Write one act: the changes, the next version, the audit entry. `claim` is then up to date.

    Raises `Conflict` when the claim is no longer the one that was read.
    """
    with constraint_errors(SENTENCES):
        if not compare_and_set(claim, changes):
            raise _changed(claim)
    claim.refresh_from_db(fields=["version", *changes])
    audit.record(actor=actor, action=action, target=claim, state=claim.state, version=claim.version)


def compare_and_set(claim: Claim, changes: dict[str, Any]) -> int:
    """Rows written: none when another act came first. A function of its own, for the same test."""
    same = Claim.objects.filter(pk=claim.pk, version=claim.version)
    return same.update(version=claim.version + 1, **changes)


def _changed(claim: Claim) -> Conflict:
    return Conflict(
        f"Die Abrechnung {claim.number} wurde inzwischen geändert. Bitte laden Sie die Seite neu"
        " und prüfen Sie die Abrechnung noch einmal."
    )


def _decided(claim: Claim) -> str:
    since = f" (seit {instant(claim.ordered_at)})" if claim.ordered_at else ""
    return f"Die Abrechnung {claim.number} ist inzwischen {claim.get_state_display()}{since}."
