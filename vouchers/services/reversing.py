"""Corrections are reversals with a reason; nothing else ever changes a booking."""

from uuid import UUID

from django.db import transaction

from lotsen.core import audit
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError
from lotsen.core.roles import Role
from vouchers import rules
from vouchers.enums import EntryKind, VoucherState
from vouchers.models import JournalEntry, Voucher
from vouchers.queries import persons_bound, quota_of
from vouchers.rights import require_role
from vouchers.services.booking import Ledger, require_same_content, reversal_of
from vouchers.services.submitting import lock_kommune


@transaction.atomic
def reverse_day(*, entry_id: UUID, reason: str, actor: Actor) -> JournalEntry:
    """Take back the redemption or release of one voucher day; the day is open again afterwards.

    An entry can be reversed once; doing it again with the same reason returns the first reversal.
    Raises `DomainError` without a reason or for another kind of entry; `Conflict` when it was
    reversed otherwise, the released money has been spent, or the voucher cannot be used again: it
    is cancelled, its place of the quota is taken, or the person has another one by now.
    """
    require_role(actor, Role.OFFICE)
    if not reason.strip():
        raise DomainError("Bitte nennen Sie den Grund des Stornos.")
    ledger = Ledger(actor)
    entry = JournalEntry.objects.get(pk=entry_id)
    if entry.kind not in (EntryKind.REDEEM, EntryKind.RELEASE):
        raise DomainError("Nur eingelöste oder freigegebene Tage können so storniert werden.")
    draft = reversal_of(entry, key=f"reverse:{entry.pk}", reason=reason.strip())
    known = ledger.known([draft.key]).get(draft.key)
    if known is not None:
        require_same_content(known, draft)
        return known
    voucher = next(line.voucher for line in draft.lines if line.voucher)
    _check_reopening(voucher)
    [reversal] = ledger.book([draft])
    _reopen(voucher, entry.kind)
    audit.record(actor=actor, action="voucher.day_reversed", target=voucher, entry=entry.reference)
    return reversal


def _check_reopening(voucher: Voucher) -> None:
    """A voucher that had ended lives again: the rules of a new one, the Kommune being locked."""
    if voucher.is_live:
        return
    if voucher.state == VoucherState.CANCELLED:
        raise Conflict(
            f"Der Gutschein {voucher.pk} ist storniert; seine Tage bleiben, wie sie sind."
        )
    lock_kommune(voucher.kommune)
    if persons_bound([voucher.lotse], voucher.line.kind):
        raise Conflict(
            f"{voucher.lotse.full_name} steht inzwischen in einem offenen Vertrag oder hat einen"
            " Gutschein."
        )
    if voucher.state == VoucherState.EXPIRED and not quota_of(voucher.kommune, voucher.line).free:
        raise Conflict(
            f"Das Kontingent reicht nicht: Der Platz von {voucher.pk} ist inzwischen vergeben."
        )


def _reopen(voucher: Voucher, kind: str) -> None:
    if kind == EntryKind.REDEEM:
        voucher.redeemed_days -= 1
    else:
        voucher.released_days -= 1
    voucher.state = rules.voucher_state(
        days=voucher.days,
        redeemed=voucher.redeemed_days,
        released=voucher.released_days,
        paid=voucher.paid_days,
        assigned=voucher.assigned_at is not None,
    )
    voucher.save(update_fields=["redeemed_days", "released_days", "state"])
