"""The office issues the voucher IDs of an agreed contract; the money is committed."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError
from lotsen.core.formatting import euro
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from vouchers import mails, rules
from vouchers.enums import Account, ContractState, EntryKind
from vouchers.models import TransferContract, Voucher
from vouchers.queries import totals
from vouchers.queries.quota import quota_of
from vouchers.rights import require_other_person, require_role
from vouchers.services.booking import Draft, Ledger, Line
from vouchers.services.contracts import agree_contract, lock_contract
from vouchers.services.papers import order_contract_paper


@transaction.atomic
def agree_and_issue(*, contract_id: UUID, actor: Actor, notify: bool = True) -> list[Voucher]:
    """Both acts of the office in one: all or nothing. Raises like the two."""
    Ledger(actor)  # the ledger lock comes before every row lock
    agree_contract(contract_id=contract_id, actor=actor)
    return issue_vouchers(contract_id=contract_id, actor=actor, notify=notify)


@transaction.atomic
def issue_vouchers(*, contract_id: UUID, actor: Actor, notify: bool = True) -> list[Voucher]:
    """One voucher per named person; days × rate of each are committed in this budget year.

    Calling it again returns the vouchers that are there. `notify=False` leaves out mail and PDF:
    for cases of the past that are taken over. Raises `Conflict` when the contract is not agreed,
    the quota has become too small or the budget does not suffice; `NotAllowed` unless the actor
    acts for the office and did not submit the contract.
    """
    require_role(actor, Role.OFFICE)
    ledger = Ledger(actor)
    contract = lock_contract(contract_id)
    require_other_person(actor, contract.submitted_by_id)
    if contract.issued_at is not None:
        return list(contract.vouchers.order_by("serial"))
    if contract.state != ContractState.AGREED:
        raise Conflict(f"Der Vertrag {contract.number} ist {contract.get_state_display()}.")
    persons = list(Lotse.objects.filter(contract_persons__contract=contract).order_by("sort_key"))
    _check_quota(contract, persons)
    vouchers = _vouchers(contract, persons)
    _check_budget(contract, vouchers)
    Voucher.objects.bulk_create(vouchers)
    ledger.book([commitment(voucher) for voucher in vouchers])
    contract.issued_at = clock.now()
    contract.save(update_fields=["issued_at"])
    audit.record(
        actor=actor,
        action="contract.vouchers_issued",
        target=contract,
        vouchers=[voucher.pk for voucher in vouchers],
        cents=sum(voucher.total_cents for voucher in vouchers),
    )
    audit.record_many(actor=actor, action="voucher.issued", targets=list(vouchers))
    if notify:
        mails.vouchers_issued(contract, vouchers, actor)
        order_contract_paper(contract, actor)
    return vouchers


def _check_quota(contract: TransferContract, persons: Sequence[Lotse]) -> None:
    """The persons reserved their places; a changed rule or population may have taken them."""
    quota = quota_of(contract.kommune, contract.line)
    if quota.used + len(persons) > quota.places:
        raise Conflict(
            f"Das Kontingent reicht nicht: {contract.kommune.label} hat {quota.places} geförderte"
            f" Plätze, {quota.used} sind vergeben, benötigt werden {len(persons)}."
        )


def _check_budget(contract: TransferContract, vouchers: Sequence[Voucher]) -> None:
    needed = sum(voucher.total_cents for voucher in vouchers)
    year = clock.today().year
    available = totals.available_cents(year=year, line=contract.line)
    if available < needed:
        raise Conflict(
            f"Das Budget reicht nicht: verfügbar {euro(available)}, benötigt {euro(needed)}"
            f" ({contract.line.name}, Haushaltsjahr {year})."
        )


def _vouchers(contract: TransferContract, persons: Sequence[Lotse]) -> list[Voucher]:
    line, key = contract.line, contract.kommune_id
    if line.max_days is None:
        raise DomainError(f"Für „{line.name}“ ist die Zahl der Tage nicht festgelegt.")
    issued = Voucher.objects.filter(kommune=key, line__letter=line.letter)
    last = issued.aggregate(last=Max("serial"))["last"] or 0
    return [
        Voucher(
            id=rules.voucher_id(
                pattern=line.period.voucher_pattern, key=key, letter=line.letter, serial=serial
            ),
            serial=serial,
            contract=contract,
            lotse=lotse,
            kommune_id=key,
            line=line,
            provider_id=contract.provider_id,
            budget_year_id=clock.today().year,
            days=line.max_days,
            day_rate_cents=line.day_rate_cents,
            issued_at=clock.now(),
        )
        for serial, lotse in enumerate(persons, start=last + 1)
    ]


def commitment(voucher: Voucher) -> Draft:
    """The booking that commits all days of a voucher; also for vouchers of old cases."""
    rate = voucher.day_rate_cents
    days = range(1, voucher.days + 1)
    return Draft(
        kind=EntryKind.ISSUE,
        year=voucher.budget_year_id,
        key=f"issue:{voucher.pk}",
        lines=(
            Line(Account.AVAILABLE, -rate * voucher.days, voucher.line_id),
            *(Line(Account.COMMITTED, rate, voucher.line_id, voucher, day) for day in days),
        ),
    )
