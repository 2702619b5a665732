"""A voucher is assigned while an enrolment uses it. The seminars say when that begins and ends."""

from collections.abc import Iterable, Sequence

from django.db import connection

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import busy_errors, locked
from lotsen.core.errors import Conflict
from vouchers import rules
from vouchers.enums import VoucherState
from vouchers.models import Voucher

HOLD = "SELECT FROM vouchers_voucher WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"


def lock_vouchers(ids: Iterable[str]) -> dict[str, Voucher]:
    """The vouchers by ID, locked in a fixed order until the transaction ends.

    Whoever changes what a voucher is used for, or ends it, holds this lock: so no enrolment takes
    a voucher that is being cancelled. Raises `Busy` when somebody holds one for five seconds.
    """
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    found = (
        locked(Voucher.objects)
        .filter(pk__in=wanted)
        .select_related("lotse", "kommune", "provider", "line__period", "contract")
    )
    with busy_errors():
        return {voucher.pk: voucher for voucher in found.order_by("pk")}


def hold_vouchers(ids: Iterable[str]) -> None:
    """Lock like `lock_vouchers`, in the same order, for those who read the rows afterwards."""
    with busy_errors(), connection.cursor() as cursor:
        cursor.execute(HOLD, [list(set(ids))])


def assign_vouchers(*, vouchers: Sequence[Voucher], actor: Actor, use: str) -> None:
    """Note that these locked vouchers are used now; part of the caller's transaction.

    `use` is the number of what uses them, for the timeline. Raises `Conflict` for one that cannot
    be used (any more).
    """
    for voucher in vouchers:
        if voucher.state != VoucherState.ISSUED or voucher.released_days:
            raise Conflict(
                f"Der Gutschein {voucher.pk} ist {voucher.get_state_display()} und kann nicht mehr"
                " verwendet werden."
            )
        voucher.state, voucher.assigned_at = VoucherState.ASSIGNED, clock.now()
    _save(vouchers, "voucher.assigned", actor, use)


def unassign_vouchers(*, voucher_ids: Iterable[str], actor: Actor, use: str) -> None:
    """Note that these vouchers are free to be used again; part of the caller's transaction.

    One that has ended meanwhile, or was never assigned, stays as it is.
    """
    used = [voucher for voucher in lock_vouchers(voucher_ids).values() if voucher.is_assigned]
    for voucher in used:
        voucher.assigned_at = None
        voucher.state = rules.voucher_state(
            days=voucher.days,
            redeemed=voucher.redeemed_days,
            released=voucher.released_days,
            paid=voucher.paid_days,
        )
    _save(used, "voucher.unassigned", actor, use)


def _save(vouchers: Sequence[Voucher], action: str, actor: Actor, use: str) -> None:
    if not vouchers:
        return
    Voucher.objects.bulk_update(vouchers, ["state", "assigned_at"])
    audit.record_many(actor=actor, action=action, targets=list(vouchers), use=use)
