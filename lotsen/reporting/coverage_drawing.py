"""The coverage as SVG: the map of the Gemeinden and the tiles of the Kreise.

A step is a fill *and* a pattern, so that nobody needs to tell colours apart. The pictures carry no
links and no focus: the tables beside them say the same (docs/registry.md, Coverage).
"""

from collections.abc import Iterable
from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from lotsen.reporting.enums import LABELS, Reach
from lotsen.reporting.queries.coverage import Body, Coverage
from lotsen.reporting.queries.coverage_sums import Kreis, Shown
from lotsen.reporting.shapes import Box, Shapes, around, extent
from lotsen.reporting.tiles import COLUMNS, ROWS, TILES, Tile

OUTSIDE = "außerhalb des Filters"
MARGIN = 12
SIDE, GAP = 96, 6
"""Tiles in units of their own picture."""

PATTERNS = mark_safe(
    '<defs><pattern id="schritt-1" width="7" height="7" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><path class="m1" d="M0 0h7v7H0z"/>'
    '<path class="m3" d="M0 0h1.4v7H0z"/></pattern>'
    '<pattern id="schritt-2" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<path class="m2" d="M0 0h6v6H0z"/><circle class="m0" cx="3" cy="3" r="1.1"/></pattern></defs>'
)


FILLS = {
    reach: format_html(
        'fill="url(#schritt-{})"' if reach in (Reach.CONTRACT, Reach.ENROLLED) else 'class="m{}"',
        int(reach),
    )
    for reach in Reach
}
"""Attributes that give an SVG element the fill of a step."""


def draw_map(found: Coverage, shown: Shown, shapes: Shapes) -> SafeString:
    """The map, or one Kreis of it. What is outside the filter is neutral."""
    groups: dict[Reach | None, list[str]] = {None: list(_plain(shapes.neutral.values()))}
    for key, path in shapes.gemeinden.items():
        body = found.body_on(key)
        if body is None:
            groups[None].append(f'<path d="{path}"/>')
            continue
        reach = body.reach if shown.holds(body) else None
        word = OUTSIDE if reach is None else LABELS[reach]
        title = f"<title>{escape(body.name)}: {word}</title>"
        groups.setdefault(reach, []).append(f'<path d="{path}">{title}</path>')
    parts = [
        f"<g {_CLASS_OUTSIDE if reach is None else FILLS[reach]}>{''.join(paths)}</g>"
        for reach, paths in groups.items()
    ]
    parts.append(f'<path class="map__borders" d="{shapes.borders}"/>')
    parts += [
        _ring(body, *shapes.marks[body.kreis], size=9 if shown.kreis is None else 5)
        for body in found.bodies
        if body.is_landkreis and body.kreis in shapes.marks and shown.holds(body)
    ]
    return mark_safe(  # noqa: S308 - names are escaped, paths are our own
        f'<svg class="map" viewBox="{_view(found, shapes, shown)}" role="img"'
        f' aria-labelledby="karte" aria-describedby="karte-text">{PATTERNS}{"".join(parts)}</svg>'
    )


_CLASS_OUTSIDE = 'class="outside"'


def not_drawn(found: Coverage, shown: Shown, shapes: Shapes) -> list[Body]:
    """Gemeinden of what is shown without an area on the map, for example after a reform."""
    drawn = {found.heirs.get(key, key) for key in shapes.gemeinden}
    return [
        body
        for body in found.bodies
        if not body.is_landkreis and body.key not in drawn and shown.holds(body)
    ]


def _plain(paths: Iterable[str]) -> Iterable[str]:
    return (f'<path d="{path}"/>' for path in paths)


def _ring(body: Body, x: int, y: int, size: int) -> str:
    """The Landkreis as a body of its own: its step within a ring."""
    return (
        f'<g class="ring"><circle cx="{x}" cy="{y}" r="{size}" {FILLS[body.reach]}/>'
        f"<title>{escape(body.name)}: {body.reach.label}</title></g>"
    )


def _view(found: Coverage, shapes: Shapes, shown: Shown) -> str:
    boxes = _boxes(found, shapes, shown.kreis) if shown.kreis else []
    left, top, right, bottom = around(boxes or [(0, 0, shapes.width, shapes.height)])
    width, height = right - left + 2 * MARGIN, bottom - top + 2 * MARGIN
    return f"{left - MARGIN} {top - MARGIN} {width} {height}"


def _boxes(found: Coverage, shapes: Shapes, kreis: str) -> list[Box]:
    """Where a Kreis lies: its own box, and the areas of Gemeinden that have moved into it since."""
    moved = [
        extent(path)
        for key, path in shapes.gemeinden.items()
        if key[:5] != kreis and (body := found.body_on(key)) and body.kreis == kreis
    ]
    return ([shapes.boxes[kreis]] if kreis in shapes.boxes else []) + moved


def draw_tiles(rows: Iterable[Kreis], shown: Shown) -> SafeString:
    """The 44 Kreise as tiles: code, share of Gemeinden with a Lotse, step of the Landkreis.

    One Kreis alone is marked among the others, which stay without colour.
    """
    tiles = "".join(_tile(row, TILES[row.key], shown) for row in rows if row.key in TILES)
    width, height = COLUMNS * (SIDE + GAP) - GAP, ROWS * (SIDE + GAP) - GAP
    return mark_safe(  # noqa: S308 - names are escaped
        f'<svg class="tiles" viewBox="0 0 {width} {height}" role="img"'
        f' aria-labelledby="kacheln" aria-describedby="kacheln-text">{tiles}</svg>'
    )


def share_step(part: int, whole: int) -> int:
    """The quarter in which a share lies: 0 below 25 %, 3 from 75 %."""
    return min(3, 4 * part // whole) if whole else 0


def whole_share(part: int, whole: int) -> str:
    """Rounded to whole per cent, halves up; only all are 100 %, and only nobody is 0 %."""
    if not whole:
        return "–"
    rounded = (200 * part + whole) // (2 * whole)
    return f"{min(max(rounded, int(part > 0)), 100 if part == whole else 99)} %"


def _tile(row: Kreis, tile: Tile, shown: Shown) -> str:
    x, y = tile.column * (SIDE + GAP), tile.row * (SIDE + GAP)
    own, middle = row.own, x + SIDE // 2
    share = whole_share(row.gemeinden.lotse, row.gemeinden.total)
    quiet = shown.kreis not in (None, row.key)
    if own.is_landkreis:
        step, corner = share_step(row.gemeinden.lotse, row.gemeinden.total), 6
        ring = _ring(own, x + SIDE - 15, y + 15, 8) if shown.holds(own) else ""
    else:
        step, corner, ring = int(own.reach), 30, ""
    mark = " tile--chosen" if shown.kreis == row.key else ""
    return (
        f'<g class="tile {"outside" if quiet else f"t{step}"}{mark}">'
        f'<rect x="{x}" y="{y}" width="{SIDE}" height="{SIDE}" rx="{corner}"/>'
        f'<text class="tile__code" x="{middle}" y="{y + 50}">{tile.code}</text>'
        f'<text x="{middle}" y="{y + 76}">{share}</text>{ring}'
        f"<title>{escape(_words(row))}</title></g>"
    )


def _words(row: Kreis) -> str:
    own = row.own
    if not own.is_landkreis:
        return f"{own.name}, Stadtkreis: {own.reach.label}"
    return (
        f"{own.name}: {row.gemeinden.lotse} von {row.gemeinden.total} Gemeinden mit Lotse;"
        f" Landkreis selbst: {own.reach.label}"
    )
