"""The office decides on contracts and vouchers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from kommunen.queries import living_body
from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.actor import Actor
from lotsen.core.attempt import attempt
from lotsen.core.roles import Role
from vouchers import queries, services
from vouchers.enums import OverBudget
from vouchers.forms import AgreeForm, CancelForm, RejectForm
from vouchers.models import TransferContract, Voucher
from vouchers.queries.funding import is_behind_others
from vouchers.services.making import paying_year


@access(Role.OFFICE, writes=("POST",))
def contract_agree(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Check page with the effect on quota and budget; POST agrees and issues the vouchers."""
    actor = actor_of(request)
    contract = get_object_or_404(queries.contracts_visible_to(actor), pk=pk)
    persons = list(contract.persons.select_related("lotse"))
    form, status = AgreeForm(contract=contract, persons=persons), 200
    if request.method == "POST":
        form = AgreeForm(request.POST, contract=contract, persons=persons)
        vouchers, status = attempt(form, lambda: _agree(form, contract, actor))
        if vouchers is not None:
            messages.success(request, _issued_sentence(vouchers))
            return redirect("vouchers:contract", pk=contract.pk)
        contract.refresh_from_db()
    context = {"contract": contract, "persons": persons, "form": form}
    context |= _effect(contract, len(persons))
    return render(request, "vouchers/contract_agree.html", context, status=status)


@access(Role.OFFICE, writes=("POST",))
def contract_reject(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Refuse a contract with a reason."""
    actor = actor_of(request)
    contract = get_object_or_404(queries.contracts_visible_to(actor), pk=pk)
    form, status = RejectForm(request.POST or None), 200
    if request.method == "POST":
        form = RejectForm(request.POST)
        rejected, status = attempt(
            form,
            lambda: services.reject_contract(
                contract_id=contract.pk, reason=form.cleaned_data["reason"], actor=actor
            ),
        )
        if rejected is not None:
            messages.success(request, f"Der Vertrag {contract.number} ist abgelehnt.")
            return redirect("vouchers:contract", pk=contract.pk)
    context = {"contract": contract, "form": form}
    return render(request, "vouchers/contract_reject.html", context, status=status)


@access(Role.OFFICE, writes=("POST",))
def voucher_cancel(request: HttpRequest, voucher_id: str) -> HttpResponse:
    """Cancel a voucher with a reason; the page says what comes back."""
    actor = actor_of(request)
    voucher = get_object_or_404(queries.vouchers_visible_to(actor), pk=voucher_id)
    form, status = CancelForm(request.POST or None), 200
    if request.method == "POST":
        form = CancelForm(request.POST)
        cancelled, status = attempt(
            form,
            lambda: services.cancel_voucher(
                voucher_id=voucher.pk, reason=form.cleaned_data["reason"], actor=actor
            ),
        )
        if cancelled is not None:
            messages.success(request, f"Der Gutschein {voucher.pk} ist storniert.")
            return redirect("vouchers:voucher", voucher_id=voucher.pk)
    context = {"voucher": voucher, "form": form}
    return render(request, "vouchers/voucher_cancel.html", context, status=status)


def _agree(form: AgreeForm, contract: TransferContract, actor: Actor) -> list[Voucher]:
    act = services.issue_vouchers if contract.awaits_vouchers else services.agree_and_issue
    return act(contract_id=contract.pk, given_ids=form.given_ids, actor=actor)


def _issued_sentence(vouchers: list[Voucher]) -> str:
    if not vouchers:
        return "Der Vertrag ist vereinbart und wartet auf Mittel. Die Kommune wurde benachrichtigt."
    if len(vouchers) == 1:
        return f"Der Vertrag ist vereinbart, Gutschein {vouchers[0].pk} ist ausgestellt."
    return f"Der Vertrag ist vereinbart, {len(vouchers)} Gutscheine sind ausgestellt."


def _effect(contract: TransferContract, persons: int) -> dict[str, object]:
    """Quota and budget before and after; only a preview, the service checks under the lock."""
    year = paying_year(contract)
    available = queries.available_cents(year=year, line=contract.line)
    needed = persons * contract.voucher_cents
    body = living_body(contract.kommune)
    return {
        "body": body,
        "kommunen": [row.kommune for row in contract.kommunen.select_related("kommune")],
        "quota": queries.quota_of(body, contract.line),
        "year": year,
        "next_year": year > clock.today().year,
        "available": available,
        "needed": needed,
        "left": available - needed,
        "queues": contract.line.over_budget == OverBudget.QUEUE,
        "is_behind": contract.is_open and is_behind_others(contract),
    }
