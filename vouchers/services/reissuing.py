"""A voucher that was cancelled or has expired comes back under a new ID."""

from django.db import transaction

from kommunen.queries import living_body
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict
from lotsen.core.formatting import euro
from lotsen.core.roles import Role
from vouchers import mails, rules
from vouchers.enums import LineKind, VoucherState
from vouchers.models import Voucher
from vouchers.queries import available_cents, persons_bound, quota_of
from vouchers.rights import require_other_person, require_role
from vouchers.services.assigning import lock_vouchers
from vouchers.services.booking import Ledger
from vouchers.services.issuing import commitment
from vouchers.services.making import next_ids
from vouchers.services.persons import check_standing
from vouchers.services.submitting import lock_kommune


@transaction.atomic
def reissue_voucher(*, voucher_id: str, actor: Actor, notify: bool = True) -> Voucher:
    """Issue a new voucher for the same person and contract; it pays from the running budget year.

    Days and rate are those of the contract. Calling it again returns the new voucher that is there.
    Raises `NotAllowed` for the person who submitted the contract; `DomainError` for an Inhouse
    voucher and somebody who no longer works there or has the Basis by now; `Conflict` for a voucher
    that still counts, a person with another one, or when quota or budget do not suffice.
    """
    require_role(actor, Role.OFFICE)
    ledger = Ledger(actor)
    lock_kommune(living_body(Voucher.objects.select_related("kommune").get(pk=voucher_id).kommune))
    old = lock_vouchers([voucher_id])[voucher_id]
    require_other_person(actor, old.contract.submitted_by_id)
    known = Voucher.objects.filter(replaces=old).first()
    if known is not None:
        return known
    if hindrance := unreissuable_because(old):
        raise Conflict(hindrance)
    _check(old)
    voucher = _voucher(old)
    voucher.save(force_insert=True)
    ledger.book([commitment(voucher)])
    audit.record(actor=actor, action="voucher.reissued", target=voucher, replaces=old.pk)
    audit.record(actor=actor, action="voucher.replaced", target=old, by=voucher.pk)
    if notify:
        mails.voucher_reissued(voucher, actor)
    return voucher


def unreissuable_because(voucher: Voucher) -> str:
    """Why there is no new voucher in place of this one; empty when the office can issue it."""
    if voucher.state not in (VoucherState.CANCELLED, VoucherState.EXPIRED):
        return f"Der Gutschein {voucher.pk} ist {voucher.get_state_display()}."
    if voucher.line.kind == LineKind.INHOUSE:
        return "Eine Inhouse-Schulung braucht einen neuen Weitergabevertrag."
    return ""


def _check(old: Voucher) -> None:
    """The rules of a new voucher, Kommune and ledger being locked."""
    check_standing([old.lotse], old.kommune, old.line)
    if persons_bound([old.lotse], old.line.kind):
        raise Conflict(
            f"{old.lotse.full_name} steht schon in einem offenen Vertrag oder hat einen Gutschein."
        )
    body = living_body(old.kommune)
    quota = quota_of(body, old.line)
    if not quota.has_room:
        raise Conflict(
            f"Das Kontingent reicht nicht: {body.label} hat {quota.places} geförderte"
            f" Plätze, {quota.taken} sind vergeben."
        )
    year = clock.today().year
    available = available_cents(year=year, line=old.line)
    if available < old.total_cents:
        raise Conflict(
            f"Das Budget reicht nicht: verfügbar {euro(available)}, benötigt"
            f" {euro(old.total_cents)} ({old.line.name}, Haushaltsjahr {year})."
        )


def _voucher(old: Voucher) -> Voucher:
    number, serial = next(next_ids(old.kommune_id, old.line))
    months, today = old.line.voucher_valid_months, clock.today()
    return Voucher(
        id=number,
        serial=serial,
        contract=old.contract,
        lotse=old.lotse,
        kommune=old.kommune,
        line=old.line,
        provider=old.provider,
        budget_year_id=today.year,
        days=old.days,
        day_rate_cents=old.day_rate_cents,
        valid_until=rules.months_later(today, months) if months else None,
        replaces=old,
        issued_at=clock.now(),
    )
