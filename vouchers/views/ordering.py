"""The ministry orders the payment of a checked claim, or returns it to the office."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lotsen.accounts.fresh import fresh_login
from lotsen.core.access import access, actor_of
from lotsen.core.attempt import attempt
from lotsen.core.formatting import euro
from lotsen.core.roles import Role
from vouchers.forms.claims import ReturnForm, VersionForm
from vouchers.queries.payments import bank_account_on
from vouchers.services import ordering
from vouchers.views.claim_progress import acts_of
from vouchers.views.claims import claim_or_404


@access(Role.MINISTRY, writes=("POST",))
@fresh_login
def claim_order(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Check page with amount and bank account; POST orders the payment."""
    actor = actor_of(request)
    claim = claim_or_404(actor, pk)
    form, status = VersionForm(initial={"version": claim.version}), 200
    if request.method == "POST":
        form = VersionForm(request.POST)
        payment, status = attempt(
            form,
            lambda: ordering.order_claim(claim_id=claim.pk, actor=actor, **form.cleaned_data),
        )
        if payment is not None:
            done = f"Die Auszahlung von {euro(payment.cents)} ist angeordnet: {payment.number}."
            messages.success(request, done)
            return redirect("vouchers:claim", pk=claim.pk)
    context = {
        "claim": claim,
        "form": form,
        "acts": acts_of(claim, actor),
        "account": bank_account_on(claim.provider_id),
    }
    return render(request, "vouchers/claim_order.html", context, status=status)


@access(Role.MINISTRY, writes=("POST",))
def claim_return(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a claim back to the office with a reason."""
    actor = actor_of(request)
    claim = claim_or_404(actor, pk)
    form, status = ReturnForm(initial={"version": claim.version}), 200
    if request.method == "POST":
        form = ReturnForm(request.POST)
        returned, status = attempt(
            form,
            lambda: ordering.return_claim(claim_id=claim.pk, actor=actor, **form.cleaned_data),
        )
        if returned is not None:
            messages.success(request, f"Die Abrechnung {claim.number} ist zurückgegeben.")
            return redirect("vouchers:claim", pk=claim.pk)
    context = {"claim": claim, "form": form}
    return render(request, "vouchers/claim_return.html", context, status=status)
