"""A voucher that nobody uses any more is cancelled; money and quota place come back."""

from collections.abc import Iterable

from django.db import transaction

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict
from lotsen.core.reasons import clean_reason
from lotsen.core.roles import Role
from vouchers import mails
from vouchers.enums import LIVE_VOUCHER_STATES, Account, EntryKind, VoucherState
from vouchers.models import Voucher, VoucherBalance
from vouchers.rights import require_role
from vouchers.services.assigning import lock_vouchers
from vouchers.services.booking import Draft, Ledger, Line
from vouchers.services.partners import release_kommunen


@transaction.atomic
def cancel_voucher(*, voucher_id: str, reason: str, actor: Actor, notify: bool = True) -> Voucher:
    """Book what is still committed back to `available` and end the voucher.

    The row is locked, so that no enrolment takes the voucher meanwhile; the contact person of the
    contract is told. Raises `DomainError` without a reason, `Conflict` when an enrolment uses it, a
    day is redeemed already (then the others are released one by one as missed) or it has ended.
    """
    require_role(actor, Role.OFFICE)
    reason = clean_reason(reason, ask="Bitte nennen Sie den Grund der Stornierung.")
    ledger = Ledger(actor)
    voucher = lock_vouchers([voucher_id])[voucher_id]
    _check_cancellable(voucher)
    ledger.book([_draft(voucher, reason)])
    voucher.state = VoucherState.CANCELLED
    voucher.cancelled_at = clock.now()
    voucher.cancel_reason = reason
    voucher.save(update_fields=["state", "cancelled_at", "cancel_reason"])
    release_kommunen(voucher.contract)
    audit.record(actor=actor, action="voucher.cancelled", target=voucher)
    if notify:
        mails.voucher_cancelled(voucher, actor)
    return voucher


def _check_cancellable(voucher: Voucher) -> None:
    if voucher.state not in LIVE_VOUCHER_STATES:
        raise Conflict(f"Der Gutschein {voucher.pk} ist schon {voucher.get_state_display()}.")
    if voucher.is_assigned:
        raise Conflict(
            f"Der Gutschein {voucher.pk} wird für eine Anmeldung verwendet. Bitte nehmen Sie zuerst"
            " die Anmeldung zurück. Hat das Seminar begonnen, gibt der Bildungsträger nicht"
            " besuchte Tage frei."
        )
    if voucher.redeemed_days:
        raise Conflict(
            f"Vom Gutschein {voucher.pk} ist schon ein Tag eingelöst; er kann nicht mehr storniert"
            " werden. Nicht besuchte Tage gibt der Bildungsträger frei."
        )


def _draft(voucher: Voucher, reason: str) -> Draft:
    open_days = VoucherBalance.objects.filter(
        voucher=voucher, account=Account.COMMITTED, cents__gt=0
    ).order_by("day_number")
    return Draft(
        kind=EntryKind.CANCEL,
        year=voucher.budget_year_id,
        key=f"cancel:{voucher.pk}",
        lines=back_to_budget(voucher, open_days),
        reason=reason,
    )


def back_to_budget(voucher: Voucher, open_days: Iterable[VoucherBalance]) -> tuple[Line, ...]:
    """The lines that give back what is committed for these days; also when a voucher expires."""
    lines = [
        Line(Account.COMMITTED, -day.cents, voucher.line_id, voucher, day.day_number)
        for day in open_days
    ]
    total = -sum(line.cents for line in lines)
    return (*lines, Line(Account.AVAILABLE, total, voucher.line_id))
