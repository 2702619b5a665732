"""Corrections are reversals with a reason; nothing else ever changes a booking."""

from uuid import UUID

from django.db import transaction

from lotsen.core import audit
from lotsen.core.actor import Actor
from lotsen.core.errors import DomainError
from lotsen.core.roles import Role
from vouchers import rules
from vouchers.enums import EntryKind
from vouchers.models import JournalEntry, Voucher
from vouchers.rights import require_role
from vouchers.services.booking import Ledger, require_same_content, reversal_of


@transaction.atomic
def reverse_day(*, entry_id: UUID, reason: str, actor: Actor) -> JournalEntry:
    """Take back the redemption or release of one voucher day; the day is open again afterwards.

    An entry can be reversed once; doing it again with the same reason returns the first reversal.
    Raises `DomainError` without a reason or for another kind of entry, `Conflict` when it was
    reversed otherwise or the released money has been spent.
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
    [reversal] = ledger.book([draft])
    voucher = next(line.voucher for line in draft.lines if line.voucher)
    _reopen(voucher, entry.kind)
    audit.record(actor=actor, action="voucher.day_reversed", target=voucher, entry=entry.reference)
    return reversal


def _reopen(voucher: Voucher, kind: str) -> None:
    if kind == EntryKind.REDEEM:
        voucher.redeemed_days -= 1
    else:
        voucher.released_days -= 1
    voucher.state = rules.voucher_state(
        days=voucher.days, redeemed=voucher.redeemed_days, released=voucher.released_days
    )
    voucher.save(update_fields=["redeemed_days", "released_days", "state"])
