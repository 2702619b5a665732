"""The office checks a claim: what was held, what it adds up to, and what is refused."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lotsen.core.access import access, actor_of
from lotsen.core.attempt import attempt
from lotsen.core.roles import Role
from vouchers.forms.claims import ReasonForm, VersionForm
from vouchers.models import Claim
from vouchers.queries.claims import due_by_day, lines_of
from vouchers.services import checking
from vouchers.views.claims import claim_or_404

Check = Callable[..., Claim]


@access(Role.OFFICE, writes=("POST",))
def claim_factual(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The evidence of every day, then *sachlich richtig*."""
    said = "ist als sachlich richtig festgestellt"
    return _check(request, pk, checking.confirm_factual, "vouchers/claim_factual.html", said)


@access(Role.OFFICE, writes=("POST",))
def claim_arithmetic(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sum of the lines beside the sum of the bookings, then *rechnerisch richtig*."""
    said = "ist als rechnerisch richtig festgestellt und liegt dem Ministerium vor"
    return _check(request, pk, checking.confirm_arithmetic, "vouchers/claim_arithmetic.html", said)


@access(Role.OFFICE, writes=("POST",))
def claim_refuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Refuse the whole claim with a reason."""
    actor = actor_of(request)
    claim = claim_or_404(actor, pk)
    form, status = ReasonForm(initial={"version": claim.version}), 200
    if request.method == "POST":
        form = ReasonForm(request.POST)
        refused, status = attempt(
            form,
            lambda: checking.refuse_claim(claim_id=claim.pk, actor=actor, **form.cleaned_data),
        )
        if refused is not None:
            messages.success(request, f"Die Abrechnung {claim.number} ist abgelehnt.")
            return redirect("vouchers:claim", pk=claim.pk)
    context = {"claim": claim, "form": form}
    return render(request, "vouchers/claim_refuse.html", context, status=status)


@access(Role.OFFICE, writes=("POST",))
def claim_line_refuse(request: HttpRequest, pk: UUID, position: int) -> HttpResponse:
    """Refuse one day of a claim with a reason."""
    actor = actor_of(request)
    claim = claim_or_404(actor, pk)
    line = get_object_or_404(lines_of(claim), position=position)
    form, status = ReasonForm(initial={"version": claim.version}), 200
    if request.method == "POST":
        form = ReasonForm(request.POST)
        refused, status = attempt(
            form, lambda: checking.refuse_line(line_id=line.pk, actor=actor, **form.cleaned_data)
        )
        if refused is not None:
            messages.success(request, f"Position {position} ist abgelehnt.")
            return redirect("vouchers:claim", pk=claim.pk)
    context = {"claim": claim, "line": line, "form": form}
    return render(request, "vouchers/claim_line_refuse.html", context, status=status)


def _check(request: HttpRequest, pk: UUID, check: Check, template: str, said: str) -> HttpResponse:
    """One page with everything to look at and one button; POST records the act."""
    actor = actor_of(request)
    claim = claim_or_404(actor, pk)
    form, status = VersionForm(initial={"version": claim.version}), 200
    if request.method == "POST":
        form = VersionForm(request.POST)
        checked, status = attempt(
            form, lambda: check(claim_id=claim.pk, actor=actor, **form.cleaned_data)
        )
        if checked is not None:
            messages.success(request, f"Die Abrechnung {claim.number} {said}.")
            return redirect("vouchers:claim", pk=claim.pk)
    lines = [line for line in lines_of(claim) if line.active]
    context = {
        "claim": claim,
        "form": form,
        "lines": lines,
        "cents": sum(line.cents for line in lines),
        "due_cents": sum(due_by_day(claim).values()),
        "may_refuse": True,
        "sees_vouchers": True,
    }
    return render(request, template, context, status=status)
