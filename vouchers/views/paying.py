"""What the bank did with one payment: paid it, or sent it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.attempt import attempt
from lotsen.core.roles import Role
from vouchers import services
from vouchers.forms.payments import PaidForm, ReturnedForm
from vouchers.views.payments import payment_or_404


@access(Role.MINISTRY, writes=("POST",))
def payment_paid(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Confirm one payment with the day of the statement."""
    actor = actor_of(request)
    payment = payment_or_404(actor, pk)
    form, status = PaidForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        paid, status = attempt(
            form,
            lambda: services.confirm_paid(
                payment_ids=[payment.pk], paid_on=form.cleaned_data["paid_on"], actor=actor
            ),
        )
        if paid is not None:
            messages.success(request, f"Die Zahlung {payment.number} ist bestätigt.")
            return redirect("vouchers:payment", pk=payment.pk)
    is_early = payment.file is not None and clock.today() < payment.file.execute_on
    context = {"payment": payment, "form": form, "is_early": is_early}
    return render(request, "vouchers/payment_paid.html", context, status=status)


@access(Role.MINISTRY, writes=("POST",))
def payment_returned(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Book a payment back that the bank returned, with its reason."""
    actor = actor_of(request)
    payment = payment_or_404(actor, pk)
    form, status = ReturnedForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        returned, status = attempt(
            form,
            lambda: services.return_payment(
                payment_id=payment.pk, actor=actor, **form.cleaned_data
            ),
        )
        if returned is not None:
            messages.success(request, f"Die Zahlung {payment.number} ist zurückgebucht.")
            return redirect("vouchers:payment", pk=payment.pk)
    context = {"payment": payment, "form": form}
    return render(request, "vouchers/payment_return.html", context, status=status)
