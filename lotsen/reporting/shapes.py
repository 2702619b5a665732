"""The outlines of the Gemeinden (`kommunen/data/shapes.json`), read once per process."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

import kommunen

FILE = Path(kommunen.__file__).parent / "data" / "shapes.json"
Box = tuple[int, int, int, int]
_RING = re.compile(r"M(\d+),(\d+)l([^z]*)z")
_STEP = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True)
class Shapes:
    """Paths by AGS; `neutral` are areas without a Kommune. Kreise go by their five digits."""

    credit: str
    width: int
    height: int
    gemeinden: dict[str, str]
    neutral: dict[str, str]
    boxes: dict[str, Box]
    marks: dict[str, tuple[int, int]]
    borders: str


@cache
def shapes() -> Shapes:
    """The map of the whole Land."""
    facts = json.loads(FILE.read_bytes())
    width, height = facts["viewBox"]
    return Shapes(
        credit=facts["credit"],
        width=width,
        height=height,
        gemeinden=facts["shapes"],
        neutral=facts["neutral"],
        boxes={key: (box[0], box[1], box[2], box[3]) for key, box in facts["boxes"].items()},
        marks={key: (mark[0], mark[1]) for key, mark in facts["marks"].items()},
        borders=facts["borders"],
    )


def extent(path: str) -> Box:
    """Left, top, right and bottom of a path of this map: rings of relative steps."""
    xs: list[int] = []
    ys: list[int] = []
    for left, top, steps in _RING.findall(path):
        numbers = [int(number) for number in _STEP.findall(steps)]
        xs += accumulate(numbers[::2], initial=int(left))
        ys += accumulate(numbers[1::2], initial=int(top))
    return min(xs), min(ys), max(xs), max(ys)


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all of them; at least one."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)
