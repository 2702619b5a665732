"""The money: overview, bookings and their proof."""

from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.csv_export import Cents
from lotsen.core.exports import list_response
from lotsen.core.paging import paginate
from lotsen.core.roles import OVERSIGHT, Role
from vouchers import queries
from vouchers.enums import Account
from vouchers.forms import EntryFilter
from vouchers.models import Seal
from vouchers.queries.corrections import reversal_entry
from vouchers.queries.entries import filtered_postings, posting_sum, with_postings
from vouchers.queries.totals import budget_table
from vouchers.queries.verify import verify
from vouchers.views.entry_links import cases_behind, correction_of
from vouchers.views.figures import figures, stand_of

PER_PAGE = 50
CSV_HEADER = (
    *("Nummer", "Gebucht am", "Seminartag am", "Vorgang", "Konto", "Haushaltsjahr", "Förderlinie"),
    *("Kommune", "Schlüssel", "Bildungsträger", "Gutschein-ID", "Tag", "Betrag in Euro", "Grund"),
)


@access(*OVERSIGHT)
def budget(request: HttpRequest) -> HttpResponse:
    """Years × lines with what lies on which account; every figure opens its bookings."""
    rows = budget_table()
    context = {
        "rows": [
            (row, figures(row, {"jahr": str(row.year.pk), "linie": str(row.line.pk)}))
            for row in rows
        ],
        "totals": queries.balances(),
        "ve_cents": sum(row.ve_cents for row in rows),
        "may_propose": actor_of(request).role == Role.MINISTRY,
        "stand": stand_of(actor_of(request), None),
    }
    return render(request, "vouchers/budget.html", context)


@access(*OVERSIGHT)
def entries(request: HttpRequest) -> HttpResponse:
    """Postings behind a figure, with their sum; the filter is the address."""
    form = EntryFilter(request.GET)
    postings, account = _postings(form), form.value("konto")
    context = {
        "form": form,
        "page": paginate(request, postings, PER_PAGE),
        "account": account,
        "sum": _sign(form) * posting_sum(postings) if account else None,
        "lines": form.lines(),
        "stand": stand_of(actor_of(request), form.as_of),
        "query": request.GET.urlencode(),
    }
    return render(request, "vouchers/entries.html", context)


@access(*OVERSIGHT)
def entries_csv(request: HttpRequest) -> HttpResponse:
    """Exactly the postings of the list; their amounts add up to the figure."""
    form = EntryFilter(request.GET)
    rows = (_cells(posting) for posting in _postings(form).iterator())
    notes = [f"Buchungen. {stand_of(actor_of(request), form.as_of)}", *form.lines()]
    return list_response(request, "Buchungen", CSV_HEADER, rows, notes)


@access(*OVERSIGHT)
def entry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One booking with its postings, its second person, its case, its seal and its reversal."""
    visible = queries.entries_visible_to(actor_of(request))
    found = get_object_or_404(with_postings(visible), pk=pk)
    reversal = reversal_entry(found)
    corrects = actor_of(request).role == Role.OFFICE
    context = {
        "entry": found,
        "reversal": reversal,
        "correction": correction_of(found, reversal) if corrects else None,
        "cases": cases_behind(found),
        "seal": Seal.objects.filter(entry=found).first(),
    }
    return render(request, "vouchers/entry.html", context)


@access(*OVERSIGHT)
def verification(request: HttpRequest) -> HttpResponse:
    """ "Prüfen": does every total equal its bookings, is the chain whole, do the guards stand?"""
    context = {"report": verify(), "checked_at": clock.now()}
    return render(request, "vouchers/verification.html", context)


def _postings(form: EntryFilter) -> QuerySet[Any]:
    found = filtered_postings(
        account=form.value("konto"), kind=form.value("art"), as_of=form.as_of, **form.narrowed
    )
    return found.annotate(shown_cents=F("cents") * _sign(form))


def _sign(form: EntryFilter) -> int:
    """What the Land puts in stands on its account with a minus; shown alone, it is an addition."""
    return -1 if form.value("konto") == Account.EXTERNAL else 1


def _cells(posting: Any) -> tuple[object, ...]:
    booked = posting.entry
    return (
        *(booked.reference, booked.booked_at, booked.occurred_on, booked.get_kind_display()),
        *(posting.get_account_display(), posting.year_id, posting.line.name),
        *((posting.kommune.label, posting.kommune_id) if posting.kommune else ("", "")),
        *(posting.provider.name if posting.provider else "", posting.voucher_id),
        *(posting.day_number, Cents(posting.shown_cents), booked.reason),
    )
