"""The dashboard of ministry, Rechnungshof and Programmstelle, and the Stichtag series."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lotsen.core import clock
from lotsen.core.access import access
from lotsen.core.roles import OVERSIGHT
from lotsen.reporting import published
from lotsen.reporting.forms import FUNDED, GEMEINDEN, LANDKREISE, REACHED, UNFUNDED, DashboardFilter
from lotsen.reporting.links import link, money_links, month_link, row_links
from lotsen.reporting.published import Measure, PublishedFigure
from lotsen.reporting.queries.dashboard import dashboard
from lotsen.reporting.queries.series import compared_series


@access(*OVERSIGHT)
def report(request: HttpRequest) -> HttpResponse:
    """Money of a budget year and people since 2018, as of any day."""
    return render(request, "reporting/dashboard.html", dashboard_context(request))


@access(*OVERSIGHT)
def stichtage(request: HttpRequest) -> HttpResponse:
    """What was published beside what the data say."""
    context = {
        "series": [(row, _list_behind(row.published)) for row in compared_series()],
        "targets": published.TARGETS,
        "events": published.EVENTS,
        "separate_shares": published.SEPARATE_SHARES,
    }
    return render(request, "reporting/stichtage.html", context)


def dashboard_context(request: HttpRequest) -> dict[str, Any]:
    """Figures with the addresses of the lists behind them."""
    form = DashboardFilter(request.GET)
    board = dashboard(year=form.year, as_of=form.as_of)
    return {
        "form": form,
        "is_overview": False,
        "tasks": None,
        "waiting": [],
        "board": board,
        "at": clock.now(),
        "is_now": board.as_of == clock.today(),
        "links": row_links(board.total, board),
        "money_links": money_links(board),
        "months": [(month, month_link(month)) for month in board.months],
        "bezirke": [(row, row_links(row, board)) for row in board.bezirke],
    }


def _list_behind(figure: PublishedFigure) -> str:
    name, parameters = {
        Measure.TRAINED_FUNDED: ("lotsen", {"foerderung": FUNDED}),
        Measure.TRAINED_UNFUNDED: ("lotsen", {"foerderung": UNFUNDED}),
        Measure.ENROLLED: ("enrolled", {"foerderung": FUNDED}),
        Measure.GEMEINDEN: ("kommunen", {"erreicht": REACHED, "art": GEMEINDEN}),
        Measure.LANDKREISE: ("kommunen", {"erreicht": REACHED, "art": LANDKREISE}),
    }[figure.measure]
    return link(name, **parameters, stichtag=figure.on)
