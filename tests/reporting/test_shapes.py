"""The stored map fits the registry, and its places are drawn once."""

import re

from kommunen.services.snapshot import read
from lotsen.devstack.shapes import WITHOUT_KOMMUNE
from lotsen.reporting.coverage_drawing import share_step, whole_share
from lotsen.reporting.shapes import around, extent, shapes
from lotsen.reporting.tiles import COLUMNS, ROWS, TILES

REGISTRY = read()
PATH = re.compile(r"(M\d+,\d+l(-?\d+[ -]?)+z)+")


def test_every_gemeinde_of_the_registry_has_exactly_one_shape() -> None:
    assert set(shapes().gemeinden) == {row["ags"] for row in REGISTRY.gemeinden}
    assert len(shapes().gemeinden) == 1101
    assert set(shapes().neutral) == set(WITHOUT_KOMMUNE)


def test_shapes_are_paths_within_the_picture() -> None:
    for path in (*shapes().gemeinden.values(), *shapes().neutral.values()):
        assert PATH.fullmatch(path), path
    for left, top, right, bottom in shapes().boxes.values():
        assert 0 <= left < right <= shapes().width
        assert 0 <= top < bottom <= shapes().height


def test_every_kreis_has_a_tile_of_its_own_a_box_and_a_mark() -> None:
    landkreise = {row["key"] for row in REGISTRY.landkreise}
    cities = {row["ags"][:5] for row in REGISTRY.gemeinden if row["kind"] == "stadtkreis"}
    assert TILES.keys() == shapes().boxes.keys() == shapes().marks.keys() == landkreise | cities
    assert len({(tile.column, tile.row) for tile in TILES.values()}) == 44
    assert len({tile.code for tile in TILES.values()}) == 44
    assert all(tile.column < COLUMNS and tile.row < ROWS for tile in TILES.values())
    codes = {row["key"]: row["kfz"] for row in REGISTRY.landkreise}
    assert all(TILES[key].code.removesuffix("-L") == code for key, code in codes.items())


def test_the_credit_names_source_year_and_change() -> None:
    assert shapes().credit.startswith("© GeoBasis-DE / BKG 2017 (Daten verändert)")


def test_a_share_is_as_dark_as_its_quarter() -> None:
    shares = [(0, 8), (1, 8), (2, 8), (4, 8), (6, 8), (8, 8), (0, 0)]
    assert [share_step(*share) for share in shares] == [0, 0, 1, 2, 3, 3, 0]


def test_a_share_on_a_tile_is_rounded_like_the_table() -> None:
    shares = [(2, 3), (15, 26), (31, 45), (1, 8), (1, 2)]
    assert [whole_share(*share) for share in shares] == ["67 %", "58 %", "69 %", "13 %", "50 %"]


def test_only_all_are_100_per_cent_and_only_nobody_is_0() -> None:
    shares = [(999, 1000), (1000, 1000), (1, 1000), (0, 1000), (0, 0)]
    assert [whole_share(*share) for share in shares] == ["99 %", "100 %", "1 %", "0 %", "–"]


def test_the_extent_of_a_path_is_what_its_steps_reach() -> None:
    assert extent("M10,20l5-3 2 8-20 1zM100,7l1 1 1 0z") == (-3, 7, 102, 26)
    for kreis, box in shapes().boxes.items():
        own = [extent(path) for key, path in shapes().gemeinden.items() if key[:5] == kreis]
        assert around([box, *own]) == box, kreis
