"""The office issues the voucher IDs of an agreed contract; the money is committed."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from kommunen.queries import living_body
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors
from lotsen.core.errors import Conflict
from lotsen.core.formatting import euro
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from vouchers import mails
from vouchers.enums import Account, ContractState, EntryKind, OverBudget
from vouchers.models import TransferContract, Voucher
from vouchers.queries import totals
from vouchers.queries.funding import is_behind_others
from vouchers.queries.quota import quota_of
from vouchers.rights import require_other_person, require_role
from vouchers.services.booking import Draft, Ledger, Line
from vouchers.services.contracts import agree_contract
from vouchers.services.locking import lock_contract
from vouchers.services.making import make_vouchers, paying_year
from vouchers.services.papers import order_letter
from vouchers.services.persons import check_standing

NO_IDS: Mapping[UUID, str] = {}
SENTENCES = {
    "vouchers_voucher_pkey": "Eine der Gutschein-IDs ist schon vergeben.",
    "voucher_one_live_per_person_and_line": (
        "Eine der Personen hat inzwischen einen anderen Gutschein dieser Förderlinie."
    ),
}


@transaction.atomic
def agree_and_issue(
    *,
    contract_id: UUID,
    actor: Actor,
    given_ids: Mapping[UUID, str] = NO_IDS,
    notify: bool = True,
) -> list[Voucher]:
    """Both acts of the office in one: all or nothing. Raises like the two.

    On a line whose contracts wait for money it may be the first act only; see `issue_vouchers`.
    """
    Ledger(actor)  # the ledger lock comes before every row lock
    agree_contract(contract_id=contract_id, actor=actor, notify=notify)
    return issue_vouchers(contract_id=contract_id, actor=actor, given_ids=given_ids, notify=notify)


@transaction.atomic
def issue_vouchers(
    *,
    contract_id: UUID,
    actor: Actor,
    given_ids: Mapping[UUID, str] = NO_IDS,
    in_turn: bool = False,
    notify: bool = True,
) -> list[Voucher]:
    """One voucher per named person; days × rate of each are committed in the planned budget year.

    `given_ids` are IDs that were issued elsewhere, by key of the person. Calling it again returns
    the vouchers that are there. On a line with `over_budget=queue` a contract that the money does
    not cover, or that stands behind others, is put into the queue and gets none yet: an empty
    list; `in_turn`: the queue has called it up. `notify=False` leaves out mail and PDF, for cases
    of the past that are taken over.

    Raises `Conflict` when the contract is not agreed, an exception is not approved, the quota has
    become too small, the budget does not suffice, an ID is taken, or vouchers with other IDs are
    there; `DomainError` when somebody no longer works there, lacks the Basis or an ID has another
    form; `NotAllowed` unless the actor acts for the office and did not submit the contract.
    """
    require_role(actor, Role.OFFICE)
    ledger = Ledger(actor)
    contract = lock_contract(contract_id)
    require_other_person(actor, contract.submitted_by_id)
    if contract.issued_at is not None:
        return _issued_before(contract, given_ids)
    persons = list(Lotse.objects.filter(contract_persons__contract=contract).order_by("sort_key"))
    _check_ready(contract, persons)
    if _has_to_wait(contract, len(persons), in_turn=in_turn):
        _queue(contract, actor, notify=notify)
        return []
    vouchers = make_vouchers(contract, persons, given_ids)
    _check_budget(contract, len(persons))
    with constraint_errors(SENTENCES):
        Voucher.objects.bulk_create(vouchers)
    ledger.book([commitment(voucher) for voucher in vouchers])
    contract.issued_at, contract.queued_at = clock.now(), None
    contract.save(update_fields=["issued_at", "queued_at"])
    _record(contract, vouchers, actor)
    if notify:
        mails.vouchers_issued(contract, vouchers, actor)
        order_letter(contract, actor)
    return vouchers


def _issued_before(contract: TransferContract, given_ids: Mapping[UUID, str]) -> list[Voucher]:
    """The vouchers that are there; `Conflict` when the form names other IDs for them by now."""
    first = list(contract.vouchers.filter(replaces=None).order_by("serial", "id"))
    numbers = {voucher.pk for voucher in first}
    if any(text.strip() and text.strip() not in numbers for text in given_ids.values()):
        raise Conflict(f"Die Gutscheine des Vertrags {contract.number} sind schon ausgestellt.")
    return first


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


def _check_ready(contract: TransferContract, persons: Sequence[Lotse]) -> None:
    """All but the money: state, exception, quota, and that the persons still may be funded."""
    if contract.state != ContractState.AGREED:
        raise Conflict(f"Der Vertrag {contract.number} ist {contract.get_state_display()}.")
    if contract.awaits_exception:
        raise Conflict(
            f"Der Vertrag {contract.number} ist eine Ausnahme. Zuerst muss eine zweite Person sie"
            " genehmigen."
        )
    check_standing(persons, contract.kommune, contract.line)
    # The persons reserved their places; a changed rule or population, or a merger, may have taken
    # them.
    body = living_body(contract.kommune)
    quota = quota_of(body, contract.line)
    if quota.places is not None and quota.used + len(persons) > quota.places:
        raise Conflict(
            f"Das Kontingent reicht nicht: {body.label} hat {quota.places} geförderte"
            f" Plätze, {quota.used} sind vergeben, benötigt werden {len(persons)}."
        )


def _has_to_wait(contract: TransferContract, persons: int, *, in_turn: bool) -> bool:
    """Whether the line lets contracts wait, and this one is not covered or not the first."""
    if contract.line.over_budget != OverBudget.QUEUE:
        return False
    if not in_turn and is_behind_others(contract):
        return True
    available = totals.available_cents(year=paying_year(contract), line=contract.line)
    return available < persons * contract.voucher_cents


def _check_budget(contract: TransferContract, persons: int) -> None:
    needed, year = persons * contract.voucher_cents, paying_year(contract)
    available = totals.available_cents(year=year, line=contract.line)
    if available >= needed:
        return
    more = (
        " Verträge für das kommende Jahr brauchen eine Verpflichtungsermächtigung."
        if year > clock.today().year
        else ""
    )
    raise Conflict(
        f"Das Budget reicht nicht: verfügbar {euro(available)}, benötigt {euro(needed)}"
        f" ({contract.line.name}, Haushaltsjahr {year}).{more}"
    )


def _queue(contract: TransferContract, actor: Actor, *, notify: bool) -> None:
    """Keep the place in the queue that the contract has already, or give it the last one."""
    if contract.queued_at is not None:
        return
    contract.queued_at = clock.now()
    contract.save(update_fields=["queued_at"])
    audit.record(actor=actor, action="contract.queued", target=contract)
    if notify:
        mails.contract_queued(contract, actor)


def _record(contract: TransferContract, vouchers: Sequence[Voucher], actor: Actor) -> None:
    audit.record(
        actor=actor,
        action="contract.vouchers_issued",
        target=contract,
        vouchers=[voucher.pk for voucher in vouchers],
        cents=sum(voucher.total_cents for voucher in vouchers),
    )
    audit.record_many(actor=actor, action="voucher.issued", targets=list(vouchers))
