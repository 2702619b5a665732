"""The money: overview, grants, bookings and their proof."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.attempt import attempt
from lotsen.core.paging import paginate
from lotsen.core.roles import OVERSIGHT, Role
from vouchers import queries, services
from vouchers.enums import Account, ProposalKind
from vouchers.forms import EntryFilter, GrantForm
from vouchers.models import BudgetProposal, Seal
from vouchers.queries.entries import filtered_postings, posting_sum, with_postings
from vouchers.queries.totals import budget_table
from vouchers.queries.verify import verify

PER_PAGE = 50


@access(*OVERSIGHT)
def budget(request: HttpRequest) -> HttpResponse:
    """Years × lines: granted, available, committed, due; every figure opens its bookings."""
    context = {
        "rows": budget_table(),
        "totals": queries.balances(),
        "may_grant": actor_of(request).role == Role.MINISTRY,
    }
    return render(request, "vouchers/budget.html", context)


@access(Role.MINISTRY, writes=("POST",))
def grant(request: HttpRequest) -> HttpResponse:
    """Grant money to a line for a year."""
    line = queries.open_lines().first()
    initial = {"year": clock.today().year, "line": line.pk if line else None}
    form, status = GrantForm(request.POST or None, initial=initial), 200
    if request.method == "POST":
        form = GrantForm(request.POST)
        proposal, status = attempt(form, lambda: _grant(form, request))
        if proposal is not None:
            messages.success(request, "Der Vorschlag wartet auf die Freigabe einer zweiten Person.")
            return redirect("vouchers:budget")
    return render(request, "vouchers/grant.html", {"form": form}, status=status)


@access(*OVERSIGHT)
def entries(request: HttpRequest) -> HttpResponse:
    """Postings behind a figure, with their sum; the filter is the address."""
    form = EntryFilter(request.GET)
    chosen = {
        "year": form.value("jahr"),
        "line": form.value("linie"),
        "account": form.value("konto"),
        "kommune": form.value("kommune"),
        "provider": form.value("traeger"),
        "as_of": form.value("bis"),
    }
    postings = filtered_postings(**chosen)
    # What the Land put in stands on its account with a minus; the figure "bewilligt" without.
    sign = -1 if chosen["account"] == Account.EXTERNAL else 1
    context = {
        "form": form,
        "page": paginate(request, postings, PER_PAGE),
        "account": chosen["account"],
        "sum": sign * posting_sum(postings) if chosen["account"] else None,
        "filtered": any(chosen.values()),
    }
    return render(request, "vouchers/entries.html", context)


@access(*OVERSIGHT)
def entry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One booking with its postings, its seal and its reversal."""
    visible = queries.entries_visible_to(actor_of(request))
    found = get_object_or_404(with_postings(visible), pk=pk)
    context = {"entry": found, "seal": Seal.objects.filter(entry=found).first()}
    return render(request, "vouchers/entry.html", context)


@access(*OVERSIGHT)
def verification(request: HttpRequest) -> HttpResponse:
    """ "Prüfen": does every total equal its bookings, is the chain whole, do the guards stand?"""
    context = {"report": verify(), "checked_at": clock.now()}
    return render(request, "vouchers/verification.html", context)


def _grant(form: GrantForm, request: HttpRequest) -> BudgetProposal:
    data = form.cleaned_data
    actor = actor_of(request)
    return services.propose_budget(
        kind=ProposalKind.GRANT,
        line=data["line"],
        year=data["year"],
        cents=data["cents"],
        reason=data["reason"],
        submission_key=f"{actor.user_id}:{data['token']}",
        actor=actor,
    )
