"""The final invoice of an Inhouse training decides what is paid (docs/programme.md § 4)."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.roles import Role
from vouchers import rules
from vouchers.enums import LineKind
from vouchers.models import Voucher
from vouchers.rights import require_role
from vouchers.services.assigning import lock_vouchers
from vouchers.services.booking import Ledger
from vouchers.services.redemption import DayOrder, redeem_days, release_days


@transaction.atomic
def settle_inhouse(
    *,
    voucher_id: str,
    invoice_number: str,
    invoice_cents: int,
    invoiced_on: date,
    days_held: Sequence[date],
    actor: Actor,
) -> Voucher:
    """Redeem the days that were held after the final invoice, and release the others.

    Each held day pays its part of the share of the invoice, at most the day rate of the voucher
    (`settlement`). Sending the same again returns the settled voucher. Raises `DomainError` for
    another kind of voucher, a missing number or senseless days; `Conflict` when it was settled
    with another invoice or has ended; `NotAllowed` for another provider.
    """
    require_role(actor, Role.PROVIDER, Role.OFFICE)
    Ledger(actor)
    voucher = lock_vouchers([voucher_id])[voucher_id]
    if actor.role == Role.PROVIDER and actor.organisation_id != voucher.provider_id:
        raise NotAllowed(f"Der Gutschein {voucher.pk} ist nicht auf Ihr Haus ausgestellt.")
    facts = (invoice_number.strip(), invoice_cents, invoiced_on)
    if voucher.invoice_number:
        _require_same(voucher, facts, days_held)
        return voucher
    _check(voucher, *facts, days_held)
    voucher.invoice_number, voucher.invoice_cents, voucher.invoiced_on = facts
    voucher.save(update_fields=["invoice_number", "invoice_cents", "invoiced_on"])
    _book(voucher, sorted(days_held), actor)
    audit.record(
        actor=actor,
        action="voucher.invoiced",
        target=voucher,
        cents=invoice_cents,
        days=len(days_held),
    )
    return Voucher.objects.get(pk=voucher.pk)


def settlement(voucher: Voucher, *, invoice_cents: int, days_held: int) -> tuple[int, ...]:
    """Cents of each held day: the share of the invoice spread over them, at most the day rate.

    Together never above the share of the invoice, rounded down to the cent.
    """
    assert voucher.line.share_percent is not None
    return rules.share_rates(
        rate_cents=voucher.day_rate_cents,
        share_percent=voucher.line.share_percent,
        cost_cents=invoice_cents,
        days=days_held,
    )


def _require_same(
    voucher: Voucher, facts: tuple[str, int, date], days_held: Sequence[date]
) -> None:
    stored = (voucher.invoice_number, voucher.invoice_cents, voucher.invoiced_on)
    if stored != facts or len(days_held) != voucher.redeemed_days:
        raise Conflict(
            f"Der Gutschein {voucher.pk} ist schon mit der Rechnung {voucher.invoice_number}"
            " abgerechnet."
        )


def _check(
    voucher: Voucher, number: str, cents: int, invoiced_on: date, days_held: Sequence[date]
) -> None:
    if voucher.line.kind != LineKind.INHOUSE:
        raise DomainError("Nur Inhouse-Schulungen werden nach der Schlussrechnung abgerechnet.")
    if not voucher.is_live or voucher.redeemed_days or voucher.released_days:
        raise Conflict(f"Der Gutschein {voucher.pk} ist {voucher.get_state_display()}.")
    if not number or cents <= 0:
        raise DomainError("Bitte geben Sie Nummer und Betrag der Schlussrechnung an.")
    if not 1 <= len(days_held) <= voucher.days:
        raise DomainError(f"Bitte nennen Sie 1 bis {voucher.days} Schulungstage.")
    if len(set(days_held)) < len(days_held):
        raise DomainError("Ein Schulungstag ist mehrmals genannt.")
    if max(days_held) > invoiced_on or invoiced_on > clock.today():
        raise DomainError(
            "Die Schulungstage liegen nicht nach der Rechnung, und die Rechnung nicht nach heute."
        )


def _book(voucher: Voucher, held: Sequence[date], actor: Actor) -> None:
    """Days are numbered in their order; those that were not held go back to the budget."""
    assert voucher.invoice_cents is not None
    caps = settlement(voucher, invoice_cents=voucher.invoice_cents, days_held=len(held))
    redeemed = [
        DayOrder(voucher.pk, number, on, _key(voucher, number), cap)
        for number, (on, cap) in enumerate(zip(held, caps, strict=True), start=1)
    ]
    redeem_days(orders=redeemed, actor=actor)
    released = [
        DayOrder(voucher.pk, number, held[-1], _key(voucher, number))
        for number in range(len(held) + 1, voucher.days + 1)
    ]
    release_days(orders=released, actor=actor)


def _key(voucher: Voucher, day_number: int) -> str:
    return f"inhouse:{voucher.pk}:{day_number}"
