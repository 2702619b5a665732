"""Inhouse trainings: the second person for an exception, and the final invoice of the provider."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lotsen.core.access import access, actor_of
from lotsen.core.actor import Actor
from lotsen.core.attempt import attempt
from lotsen.core.drafts import Step, check_page, read_draft
from lotsen.core.exports import FORMAT
from lotsen.core.forms import Form
from lotsen.core.paging import paginate
from lotsen.core.roles import Role
from vouchers import queries, services
from vouchers.enums import LineKind
from vouchers.forms.inhouse import SettleForm
from vouchers.models import Voucher
from vouchers.services.inhouse import settlement
from vouchers.views.list_files import TRAININGS, answer_file


@access(Role.OFFICE, Role.MINISTRY, writes=("POST",))
def contract_exception(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Reason and facts of an exception; POST approves it."""
    actor = actor_of(request)
    contract = get_object_or_404(queries.contracts_visible_to(actor), pk=pk)
    form, status = Form(), 200
    if request.method == "POST":
        form = Form(request.POST)
        approved, status = attempt(
            form, lambda: services.approve_exception(contract_id=contract.pk, actor=actor)
        )
        if approved is not None:
            messages.success(request, f"Die Ausnahme von {contract.number} ist genehmigt.")
            return redirect("vouchers:contract", pk=contract.pk)
    kommunen = [row.kommune for row in contract.kommunen.select_related("kommune")]
    context = {"contract": contract, "form": form, "kommunen": kommunen}
    return render(request, "vouchers/contract_exception.html", context, status=status)


@access(Role.PROVIDER, Role.OFFICE)
def inhouse_list(request: HttpRequest) -> HttpResponse:
    """Inhouse trainings that the visitor may settle, newest first; with `?ausgabe=` as a file."""
    actor = actor_of(request)
    trainings = _trainings(actor)
    if FORMAT in request.GET:
        return answer_file(request, TRAININGS, trainings)
    context = {"page": paginate(request, trainings), "is_office": actor.role == Role.OFFICE}
    return render(request, "vouchers/inhouse.html", context)


@access(Role.PROVIDER, Role.OFFICE, writes=("POST",))
def inhouse_settle(request: HttpRequest, voucher_id: str) -> HttpResponse:
    """Form → check page with the money effect → settled; afterwards the facts."""
    actor = actor_of(request)
    voucher = get_object_or_404(_trainings(actor), pk=voucher_id)
    draft = read_draft(request)
    if draft.step is Step.REVIEW and voucher.invoice_number:
        return redirect("vouchers:inhouse-settle", voucher_id=voucher.pk)  # gone back
    form = SettleForm(draft.data, voucher=voucher)
    context: dict[str, Any] = {"voucher": voucher, "form": form}
    if draft.step is Step.WRITE:
        return render(request, "vouchers/inhouse_settle.html", context)
    if draft.to_check and form.is_valid():
        checked = context | _effect(form)
        return check_page(request, draft, form, "vouchers/inhouse_check.html", checked)
    settled, status = attempt(form, lambda: _settle(form, actor))
    if settled is None:
        return render(request, "vouchers/inhouse_settle.html", context, status=status)
    messages.success(request, f"Die Inhouse-Schulung {voucher.pk} ist abgerechnet.")
    return redirect("vouchers:inhouse-settle", voucher_id=voucher.pk)


def _trainings(actor: Actor) -> QuerySet[Voucher]:
    return queries.vouchers_visible_to(actor).filter(line__kind=LineKind.INHOUSE)


def _settle(form: SettleForm, actor: Actor) -> Voucher:
    data = form.cleaned_data
    return services.settle_inhouse(
        voucher_id=form.voucher.pk,
        invoice_number=data["invoice_number"],
        invoice_cents=data["invoice_cents"],
        invoiced_on=data["invoiced_on"],
        days_held=form.days_held,
        actor=actor,
    )


def _effect(form: SettleForm) -> dict[str, Any]:
    """What settling books: due to the provider, and back to the budget."""
    voucher, held = form.voucher, len(form.days_held)
    cents = settlement(voucher, invoice_cents=form.cleaned_data["invoice_cents"], days_held=held)
    return {
        "answers": form.cleaned_data,
        "days": list(zip(sorted(form.days_held), cents, strict=True)),
        "granted": sum(cents),
        "rest": form.cleaned_data["invoice_cents"] - sum(cents),
        "back": voucher.total_cents - sum(cents),
        "not_held": voucher.days - held,
    }
