"""Bank accounts, payments and payment files, each list within what an actor may see."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, When

from lotsen.accounts.models import Organisation
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.enums import OPEN_JOB_STATES
from lotsen.core.models import Job
from lotsen.core.roles import OVERSIGHT, Role
from vouchers.enums import BankAccountState, PaymentFileOrder, PaymentOrder, PaymentState
from vouchers.models import BankAccount, ClaimLine, FundingPeriod, Payment, PaymentFile

ADVICE_JOB = "payment.advice"
DEFAULT_WAIT_DAYS = 3
"""Where no funding period covers the day; the same as the default of a period."""


def bank_account_on(provider: Organisation | UUID, on: date | None = None) -> BankAccount | None:
    """The account that `provider` is paid to on a day (default: today), None without one.

    Of the confirmed accounts the one that has been valid for the shortest time.
    """
    return (
        BankAccount.objects.filter(
            provider=provider,
            state=BankAccountState.CONFIRMED,
            valid_from__lte=on or clock.today(),
        )
        .order_by("-valid_from", "-decided_at")
        .first()
    )


def counts_later(account: BankAccount) -> bool:
    """Whether the account is confirmed for a day to come."""
    return account.valid_from is not None and account.valid_from > clock.today()


def bank_wait_days(on: date | None = None) -> int:
    """Days between the confirmation of an account and its first use, by the funding period."""
    day = on or clock.today()
    period = FundingPeriod.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day
    ).first()
    return period.bank_wait_days if period else DEFAULT_WAIT_DAYS


def bank_accounts_visible_to(actor: Actor) -> QuerySet[BankAccount]:
    """Provider: the own accounts. Office, ministry, auditor: all. Others: none."""
    accounts = BankAccount.objects.select_related("provider", "proposed_by", "decided_by")
    if actor.is_system or actor.role in OVERSIGHT:
        return accounts
    if actor.role == Role.PROVIDER:
        return accounts.filter(provider=actor.organisation_id)
    return accounts.none()


def bank_accounts_in_order(accounts: QuerySet[BankAccount]) -> QuerySet[BankAccount]:
    """What waits for the office first, then the newest."""
    waits = Case(When(state=BankAccountState.PROPOSED, then=0), default=1)
    return accounts.order_by(waits, "-proposed_at", "pk")


def payments_visible_to(actor: Actor) -> QuerySet[Payment]:
    """Provider: payments of the own claims. Office, ministry, auditor: all. Others: none."""
    payments = Payment.objects.select_related("claim__provider", "file")
    if actor.is_system or actor.role in OVERSIGHT:
        return payments
    if actor.role == Role.PROVIDER:
        return payments.filter(claim__provider=actor.organisation_id)
    return payments.none()


def payments_in_order(payments: QuerySet[Payment], order: str | None) -> QuerySet[Payment]:
    """The list sorted by a `PaymentOrder` (default: the newest first), equals the newest first."""
    if order == PaymentOrder.OLDEST:
        return payments.order_by("ordered_at", "number")
    before: dict[PaymentOrder, list[Any]] = {
        PaymentOrder.PROVIDER: ["claim__provider__name", "claim__provider"],
        PaymentOrder.LARGEST: ["-cents"],
        PaymentOrder.PAID: [F("paid_on").desc(nulls_last=True)],
    }
    first = before[PaymentOrder(order)] if order else []
    return payments.order_by(*first, "-ordered_at", "-number")


def payment_files_visible_to(actor: Actor) -> QuerySet[PaymentFile]:
    """Office, ministry and auditor see all payment files, nobody else any."""
    files = PaymentFile.objects.select_related("created_by", "document").defer("document__content")
    return files if actor.is_system or actor.role in OVERSIGHT else files.none()


def payment_files_in_order(
    files: QuerySet[PaymentFile], order: str | None
) -> QuerySet[PaymentFile]:
    """The list sorted by a `PaymentFileOrder` (default: the newest first), equals likewise."""
    if order == PaymentFileOrder.OLDEST:
        return files.order_by("created_at", "number")
    before = {PaymentFileOrder.LARGEST: ["-cents"], PaymentFileOrder.EXECUTION: ["-execute_on"]}
    first = before[PaymentFileOrder(order)] if order else []
    return files.order_by(*first, "-created_at", "-number")


def file_of(payment_ids: Iterable[UUID], execute_on: date, actor: Actor) -> PaymentFile | None:
    """The file that this person made of exactly these payments for this day."""
    wanted = set(payment_ids)
    own = payment_files_visible_to(actor).filter(created_by_id=actor.person_id)
    made = own.filter(payments__in=wanted, execute_on=execute_on).first()
    same = made is not None and wanted == set(made.payments.values_list("pk", flat=True))
    return made if same else None


def payments_for_a_file() -> QuerySet[Payment]:
    """Ordered payments that are in no file yet, oldest first."""
    waiting = Payment.objects.filter(state=PaymentState.ORDERED).select_related("claim__provider")
    return waiting.order_by("ordered_at", "number")


def counted_lines(payments: Iterable[Payment]) -> dict[UUID, list[ClaimLine]]:
    """Per payment the lines of its claim that count, with vouchers and people, in their order."""
    found = list(payments)
    lines: dict[UUID, list[ClaimLine]] = {payment.claim_id: [] for payment in found}
    counted = ClaimLine.objects.filter(claim__in=list(lines), active=True)
    for line in counted.select_related("voucher__lotse", "voucher__kommune").order_by("position"):
        lines[line.claim_id].append(line)
    return {payment.pk: lines[payment.claim_id] for payment in found}


def advice_is_ordered(payment: Payment) -> bool:
    """Whether the payment advice is still being made."""
    if payment.paid_on is None or payment.advice_id is not None:
        return False
    ordered = Job.objects.filter(kind=ADVICE_JOB, key=str(payment.pk))
    return ordered.filter(state__in=OPEN_JOB_STATES).exists()
