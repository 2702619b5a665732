"""A substitute takes over a voucher before day 1 (docs/programme.md § 3)."""

from django.db import transaction

from kommunen.queries import may_act_for
from lotsen.core import audit
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, NotAllowed
from lotsen.core.formatting import day as day_text
from lotsen.core.reasons import clean_reason
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from vouchers import mails
from vouchers.enums import Account, EntryKind, VoucherState
from vouchers.models import ContractPerson, JournalEntry, Voucher, VoucherBalance
from vouchers.queries import persons_bound
from vouchers.rights import require_role
from vouchers.services.assigning import lock_vouchers
from vouchers.services.booking import Draft, Ledger, Line
from vouchers.services.persons import check_standing
from vouchers.services.submitting import lock_kommune


@transaction.atomic
def transfer_voucher(
    *, voucher_id: str, to: Lotse, reason: str, actor: Actor, notify: bool = True
) -> Voucher:
    """Make the voucher out to another employee of the same Kommune; ID and money stay.

    Its contract names the new person from then on. To the same person again changes nothing.
    Raises `NotAllowed` for HR of another Kommune; `DomainError` without a reason, for somebody who
    does not work there or has the Basis already; `Conflict` for a voucher that an enrolment uses
    (the seminars change that first), that has a decided day or has ended, and for somebody who is
    named in another open contract or voucher.
    """
    require_role(actor, Role.HR, Role.OFFICE)
    reason = clean_reason(reason, ask="Bitte nennen Sie den Grund der Übertragung.")
    ledger = Ledger(actor)
    lock_kommune(Voucher.objects.select_related("kommune").get(pk=voucher_id).kommune)
    voucher = lock_vouchers([voucher_id])[voucher_id]
    if actor.role == Role.HR and not may_act_for(actor, voucher.kommune):
        raise NotAllowed("Das ist kein Gutschein Ihrer Kommune.")
    if voucher.lotse_id == to.pk:
        return voucher
    if hindrance := untransferable_because(voucher):
        raise Conflict(hindrance)
    _check_person(voucher, to)
    earlier = voucher.lotse
    [entry] = ledger.book([_draft(voucher, to, reason)])
    _hand_over(voucher, to)
    facts = {"entry": entry.reference, "from": str(earlier.pk), "to": str(to.pk)}
    audit.record(actor=actor, action="voucher.transferred", target=voucher, **facts)
    audit.record(actor=actor, action="contract.person_replaced", target=voucher.contract, **facts)
    if notify:
        mails.voucher_transferred(voucher, earlier=earlier, entry=entry, reason=reason, actor=actor)
    return voucher


def untransferable_because(voucher: Voucher) -> str:
    """Why nobody else can take this voucher over now; empty when somebody can."""
    if voucher.is_assigned:
        return (
            f"Der Gutschein {voucher.pk} wird für eine Anmeldung verwendet. Bitte nennen Sie die"
            " Ersatzperson auf der Seite der Anmeldung."
        )
    if voucher.state != VoucherState.ISSUED or voucher.released_days:
        return (
            f"Der Gutschein {voucher.pk} ist {voucher.get_state_display()} und kann nicht mehr"
            " übertragen werden."
        )
    if voucher.has_run_out:
        return f"Der Gutschein {voucher.pk} galt nur bis {day_text(voucher.valid_until)}."
    return ""


def _check_person(voucher: Voucher, to: Lotse) -> None:
    check_standing([to], voucher.kommune, voucher.line)
    if persons_bound([to], voucher.line.kind):
        raise Conflict(
            f"{to.full_name} steht schon in einem offenen Vertrag oder hat einen Gutschein."
        )


def _draft(voucher: Voucher, to: Lotse, reason: str) -> Draft:
    """Each open day leaves the one pseudonym and comes to the other; no sum changes."""
    earlier = JournalEntry.objects.filter(idempotency_key__startswith=f"transfer:{voucher.pk}:")
    days = VoucherBalance.objects.filter(
        voucher=voucher, account=Account.COMMITTED, cents__gt=0
    ).order_by("day_number")
    lines = [
        Line(Account.COMMITTED, cents, voucher.line_id, voucher, day.day_number, person)
        for day in days
        for cents, person in (
            (-day.cents, voucher.lotse.pseudonym),
            (day.cents, to.pseudonym),
        )
    ]
    return Draft(
        kind=EntryKind.TRANSFER,
        year=voucher.budget_year_id,
        key=f"transfer:{voucher.pk}:{to.pk}:{earlier.count()}",
        lines=tuple(lines),
        reason=reason,
    )


def _hand_over(voucher: Voucher, to: Lotse) -> None:
    named = ContractPerson.objects.filter(contract=voucher.contract_id, lotse=voucher.lotse_id)
    if ContractPerson.objects.filter(contract=voucher.contract_id, lotse=to).exists():
        named.delete()
    else:
        named.update(lotse=to)
    voucher.lotse = to
    voucher.save(update_fields=["lotse"])
