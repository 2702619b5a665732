"""A provider claims redeemed days, and may take a claim back until the office has checked it."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction

from lotsen.accounts.models import Organisation
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.roles import Role
from lotsen.core.sequence import next_number
from vouchers import claim_mails
from vouchers.enums import ClaimState
from vouchers.models import Claim, ClaimLine
from vouchers.queries.claims import ClaimableDay, claimable_days
from vouchers.rights import require_role
from vouchers.services.booking import Ledger
from vouchers.services.claim_acts import advance, take_claim

MAX_LINES = 500
"""Days of one claim: one payment, one page of the payment advice that a person can still check."""

REFERENCE_LENGTH = 60
GONE = (
    "Mindestens ein ausgewählter Tag steht schon in einer anderen Abrechnung oder ist nicht mehr"
    " fällig. Bitte laden Sie die Seite neu."
)
SENTENCES = {"claim_line_day_once": GONE, "claim_line_fits_booking": GONE}

Day = tuple[str, int]
"""Voucher ID and number of the seminar day."""


@transaction.atomic
def submit_claim(
    *,
    provider: Organisation,
    submission_key: str,
    actor: Actor,
    days: Iterable[Day] | None = None,
    provider_reference: str = "",
    notify: bool = True,
) -> Claim:
    """Claim `days` of the provider's vouchers, or all that are open (at most 500, oldest first).

    The same `submission_key` with the same days and reference gives the claim that is there.
    `notify=False` is for cases of the past that are taken over.

    Raises `NotAllowed` unless the actor works for this provider; `DomainError` when no day is
    named, too many are, or the reference is too long; `Conflict` when a day is not open to be
    claimed, or the key was used for something else.
    """
    require_role(actor, Role.PROVIDER)
    if actor.organisation_id != provider.pk:
        raise NotAllowed("Sie können nur für Ihr eigenes Haus abrechnen.")
    reference = provider_reference.strip()
    if len(reference) > REFERENCE_LENGTH:
        raise DomainError(f"Ihr Zeichen darf höchstens {REFERENCE_LENGTH} Zeichen haben.")
    Ledger(actor)  # books nothing; but no day is reversed or redeemed while it is being claimed
    wanted = None if days is None else list(days)
    known = Claim.objects.filter(submission_key=submission_key).first()
    if known is not None:
        require_same_claim(known, provider_id=provider.pk, days=wanted, reference=reference)
        return known
    chosen = _chosen(claimable_days(provider.pk), wanted)
    claim = _create(provider, reference, submission_key, actor)
    _add_lines(claim, chosen)
    cents = sum(day.cents for day in chosen)
    audit.record(actor=actor, action="claim.submitted", target=claim, days=len(chosen), cents=cents)
    if notify:
        claim_mails.submitted(claim, days=len(chosen), cents=cents, actor=actor)
    return claim


@transaction.atomic
def withdraw_claim(*, claim_id: UUID, version: int, actor: Actor) -> Claim:
    """The provider takes a claim back that the office has not checked; its days are open again.

    Raises `NotAllowed` for another provider, `Conflict` when a check was faster.
    """
    require_role(actor, Role.PROVIDER)
    claim = take_claim(claim_id, version=version, states=[ClaimState.SUBMITTED])
    if not actor.is_system and claim.provider_id != actor.organisation_id:
        raise NotAllowed("Das ist keine Abrechnung Ihres Hauses.")
    advance(claim, action="claim.withdrawn", actor=actor, state=ClaimState.WITHDRAWN)
    claim.lines.filter(active=True).update(active=False)
    return claim


def require_same_claim(
    known: Claim, *, provider_id: UUID, days: Iterable[Day] | None, reference: str
) -> None:
    """Raise `Conflict` when a form that was sent before comes again with something else."""
    named = None if days is None else set(days)
    same = (
        known.provider_id == provider_id
        and known.provider_reference == reference
        and named in (None, set(known.lines.values_list("voucher", "day_number")))
    )
    if not same:
        raise Conflict(
            f"Dieses Formular wurde schon für die Abrechnung {known.number} abgeschickt. Bitte"
            " öffnen Sie für eine weitere Abrechnung ein neues Formular."
        )


def _chosen(open_days: Sequence[ClaimableDay], wanted: Sequence[Day] | None) -> list[ClaimableDay]:
    """The wanted days in the order in which they were held."""
    if wanted is None:
        chosen = list(open_days[:MAX_LINES])
    else:
        named = set(wanted)
        chosen = [day for day in open_days if (day.voucher_id, day.day_number) in named]
        if len(chosen) < len(named):
            raise Conflict(GONE)
    if not chosen:
        raise DomainError("Es ist kein Tag ausgewählt, der abgerechnet werden kann.")
    if len(chosen) > MAX_LINES:
        raise DomainError(f"Eine Abrechnung kann höchstens {MAX_LINES} Tage enthalten.")
    return chosen


def _create(provider: Organisation, reference: str, key: str, actor: Actor) -> Claim:
    year = clock.today().year
    return Claim.objects.create(
        number=f"AB-{year}-{next_number('AB', year):04d}",
        provider=provider,
        provider_reference=reference,
        submission_key=key,
        submitted_by_id=actor.person_id,
        submitted_at=clock.now(),
    )


def _add_lines(claim: Claim, days: Sequence[ClaimableDay]) -> None:
    with constraint_errors(SENTENCES):
        ClaimLine.objects.bulk_create(
            ClaimLine(
                claim=claim,
                position=position,
                entry_id=day.entry_id,
                voucher_id=day.voucher_id,
                day_number=day.day_number,
                held_on=day.held_on,
                cents=day.cents,
            )
            for position, day in enumerate(days, start=1)
        )
