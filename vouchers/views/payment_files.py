"""Payment files: choose payments → check page → file; later all of it is confirmed as paid."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lotsen.accounts.fresh import fresh_login
from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.actor import Actor
from lotsen.core.attempt import attempt
from lotsen.core.documents import download_response
from lotsen.core.drafts import Step, check_page, read_draft
from lotsen.core.errors import DomainError
from lotsen.core.exports import FORMAT
from lotsen.core.formatting import counted, euro
from lotsen.core.keys import uuid_or_none
from lotsen.core.paging import paginate
from lotsen.core.roles import OVERSIGHT, Role
from vouchers import bank_rules, services
from vouchers.enums import PaymentState
from vouchers.forms.payments import PaidForm, PaymentFileFilter, PaymentFileForm
from vouchers.models import Payment, PaymentFile
from vouchers.queries.payments import (
    file_of,
    payment_files_in_order,
    payment_files_visible_to,
    payments_for_a_file,
)
from vouchers.services.payment_files import paying_account
from vouchers.views.list_files import PAYMENT_FILES, answer_file
from vouchers.views.timelines import timeline

NOTHING_OPEN = (
    "In dieser Datei ist keine Zahlung mehr offen: Alle sind schon bestätigt oder zurückgekommen."
)


@access(*OVERSIGHT)
def payment_file_list(request: HttpRequest) -> HttpResponse:
    """All payment files in the chosen order; with `?ausgabe=` the list as a file."""
    actor = actor_of(request)
    form = PaymentFileFilter(request.GET)
    files = payment_files_in_order(payment_files_visible_to(actor), form.value("sortierung"))
    if FORMAT in request.GET:
        return answer_file(request, PAYMENT_FILES, files, form)
    context = {
        "form": form,
        "page": paginate(request, files),
        "export_url": f"?{request.GET.urlencode()}",
        "is_ministry": actor.role == Role.MINISTRY,
    }
    return render(request, "vouchers/payment_files.html", context)


@access(Role.MINISTRY, writes=("POST",))
@fresh_login
def payment_file_new(request: HttpRequest) -> HttpResponse:
    """All waiting payments are ticked; the button of the check page makes the file."""
    actor = actor_of(request)
    initial = {"execute_on": bank_rules.next_bank_day(clock.today())}
    draft = read_draft(request)
    form = PaymentFileForm(draft.data, payments=payments_for_a_file(), initial=initial)
    if draft.step is Step.WRITE:
        return render(request, "vouchers/payment_file_new.html", _offer(form))
    if draft.to_check:
        if known := _made_before(form, actor):
            return redirect("vouchers:payment-file", pk=known.pk)
        checked, status = attempt(form, lambda: _check(form))
        if checked is not None:
            return check_page(request, draft, form, "vouchers/payment_file_check.html", checked)
        return render(request, "vouchers/payment_file_new.html", _offer(form), status=status)
    made, status = attempt(
        form, lambda: _make(form, actor), done_before=lambda: _made_before(form, actor)
    )
    if made is None:
        return render(request, "vouchers/payment_file_new.html", _offer(form), status=status)
    return redirect("vouchers:payment-file", pk=made.pk)


@access(*OVERSIGHT)
def payment_file_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One file with its checksum and its payments; the ministry downloads and confirms it."""
    actor = actor_of(request)
    found = get_object_or_404(payment_files_visible_to(actor), pk=pk)
    payments = list(found.payments.select_related("claim__provider").order_by("number"))
    open_ones = [p for p in payments if p.state == PaymentState.TRANSMITTED]
    is_ministry = actor.role == Role.MINISTRY
    context = {
        "file": found,
        "payments": payments,
        "steps": timeline(found, actor),
        "open_count": len(open_ones),
        "is_ministry": is_ministry,
        "may_confirm": is_ministry and bool(open_ones),
    }
    return render(request, "vouchers/payment_file.html", context)


@access(Role.MINISTRY)
def payment_file_xml(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file for the bank, exactly as it was made. Only the ministry: whole IBANs are in it."""
    found = get_object_or_404(payment_files_visible_to(actor_of(request)), pk=pk)
    return download_response(found.document)


@access(Role.MINISTRY, writes=("POST",))
def payment_file_paid(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Confirm all payments of a file that are still open, with the day of the statement."""
    actor = actor_of(request)
    found = get_object_or_404(payment_files_visible_to(actor), pk=pk)
    open_ones = list(found.payments.filter(state=PaymentState.TRANSMITTED))
    if not open_ones:
        messages.info(request, NOTHING_OPEN)
        return redirect("vouchers:payment-file", pk=found.pk)
    form, status = PaidForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        paid, status = attempt(form, lambda: _confirm(form, open_ones, actor))
        if paid is not None:
            say = messages.success if paid else messages.info
            say(request, _paid_sentence(paid) if paid else NOTHING_OPEN)
            return redirect("vouchers:payment-file", pk=found.pk)
    context = {
        "file": found,
        "form": form,
        "payments": open_ones,
        "cents": sum(payment.cents for payment in open_ones),
        "is_early": clock.today() < found.execute_on,
    }
    return render(request, "vouchers/payment_file_paid.html", context, status=status)


def _offer(form: PaymentFileForm) -> dict[str, Any]:
    return {"form": form, "payments": form.offered, "missing": _missing_account()}


def _missing_account() -> str:
    """What is wrong with the paying account, empty when it is set."""
    try:
        paying_account()
    except DomainError as error:
        return str(error)
    return ""


def _check(form: PaymentFileForm) -> dict[str, Any]:
    """What the check page says before the binding step. Raises `DomainError` like the act."""
    day = form.cleaned_data["execute_on"]
    bank_rules.check_execution_day(day, today=clock.today())
    chosen = list(form.cleaned_data["payments"])
    return {
        "chosen": chosen,
        "cents": sum(payment.cents for payment in chosen),
        "execute_on": day,
        "payer": paying_account(),
    }


def _make(form: PaymentFileForm, actor: Actor) -> PaymentFile:
    data = form.cleaned_data
    ids = [payment.pk for payment in data["payments"]]
    return services.make_payment_file(payment_ids=ids, execute_on=data["execute_on"], actor=actor)


def _made_before(form: PaymentFileForm, actor: Actor) -> PaymentFile | None:
    """The file of this very form: pressed twice, or gone back."""
    form.is_valid()  # finds the day; the payments are no longer offered
    day = form.cleaned_data.get("execute_on")
    named = [key for text in form.ticked if (key := uuid_or_none(text))]
    return file_of(named, day, actor) if day else None


def _confirm(form: PaidForm, payments: list[Payment], actor: Actor) -> list[Payment]:
    return services.confirm_paid(
        payment_ids=[payment.pk for payment in payments],
        paid_on=form.cleaned_data["paid_on"],
        actor=actor,
    )


def _paid_sentence(paid: list[Payment]) -> str:
    total = euro(sum(payment.cents for payment in paid))
    return f"{counted(len(paid), 'Zahlung', 'Zahlungen')} über {total} als ausgezahlt bestätigt."
