"""From the outlines of an official map to short SVG paths whose borders still fit together."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

LAND = "08"
WATER = (1, 2)
"""`GF` of the source: water without and with structure; 3 and 4 are land."""
#: Coordinates are whole numbers up to this width: 0.23 km of Baden-Württemberg each.
WIDTH = 1000
#: Corners whose triangle is smaller than the square of this many units are left out.
TOLERANCE = 4.0
#: Smaller exclaves and enclaves (0.4 km²) would only be dirt on the map.
CRUMB = 8.0
MIDDLE = math.radians(9)
"""Meridian of zone 32, in which the official maps of Baden-Württemberg are drawn."""

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole Land: paths by AGS; by five-digit key of the Kreis its box and a point inside."""

    width: int
    height: int
    shapes: dict[str, str]
    boxes: dict[str, list[int]]
    marks: dict[str, list[int]]
    borders: str


def draw(layer: Any) -> Drawing:
    """Everything that a map needs, from GeoJSON features with the property `AGS`."""
    import numpy
    import shapely

    outlines = _outlines(layer)
    keys = sorted(outlines)
    merged = [shapely.union_all(outlines[key]) for key in keys]
    flat = shapely.transform(numpy.array(merged), _projected)
    left, bottom, right, top = shapely.total_bounds(flat)
    scale = WIDTH / (right - left)

    def fitted(points: Any) -> Any:
        return (points - [left, top]) * [scale, -scale]

    small = shapely.coverage_simplify(shapely.transform(flat, fitted), TOLERANCE)
    kreise = {
        kreis: shapely.coverage_union_all(
            [shape for key, shape in zip(keys, small, strict=True) if key[:5] == kreis]
        )
        for kreis in sorted({key[:5] for key in keys})
    }
    return Drawing(
        width=WIDTH,
        height=math.ceil((top - bottom) * scale),
        shapes={
            key: _path(_rings(_without_crumbs(shape)))
            for key, shape in zip(keys, small, strict=True)
        },
        boxes={key: [round(edge) for edge in kreis.bounds] for key, kreis in kreise.items()},
        marks={key: _mark(kreis) for key, kreis in kreise.items()},
        borders=_borders(_without_crumbs(kreis) for kreis in kreise.values()),
    )


def _outlines(layer: Any) -> dict[str, list[Any]]:
    """Land areas of Baden-Württemberg by AGS; its parts of Lake Constance are left out."""
    import shapely.geometry

    found: dict[str, list[Any]] = {}
    for feature in _features(layer):
        key = str(feature["properties"].get("AGS") or "")
        if key.startswith(LAND) and feature["properties"].get("GF") not in WATER:
            found.setdefault(key, []).append(shapely.geometry.shape(feature["geometry"]))
    return found


def _features(layer: Any) -> Iterator[dict[str, Any]]:
    """Single features: the package nests collections in its list."""
    if isinstance(layer, list):
        for part in layer:
            yield from _features(part)
    elif layer["type"] == "FeatureCollection":
        yield from _features(layer["features"])
    else:
        yield layer


def _projected(points: Any) -> Any:
    """Transverse Mercator on a sphere: shapes look as on the official maps."""
    import numpy

    east, north = numpy.radians(points[:, 0]) - MIDDLE, numpy.radians(points[:, 1])
    x = numpy.arctanh(numpy.cos(north) * numpy.sin(east))
    y = numpy.arctan2(numpy.tan(north), numpy.cos(east))
    return numpy.column_stack([x, y])


def _without_crumbs(shape: Any) -> Any:
    """The largest part and every other that can be seen, without holes that cannot."""
    import shapely

    parts = sorted(shapely.get_parts(shape), key=lambda part: -part.area)
    seen = [part for part in parts if part is parts[0] or part.area >= CRUMB]
    return shapely.MultiPolygon([shapely.Polygon(part.exterior, _holes(part)) for part in seen])


def _holes(part: Any) -> list[Any]:
    import shapely

    return [hole for hole in part.interiors if shapely.Polygon(hole).area >= CRUMB]


def _rings(shape: Any) -> list[list[Point]]:
    """Outer and inner rings without their repeated last point."""
    import shapely

    parts = shapely.get_parts(shape)
    lines = [line for part in parts for line in (part.exterior, *part.interiors)]
    rings = [_points(line)[:-1] for line in lines]
    return [ring for ring in rings if len(ring) > 2]


def _points(line: Any) -> list[Point]:
    """Whole numbers; neighbours that became the same point are one."""
    points = [(round(x), round(y)) for x, y in line.coords]
    return [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]


def _path(lines: Iterable[list[Point]], end: str = "z") -> str:
    """SVG path with relative steps: `M9,4l2-3 1 5z`."""
    text = ""
    for first, *others in lines:
        text += f"M{first[0]},{first[1]}l"
        x, y = first
        for next_x, next_y in others:
            text += _step(next_x - x, text[-1] != "l") + _step(next_y - y, True)
            x, y = next_x, next_y
        text += end
    return text


def _step(number: int, after_number: bool) -> str:
    return f" {number}" if after_number and number >= 0 else f"{number}"


def _mark(kreis: Any) -> list[int]:
    """A point well inside the largest part."""
    import shapely

    largest = max(shapely.get_parts(kreis), key=lambda part: part.area)
    middle = shapely.maximum_inscribed_circle(largest).coords[0]
    return [round(middle[0]), round(middle[1])]


def _borders(kreise: Iterable[Any]) -> str:
    """Each border between two Kreise, and that of the Land, once."""
    import shapely

    edges = shapely.union_all([kreis.boundary for kreis in kreise])
    lines = [_points(line) for line in shapely.get_parts(shapely.line_merge(edges))]
    return _path(sorted(line for line in lines if len(line) > 1), end="")
