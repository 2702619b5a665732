"""The vouchers of a contract before they are stored: IDs, days, rate, budget year, validity."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from django.db.models import Max

from lotsen.core import clock
from lotsen.core.errors import Conflict, DomainError
from lotsen.people.models import Lotse
from vouchers import rules
from vouchers.models import FundingLine, TransferContract, Voucher


def make_vouchers(
    contract: TransferContract, persons: Sequence[Lotse], given_ids: Mapping[UUID, str]
) -> list[Voucher]:
    """One unsaved voucher per person, the ledger being locked.

    Raises `DomainError` for a line without days or an ID of another form, `Conflict` for an ID
    that is taken.
    """
    if not contract.voucher_days:
        raise DomainError(f"Für „{contract.line.name}“ ist die Zahl der Tage nicht festgelegt.")
    given = check_ids(contract.kommune_id, given_ids)
    own = next_ids(contract.kommune_id, contract.line, taken=given.values())
    vouchers = []
    for lotse in persons:
        known = given.get(lotse.pk)
        number, serial = (known, None) if known else next(own)
        vouchers.append(_voucher(contract, lotse, number, serial))
    return vouchers


def check_ids(kommune_key: str, given_ids: Mapping[UUID, str]) -> dict[UUID, str]:
    """IDs that were issued elsewhere, trimmed, empty ones left out. Raises like `make_vouchers`."""
    given = {person: text.strip() for person, text in given_ids.items() if text.strip()}
    for text in given.values():
        if fault := rules.foreign_id_fault(text, kommune_key):
            raise DomainError(fault)
    if len(set(given.values())) < len(given):
        raise DomainError("Zwei Personen haben dieselbe Gutschein-ID.")
    if taken := Voucher.objects.filter(pk__in=given.values()).values_list("pk", flat=True).first():
        raise Conflict(f"Die Gutschein-ID {taken} ist schon vergeben.")
    return given


def next_ids(
    kommune_key: str, line: FundingLine, *, taken: Iterable[str] = ()
) -> Iterator[tuple[str, int]]:
    """Fresh IDs after the pattern of the period with their serials, the ledger being locked.

    IDs that were issued elsewhere may look like ours; they are passed over.
    """
    issued = Voucher.objects.filter(kommune=kommune_key, line__letter=line.letter)
    serial = issued.aggregate(last=Max("serial"))["last"] or 0
    foreign = {*taken, *issued.filter(serial=None).values_list("pk", flat=True)}
    while True:
        serial += 1
        number = rules.voucher_id(
            pattern=line.period.voucher_pattern, key=kommune_key, letter=line.letter, serial=serial
        )
        if number not in foreign:
            yield number, serial


def paying_year(contract: TransferContract) -> int:
    """The planned budget year, or the running one when that has passed."""
    return max(contract.planned_year, clock.today().year)


def _voucher(contract: TransferContract, lotse: Lotse, number: str, serial: int | None) -> Voucher:
    line, now = contract.line, clock.now()
    months = line.voucher_valid_months
    return Voucher(
        id=number,
        serial=serial,
        contract=contract,
        lotse=lotse,
        kommune_id=contract.kommune_id,
        line=line,
        provider_id=contract.provider_id,
        budget_year_id=paying_year(contract),
        days=contract.voucher_days,
        day_rate_cents=contract.day_rate_cents,
        valid_until=rules.months_later(now.date(), months) if months else None,
        issued_at=now,
    )
