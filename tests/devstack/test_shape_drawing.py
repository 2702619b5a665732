"""From outlines to paths: neighbours share their border, same input gives same bytes."""

import json
import math
import random
import re
from typing import Any

import pytest

from lotsen.devstack.shape_drawing import draw
from lotsen.devstack.shapes import as_json

Corner = tuple[float, float]


def ragged(start: Corner, end: Corner, seed: int) -> list[Corner]:
    """A border with many corners, the same in whatever direction it is asked for."""
    if end < start:
        return ragged(end, start, seed)[::-1]
    chance = random.Random(f"{start}{end}{seed}")
    points = []
    for step in range(1, 60):
        x = start[0] + (end[0] - start[0]) * step / 60
        y = start[1] + (end[1] - start[1]) * step / 60
        points.append((x + chance.uniform(-0.0004, 0.0004), y + chance.uniform(-0.0004, 0.0004)))
    return [start, *points, end]


def square(column: int, row: int) -> list[Corner]:
    left, low = 9 + column / 5, 48 + row / 5
    corners = [(left, low), (left + 0.2, low), (left + 0.2, low + 0.2), (left, low + 0.2)]
    ring: list[Corner] = []
    for start, end in zip(corners, [*corners[1:], corners[0]], strict=True):
        ring += ragged(_round(start), _round(end), seed=7)[:-1]
    return [*ring, ring[0]]


def _round(corner: Corner) -> Corner:
    return round(corner[0], 6), round(corner[1], 6)


def feature(key: str, *rings: list[Corner], land: int = 4) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"AGS": key, "GF": land},
        "geometry": {"type": "Polygon", "coordinates": rings},
    }


@pytest.fixture(scope="module")
def layer() -> list[Any]:
    """Two Kreise of two Gemeinden each, one nested, one elsewhere, and a lake."""
    return [
        feature("08111001", square(0, 0)),
        {"type": "FeatureCollection", "features": [feature("08111002", square(1, 0))]},
        feature("08222001", square(0, 1)),
        feature("08222002", square(1, 1)),
        feature("08222002", square(2, 1), land=2),
        feature("09162000", square(5, 5)),
    ]


def test_same_input_same_bytes(layer: list[Any]) -> None:
    first = as_json(draw(layer))
    assert first == as_json(draw(layer)) == as_json(draw(list(reversed(layer))))
    facts = json.loads(first)
    assert list(facts["shapes"]) == ["08111001", "08111002", "08222001", "08222002"]
    assert facts["neutral"] == {}


def corners_of(path: str) -> set[tuple[int, int]]:
    """Absolute corners of one ring."""
    start, _, steps = path.removesuffix("z").partition("l")
    x, y = (int(number) for number in start.removeprefix("M").split(","))
    numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
    corners = {(x, y)}
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        corners.add((x, y))
    return corners


def test_neighbours_keep_their_common_border(layer: list[Any]) -> None:
    shapes = draw(layer).shapes
    common = corners_of(shapes["08111001"]) & corners_of(shapes["08111002"])
    assert len(common) >= 2
    everywhere = set.intersection(*(corners_of(path) for path in shapes.values()))
    assert len(everywhere) == 1  # where all four meet


def test_fewer_corners_within_the_picture(layer: list[Any]) -> None:
    drawing = draw(layer)
    for path in drawing.shapes.values():
        corners = corners_of(path)
        assert 4 <= len(corners) < 140  # of 240
        assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in corners)
    assert math.isclose(
        drawing.height / drawing.width, 1 / math.cos(math.radians(48.2)), rel_tol=0.02
    )


def test_kreise_have_box_mark_and_border(layer: list[Any]) -> None:
    drawing = draw(layer)
    left, top, right, bottom = drawing.boxes["08222"]
    x, y = drawing.marks["08222"]
    assert left < x < right
    assert top < y < bottom
    assert bottom < sum(drawing.boxes["08111"][1::2]) / 2 + drawing.height / 4
    assert drawing.borders.count("M") >= 2
