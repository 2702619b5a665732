"""The coverage of the Land: map, tiles and tables."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lotsen.core import clock
from lotsen.core.access import access
from lotsen.core.roles import OVERSIGHT
from lotsen.reporting.coverage_drawing import FILLS, draw_map, draw_tiles, not_drawn
from lotsen.reporting.coverage_forms import CoverageFilter
from lotsen.reporting.forms import REACHED, chosen
from lotsen.reporting.links import link
from lotsen.reporting.queries.coverage import Coverage, Question, coverage
from lotsen.reporting.queries.coverage_sums import Shown, area_note, kreise, reached, sizes, steps
from lotsen.reporting.shapes import shapes
from lotsen.reporting.tiles import code_of
from lotsen.reporting.views.unchanged import etag_of, keep, not_modified


@access(*OVERSIGHT)
def coverage_page(request: HttpRequest) -> HttpResponse:
    """Map, tiles, tables; the browser keeps the page until something on it changes."""
    form = CoverageFilter(request.GET)
    found = coverage(form.question)
    etag = etag_of(request, found.digest, form.data, form.offered, clock.today())
    unchanged = not_modified(request, etag)
    if unchanged is not None:
        return unchanged
    return keep(render(request, "reporting/coverage.html", _context(form, found)), etag)


def _context(form: CoverageFilter, found: Coverage) -> dict[str, Any]:
    shown = form.shown
    bodies = [body for body in found.bodies if shown.holds(body)]
    rows = kreise(found, shown)
    tiles = kreise(found, Shown(size=shown.size)) if shown.kreis else rows
    return {
        "form": form,
        "found": found,
        "filters": [f"{line.label}: {line.value}" for line in chosen(form)],
        "steps": [
            (step, FILLS[step.reach], link("coverage-list", **at(form, stand=step.reach.slug)))
            for step in steps(bodies)
        ],
        "area_note": area_note(found, clock.today()),
        "total": len(bodies),
        "reached": reached(bodies),
        "reached_url": link("kommunen", stichtag=form.as_of, erreicht=REACHED),
        "is_published_count": _is_published_count(form, shown),
        "map": draw_map(found, shown, shapes()),
        "tiles": draw_tiles(tiles, shown),
        "kreise": [
            (row, code_of(row.key), link("coverage", **at(form, kreis=row.key))) for row in rows
        ],
        "sizes": [row for row in sizes(bodies) if row.tally.total],
        "not_drawn": not_drawn(found, shown, shapes()),
        "list_url": link("coverage-list", **at(form)),
        "white_url": link("white-spots", **at(form)),
        "all_url": link("coverage", **at(form, kreis=None)) if shown.kreis else "",
        "credit": shapes().credit,
    }


def at(form: CoverageFilter, **changed: Any) -> dict[str, Any]:
    """The chosen filter with something changed, as parameters of an address."""
    return form.parameters | changed


def _is_published_count(form: CoverageFilter, shown: Shown) -> bool:
    """Whether "erreicht" on this page is the same figure as on the dashboard."""
    return form.question == Question(form.as_of) and shown.is_everything
