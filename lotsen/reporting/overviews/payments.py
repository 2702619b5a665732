"""Payments on the overviews: accounts to confirm, files to make, statements to look at."""

from django.db.models import Count, Q, Sum
from django.urls import reverse

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.formatting import counted, euro
from lotsen.reporting.overviews.parts import Task
from vouchers.enums import BankAccountState, PaymentState
from vouchers.models import BankAccount, Payment

ENDED = (BankAccountState.REJECTED, BankAccountState.WITHDRAWN)
"""Such an account was never paid to."""


def account_tasks(actor: Actor) -> list[Task]:
    """Bank accounts that wait for the office and were named by somebody else; one query."""
    waiting = BankAccount.objects.filter(state=BankAccountState.PROPOSED)
    count = waiting.exclude(proposed_by=actor.user_id).count()
    if not count:
        return []
    status = counted(count, "Bankverbindung", "Bankverbindungen")
    return [Task("Bankverbindungen bestätigen", reverse("vouchers:bank-accounts"), status, "info")]


def payment_tasks() -> list[Task]:
    """For the ministry: payments without a file, and those the statement should show by now."""
    ordered = Q(state=PaymentState.ORDERED)
    executed = Q(state=PaymentState.TRANSMITTED, file__execute_on__lt=clock.today())
    found = Payment.objects.aggregate(
        ordered=Count("pk", filter=ordered),
        cents=Sum("cents", filter=ordered),
        executed=Count("pk", filter=executed),
    )
    tasks = []
    if found["ordered"]:
        status, hint = _payments(found["ordered"]), f"zusammen {euro(found['cents'])}"
        address = reverse("vouchers:payment-file-new")
        tasks.append(Task("Zahlungsdatei erstellen", address, status, "info", hint))
    if found["executed"]:
        address = f"{reverse('vouchers:payments')}?stand={PaymentState.TRANSMITTED}"
        hint = "Der Tag der Ausführung ist vorbei."
        status = _payments(found["executed"])
        tasks.append(Task("Auszahlungen bestätigen", address, status, "info", hint))
    return tasks


def own_account_task(actor: Actor) -> list[Task]:
    """For a provider without any account: it cannot be paid. One query."""
    named = BankAccount.objects.filter(provider=actor.organisation_id)
    if named.exclude(state__in=ENDED).exists():
        return []
    hint = "Ohne bestätigte Bankverbindung kann nichts ausgezahlt werden."
    address = reverse("vouchers:bank-account-new")
    return [Task("Bankverbindung angeben", address, "fehlt", "warning", hint)]


def _payments(count: int) -> str:
    return counted(count, "Zahlung", "Zahlungen")
