"""Addresses of the lists behind the figures. A figure and its list are given the same filter."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from lotsen.core import clock
from lotsen.reporting.forms import FUNDED, GEMEINDEN, LANDKREISE, REACHED, UNFUNDED
from lotsen.reporting.queries.dashboard import Counts, Dashboard, Month
from lotsen.reporting.queries.money import MoneyFigure


def link(name: str, **parameters: Any) -> str:
    """Address of a page of this app with the parameters that are set."""
    query = {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in parameters.items()
        if value not in (None, "")
    }
    address = reverse(f"reporting:{name}")
    return f"{address}?{urlencode(query)}" if query else address


def row_links(row: Counts, board: Dashboard) -> dict[str, str]:
    """Lists behind the figures of one Regierungsbezirk, or of the whole Land (empty key)."""
    at = {"stichtag": board.as_of, "bezirk": row.key}
    money = {**at, "jahr": board.year}
    return {
        "kommunen": link("kommunen", **at),
        "reached": link("kommunen", **at, erreicht=REACHED),
        "gemeinden_reached": link("kommunen", **at, erreicht=REACHED, art=GEMEINDEN),
        "landkreise_reached": link("kommunen", **at, erreicht=REACHED, art=LANDKREISE),
        "funded": link("lotsen", **at, foerderung=FUNDED),
        "unfunded": link("lotsen", **at, foerderung=UNFUNDED),
        "enrolled_funded": link("enrolled", **at, foerderung=FUNDED),
        "enrolled_unfunded": link("enrolled", **at, foerderung=UNFUNDED),
        "redeemed": link("bookings", **money, summe=MoneyFigure.REDEEMED.value),
        "committed": link("bookings", **money, summe=MoneyFigure.COMMITTED.value),
    }


def money_links(board: Dashboard) -> dict[str, str]:
    """Bookings behind the four sums of the budget year."""
    return {
        figure.name.lower(): link(
            "bookings", summe=figure.value, jahr=board.year, stichtag=board.as_of
        )
        for figure in MoneyFigure
    }


def month_link(month: Month) -> str:
    """The people who completed in one month, the running one up to today."""
    last = min(month.last, clock.today())
    return link("lotsen", foerderung=FUNDED, seit=month.first, stichtag=last)
