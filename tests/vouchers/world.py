"""A small ledger in which every kind of booking has happened, for attacks and for damage."""

from dataclasses import dataclass
from datetime import date

from lotsen.core import clock
from lotsen.core.documents import store
from tests.deferred import fire_deferred
from tests.factories.vouchers import Cast, basis_line, make_cast, make_contract, make_grant
from vouchers import services
from vouchers.models import BudgetYear, JournalEntry, TransferContract, Voucher

DAY = date(2026, 3, 2)
CLOSED_YEAR = 2020


@dataclass(frozen=True, slots=True)
class World:
    """`fresh` is untouched; of `used` day 1 is redeemed and day 2 was redeemed and taken back."""

    cast: Cast
    contract: TransferContract
    fresh: Voucher
    used: Voucher
    grant: JournalEntry
    redeemed: JournalEntry
    reversal: JournalEntry


def build_world() -> World:
    """Make it in the current transaction and seal it, as if it had been committed."""
    basis_line().quota_rules.update(places=100)
    cast = make_cast()
    grant = make_grant(cast, 2_000_00)
    contract = make_contract(cast, 2)
    fresh, used = services.agree_and_issue(contract_id=contract.pk, actor=cast.office)
    redeemed = _redeem(cast, used, 1)
    mistake = _redeem(cast, used, 2)
    reversal = services.reverse_day(entry_id=mistake.pk, reason="Irrtum", actor=cast.office)
    make_contract(cast, 1)
    paper = store(kind="contract", filename="a.pdf", content=b"%PDF-", content_type="x")
    TransferContract.objects.filter(pk=contract.pk).update(document=paper)
    BudgetYear.objects.create(year=CLOSED_YEAR, state="closed", closed_at=clock.now())
    fire_deferred()
    return World(cast, contract, fresh, used, grant, redeemed, reversal)


def _redeem(cast: Cast, voucher: Voucher, day: int) -> JournalEntry:
    return services.redeem_day(
        voucher_id=voucher.pk,
        day_number=day,
        seminar_day_on=DAY,
        actor=cast.trainer,
        idempotency_key=f"redeem {voucher.pk} {day}",
    ).entry
