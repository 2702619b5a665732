"""What is written about bank accounts and payments. Only strings, numbers and dates go in.

About an account everybody is told who could notice that it is not theirs: today's members of the
provider and the person who named the account before.
"""

from typing import Any

from django.urls import reverse

from lotsen.accounts.models import Organisation, User
from lotsen.accounts.queries import members_of
from lotsen.core import mail
from lotsen.core.actor import Actor
from lotsen.core.formatting import day, euro
from vouchers.models import BankAccount, Payment


def account_proposed(account: BankAccount, before: BankAccount | None, actor: Actor) -> None:
    """ "A new account was named": whoever did not do it must object."""
    _about_account("proposed", account, before, actor, subject="Neue Bankverbindung angegeben")


def account_confirmed(account: BankAccount, before: BankAccount | None, actor: Actor) -> None:
    """ "The new account counts from …"."""
    _about_account("confirmed", account, before, actor, subject="Neue Bankverbindung bestätigt")


def account_rejected(account: BankAccount, before: BankAccount | None, actor: Actor) -> None:
    """The refusal with its reason."""
    _about_account("rejected", account, before, actor, subject="Neue Bankverbindung abgelehnt")


def account_withdrawn(account: BankAccount, before: BankAccount | None, actor: Actor) -> None:
    """ "The new account was taken back": nothing changes."""
    _about_account("withdrawn", account, before, actor, subject="Neue Bankverbindung zurückgezogen")


def paid(payment: Payment, actor: Actor) -> None:
    """ "Your claim was paid", with the way to the payment advice."""
    _about_payment("paid", payment, actor, subject=f"Auszahlung zur Abrechnung {payment.claim}")


def returned(payment: Payment, actor: Actor) -> None:
    """ "The bank sent the money back": the provider looks at its account."""
    _about_payment(
        "returned", payment, actor, subject=f"Zahlung zurückgekommen: Abrechnung {payment.claim}"
    )


def _about_payment(name: str, payment: Payment, actor: Actor, *, subject: str) -> None:
    provider = payment.claim.provider
    context: dict[str, Any] = {
        "provider": provider.name,
        "claim": payment.claim.number,
        "number": payment.number,
        "amount": euro(payment.cents),
        "paid_on": day(payment.paid_on),
        "returned_on": day(payment.returned_on),
        "reason": payment.return_reason,
        "iban": payment.masked_iban,
        "advice": reverse("vouchers:payment-advice", args=[payment.pk]),
        "account": reverse("vouchers:bank-account"),
    }
    for user in _members(provider):
        mail.queue(
            key=f"payment-{name}:{payment.pk}:{user.pk}",
            to=user.email,
            subject=subject,
            template=f"mails/vouchers/payment_{name}.txt",
            context=context,
            actor=actor,
            related=payment,
        )


def _about_account(
    name: str, account: BankAccount, before: BankAccount | None, actor: Actor, *, subject: str
) -> None:
    readers = {user.pk: user for user in _members(account.provider)}
    if before is not None:
        readers.setdefault(before.proposed_by_id, before.proposed_by)
    context: dict[str, Any] = {
        "provider": account.provider.name,
        "holder": account.holder,
        "iban": account.masked_iban,
        "before": before.masked_iban if before else "",
        "valid_from": day(account.valid_from),
        "reason": account.decision_reason,
        "path": reverse("vouchers:bank-account"),
    }
    for user in readers.values():
        mail.queue(
            key=f"bank-account-{name}:{account.pk}:{user.pk}",
            to=user.email,
            subject=f"{subject}: {account.provider.name}",
            template=f"mails/vouchers/bank_account_{name}.txt",
            context=context,
            actor=actor,
            related=account,
        )


def _members(provider: Organisation) -> list[User]:
    """Everybody who acts for the provider today, each once."""
    return list({m.user_id: m.user for m in members_of(provider.pk)}.values())
