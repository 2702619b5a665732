"""The outlines of the Gemeinden (`kommunen/data/shapes.json`), read once per process."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import kommunen

FILE = Path(kommunen.__file__).parent / "data" / "shapes.json"
Box = tuple[int, int, int, int]


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
