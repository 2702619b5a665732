"""The office takes the booking of a seminar day back and decides the day anew."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lotsen.core.access import access, actor_of
from lotsen.core.attempt import attempt
from lotsen.core.forms import Form
from lotsen.core.roles import Role
from vouchers import queries, services
from vouchers.evidence import evidence_of
from vouchers.forms.corrections import DecideAgainForm, ReverseForm
from vouchers.queries.corrections import (
    DecidedDay,
    claim_line_of,
    decided_day,
    is_last_line,
    is_paid_out,
    new_decision,
    obstacle_to_reversal,
    reversal_entry,
)
from vouchers.queries.open_years import booking_year


@access(Role.OFFICE, writes=("POST",))
def reverse_day(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Effect and reason of a reversal; once it is done the page asks for the new decision."""
    day = _day(request, pk)
    form, status = ReverseForm(request.POST or None), 200
    if request.method == "POST":
        form = ReverseForm(request.POST)
        reversal, status = attempt(
            form,
            lambda: services.reverse_day(
                entry_id=pk, reason=form.cleaned_data["reason"], actor=actor_of(request)
            ),
        )
        if reversal is not None:
            messages.success(request, f"Die Buchung {day.entry} ist storniert.")
            return redirect("vouchers:reverse-day", pk=pk)
    return _page(request, day, form=form, status=status)


@access(Role.OFFICE, writes=("POST",))
def decide_day(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Redeem or release the day whose booking was reversed."""
    day = _day(request, pk)
    if request.method != "POST":
        return redirect("vouchers:reverse-day", pk=pk)
    form = DecideAgainForm(request.POST)
    entry, status = attempt(
        form,
        lambda: services.decide_day_again(
            entry_id=pk, present=form.present, actor=actor_of(request)
        ),
    )
    if entry is None:
        return _page(request, day, again_form=form, status=status)
    messages.success(request, f"Tag {day.day_number} ist neu gebucht: {entry.get_kind_display()}.")
    return redirect("vouchers:reverse-day", pk=pk)


def _day(request: HttpRequest, pk: UUID) -> DecidedDay:
    visible = queries.entries_visible_to(actor_of(request)).select_related("year", "actor")
    entry = get_object_or_404(visible, pk=pk)
    day = decided_day(entry)
    if day is None:
        raise Http404
    return day


def _page(
    request: HttpRequest,
    day: DecidedDay,
    *,
    form: Form | None = None,
    again_form: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    reversal = reversal_entry(day.entry)
    obstacle = "" if reversal else obstacle_to_reversal(day)
    possible = not reversal and not obstacle
    line = claim_line_of(day) if possible else None
    context: dict[str, Any] = {
        "day": day,
        "voucher": day.voucher,
        "evidence": evidence_of(day.voucher, day.day_number),
        "reversal": reversal,
        "again": new_decision(reversal) if reversal else None,
        "obstacle": obstacle,
        "year": booking_year(day.voucher) if possible else None,
        "claim_line": line,
        "ends_claim": line is not None and is_last_line(line),
        "paid_out": is_paid_out(day),
        "form": form or ReverseForm(),
        "again_form": again_form or DecideAgainForm(),
        "has_errors": bool((form and form.errors) or (again_form and again_form.errors)),
    }
    return render(request, "vouchers/reverse.html", context, status=status)
