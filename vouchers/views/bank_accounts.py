"""Bank accounts: the provider names one, the office confirms or refuses it, the others read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lotsen.accounts.fresh import fresh_login
from lotsen.accounts.models import Organisation
from lotsen.core.access import access, actor_of
from lotsen.core.actor import Actor
from lotsen.core.attempt import attempt
from lotsen.core.forms import Form
from lotsen.core.paging import paginate
from lotsen.core.roles import OVERSIGHT, Role
from vouchers import services
from vouchers.forms.payments import BankAccountForm, OfficeBankAccountForm, RejectAccountForm
from vouchers.models import BankAccount
from vouchers.queries import providers
from vouchers.queries.payments import (
    bank_account_on,
    bank_accounts_in_order,
    bank_accounts_visible_to,
    bank_wait_days,
    counts_later,
)
from vouchers.views.timelines import timeline

WAITS = "Die neue Bankverbindung wartet auf die Bestätigung der Programmstelle."


@access(Role.PROVIDER)
def bank_account(request: HttpRequest) -> HttpResponse:
    """The account that the own house is paid to, a new one that waits, and the former ones."""
    actor = actor_of(request)
    accounts = list(bank_accounts_visible_to(actor).order_by("-proposed_at"))
    context = {
        "current": bank_account_on(_own_house(actor)),
        "waiting": next((account for account in accounts if account.is_open), None),
        "coming": [account for account in accounts if counts_later(account)],
        "accounts": accounts,
        "wait_days": bank_wait_days(),
    }
    return render(request, "vouchers/bank_account.html", context)


@access(Role.PROVIDER, Role.OFFICE, writes=("POST",))
@fresh_login
def bank_account_new(request: HttpRequest) -> HttpResponse:
    """Name a new account; the page says what happens until it counts."""
    actor = actor_of(request)
    form, status = _account_form(actor, request), 200
    if request.method == "POST":
        account, status = attempt(form, lambda: _propose(form, actor))
        if account is not None:
            messages.success(request, WAITS)
            return redirect(_home(actor))
    context = {
        "form": form,
        "home": _home(actor),
        "is_provider": actor.role == Role.PROVIDER,
        "wait_days": bank_wait_days(),
    }
    return render(request, "vouchers/bank_account_new.html", context, status=status)


@access(*OVERSIGHT)
def bank_accounts(request: HttpRequest) -> HttpResponse:
    """The accounts of all providers, those that wait for the office first."""
    actor = actor_of(request)
    context = {
        "page": paginate(request, bank_accounts_in_order(bank_accounts_visible_to(actor))),
        "is_office": actor.role == Role.OFFICE,
    }
    return render(request, "vouchers/bank_accounts.html", context)


@access(*OVERSIGHT)
def bank_account_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One account: who named and decided it; the office reads the whole IBAN to compare it."""
    actor = actor_of(request)
    account = get_object_or_404(bank_accounts_visible_to(actor), pk=pk)
    context = _page(account, actor) | {"steps": timeline(account, actor)}
    return render(request, "vouchers/bank_account_page.html", context)


@access(Role.OFFICE, writes=("POST",))
@fresh_login
def bank_account_confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Check page with what changes; POST confirms."""
    actor = actor_of(request)
    account = get_object_or_404(bank_accounts_visible_to(actor), pk=pk)
    form, status = Form(request.POST or None), 200
    if request.method == "POST":
        form = Form(request.POST)
        confirmed, status = attempt(
            form, lambda: services.confirm_bank_account(account_id=account.pk, actor=actor)
        )
        if confirmed is not None:
            messages.success(request, "Die Bankverbindung ist bestätigt.")
            return redirect("vouchers:bank-account-page", pk=account.pk)
    context = _page(account, actor) | {"form": form, "wait_days": bank_wait_days()}
    return render(request, "vouchers/bank_account_confirm.html", context, status=status)


@access(Role.OFFICE, writes=("POST",))
def bank_account_reject(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Refuse an account with a reason."""
    actor = actor_of(request)
    account = get_object_or_404(bank_accounts_visible_to(actor), pk=pk)
    form, status = RejectAccountForm(), 200
    if request.method == "POST":
        form = RejectAccountForm(request.POST)
        rejected, status = attempt(
            form,
            lambda: services.reject_bank_account(
                account_id=account.pk, reason=form.cleaned_data["reason"], actor=actor
            ),
        )
        if rejected is not None:
            messages.success(request, "Die Bankverbindung ist abgelehnt.")
            return redirect("vouchers:bank-accounts")
    context = {"account": account, "form": form}
    return render(request, "vouchers/bank_account_reject.html", context, status=status)


@access(Role.PROVIDER, Role.OFFICE, writes=("POST",))
def bank_account_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back an account that does not count yet; GET asks first."""
    actor = actor_of(request)
    account = get_object_or_404(bank_accounts_visible_to(actor), pk=pk)
    form, status = Form(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        withdrawn, status = attempt(
            form, lambda: services.withdraw_bank_account(account_id=account.pk, actor=actor)
        )
        if withdrawn is not None:
            messages.success(request, "Die Bankverbindung ist zurückgezogen.")
            return redirect(_home(actor))
    context = {
        "account": account,
        "form": form,
        "current": bank_account_on(account.provider_id),
        "home": _home(actor),
        "is_provider": actor.role == Role.PROVIDER,
        "too_late": not (account.is_open or counts_later(account)),
    }
    return render(request, "vouchers/bank_account_withdraw.html", context, status=status)


def _own_house(actor: Actor) -> UUID:
    if actor.organisation_id is None:
        raise Http404("Ihre Rolle gehört zu keinem Bildungsträger.")
    return actor.organisation_id


def _home(actor: Actor) -> str:
    own = actor.role == Role.PROVIDER
    return "vouchers:bank-account" if own else "vouchers:bank-accounts"


def _account_form(actor: Actor, request: HttpRequest) -> BankAccountForm:
    data = request.POST if request.method == "POST" else None
    if actor.role == Role.OFFICE:
        return OfficeBankAccountForm(data, providers=providers())
    return BankAccountForm(data)


def _propose(form: BankAccountForm, actor: Actor) -> BankAccount:
    given = dict(form.cleaned_data)
    house = given.pop("provider", None) or Organisation.objects.get(pk=_own_house(actor))
    return services.propose_bank_account(provider=house, actor=actor, **given)


def _page(account: BankAccount, actor: Actor) -> dict[str, Any]:
    office = actor.role == Role.OFFICE
    own = actor.same_person(account.proposed_by_id)
    return {
        "account": account,
        "current": bank_account_on(account.provider_id),
        "is_office": office,
        "may_decide": office and account.is_open and not own,
        "may_withdraw": office and (counts_later(account) or (account.is_open and own)),
    }
