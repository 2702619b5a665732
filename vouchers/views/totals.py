"""The totals: grouped by any dimension, narrowed by any other, as of any day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lotsen.core.access import access, actor_of
from lotsen.core.csv_export import Cents
from lotsen.core.exports import list_response
from lotsen.core.paging import paginate
from lotsen.core.roles import OVERSIGHT
from vouchers.forms import TotalsFilter
from vouchers.forms.filters import GROUPS
from vouchers.queries.totals_table import TotalsRow, totals_table
from vouchers.views.figures import COLUMNS, Figure, figures, stand_of

PER_PAGE = 50
FILTER_OF = {
    "year": "jahr",
    "line": "linie",
    "bezirk": "bezirk",
    "kreis": "kreis",
    "kommune": "kommune",
    "provider": "traeger",
}
"""Which filter of the bookings narrows them to one row of a dimension."""


@access(*OVERSIGHT)
def totals(request: HttpRequest) -> HttpResponse:
    """One row per year, line, area or provider; each figure opens its bookings."""
    form = TotalsFilter(request.GET)
    table = totals_table(form.dimension, as_of=form.as_of, **form.narrowed)
    page = paginate(request, table.rows, PER_PAGE)
    context = {
        "form": form,
        "page": page,
        "rows": [(row, _figures(form, row)) for row in page],
        "sums": _figures(form, table.total),
        "columns": COLUMNS,
        "group": _group(form),
        "lines": form.lines(),
        "stand": stand_of(actor_of(request), form.as_of),
        "query": request.GET.urlencode(),
    }
    return render(request, "vouchers/totals.html", context)


@access(*OVERSIGHT)
def totals_csv(request: HttpRequest) -> HttpResponse:
    """All rows of the same totals, with their sum."""
    form = TotalsFilter(request.GET)
    table = totals_table(form.dimension, as_of=form.as_of, **form.narrowed)
    rows = (
        (row.label, row.pk, *(_cell(figure) for figure in _figures(form, row)))
        for row in (*table.rows, table.total)
    )
    header = (_group(form), "Schlüssel", *(f"{column} in Euro" for column in COLUMNS))
    notes = [f"Summen. {stand_of(actor_of(request), form.as_of)}", *form.lines()]
    return list_response(request, "Summen", header, rows, notes)


def _figures(form: TotalsFilter, row: TotalsRow) -> list[Figure]:
    """The columns of a row; the row narrows what the filter left open."""
    own = {FILTER_OF[form.dimension]: row.pk} if row.pk else {}
    return figures(row, form.parameters() | own, has_budget=row.has_budget)


def _cell(figure: Figure) -> Cents | None:
    return None if figure.cents is None else Cents(figure.cents)


def _group(form: TotalsFilter) -> str:
    return dict(GROUPS)[form.dimension]
