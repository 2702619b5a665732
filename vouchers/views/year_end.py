"""Jahresabschluss: what a year leaves open, its closing by two people, the carry-over list."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lotsen.core.access import access, actor_of
from lotsen.core.actor import Actor
from lotsen.core.attempt import attempt
from lotsen.core.csv_export import Cents
from lotsen.core.exports import list_response
from lotsen.core.keys import submission_key
from lotsen.core.paging import paginate
from lotsen.core.roles import OVERSIGHT, Role
from vouchers import queries, services
from vouchers.enums import BudgetYearState
from vouchers.forms import ClosingForm
from vouchers.models import BudgetProposal, BudgetYear
from vouchers.queries.year_end import (
    carried_items,
    closing_of,
    obstacles,
    rest_of,
    waiting_closing,
)
from vouchers.views.figures import stand_of

PER_PAGE = 50
CSV_HEADER = (
    *("Gutschein-ID", "Tag", "Konto", "Kommune", "Schlüssel", "Bildungsträger", "Förderlinie"),
    "Betrag in Euro",
)


@access(*OVERSIGHT)
def year_list(request: HttpRequest) -> HttpResponse:
    """All budget years, newest first, and which of them can be closed next."""
    context = {"years": queries.budget_years(), "next_open": _next_open()}
    return render(request, "vouchers/years.html", context)


@access(*OVERSIGHT)
def year_page(request: HttpRequest, year: int) -> HttpResponse:
    """One year: state, sums, what stands in the way, and its carry-over list."""
    actor, found = actor_of(request), get_object_or_404(BudgetYear, pk=year)
    waiting = waiting_closing(found)
    in_the_way = [] if _is_closed(found) else obstacles(found)
    context = {
        "year": found,
        "next_year": year + 1,
        "rest": rest_of(found),
        "obstacles": in_the_way,
        "waiting": waiting,
        "closing": closing_of(found),
        "may_propose": _may_propose(found, actor) and not in_the_way and waiting is None,
        "page": paginate(request, carried_items(found), PER_PAGE),
        "stand": stand_of(actor, None),
    }
    return render(request, "vouchers/year.html", context)


@access(*OVERSIGHT)
def carried_csv(request: HttpRequest, year: int) -> HttpResponse:
    """The whole carry-over list."""
    found = get_object_or_404(BudgetYear, pk=year)
    rows = (_cells(item) for item in carried_items(found).iterator())
    title = f"Übertrag {year}"
    notes = [f"{title}. {stand_of(actor_of(request), None)}"]
    return list_response(request, title, CSV_HEADER, rows, notes)


@access(Role.MINISTRY, writes=("POST",))
def closing_new(request: HttpRequest, year: int) -> HttpResponse:
    """Form with everything that closing will do; POST proposes it, nothing is booked."""
    found = get_object_or_404(BudgetYear, pk=year)
    form, status = ClosingForm(request.POST or None), 200
    if request.method == "POST":
        form = ClosingForm(request.POST)
        proposal, status = attempt(form, lambda: _propose(form, year, actor_of(request)))
        if proposal is not None:
            messages.success(
                request, "Der Jahresabschluss wartet auf die Freigabe durch eine zweite Person."
            )
            return redirect("vouchers:proposal", pk=proposal.pk)
    context = {"form": form, **_effect(found)}
    return render(request, "vouchers/closing_new.html", context, status=status)


def closing_effect(proposal: BudgetProposal) -> dict[str, Any]:
    """What approving a closing would book now, or booked."""
    found = get_object_or_404(BudgetYear, pk=proposal.year)
    return {**_effect(found), "carries_available": proposal.carries_available}


def _effect(year: BudgetYear) -> dict[str, Any]:
    return {
        "year": year,
        "next_year": year.pk + 1,
        "rest": rest_of(year),
        "vouchers": carried_items(year).order_by().values("voucher").distinct().count(),
        "obstacles": [] if _is_closed(year) else obstacles(year),
    }


def _propose(form: ClosingForm, year: int, actor: Actor) -> BudgetProposal:
    data = form.cleaned_data
    return services.propose_closing(
        year=year,
        carries_available=form.carries_available,
        reason=data["reason"],
        submission_key=submission_key(actor, data["token"]),
        actor=actor,
    )


def _may_propose(year: BudgetYear, actor: Actor) -> bool:
    return actor.role == Role.MINISTRY and not _is_closed(year)


def _is_closed(year: BudgetYear) -> bool:
    return year.state == BudgetYearState.CLOSED


def _next_open() -> BudgetYear | None:
    return BudgetYear.objects.filter(state=BudgetYearState.OPEN).first()


def _cells(item: Any) -> tuple[object, ...]:
    voucher = item.voucher
    return (
        *(item.voucher_id, item.day_number, item.get_account_display(), voucher.kommune.label),
        *(voucher.kommune_id, voucher.provider.name, voucher.line.name, Cents(item.shown_cents)),
    )
