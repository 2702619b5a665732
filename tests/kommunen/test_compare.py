"""What one edition changes in another, in groups that a person can confirm."""

from dataclasses import replace
from datetime import date

import pytest

from kommunen.enums import ChangeGroup, KommuneKind
from kommunen.files import Edition, Place
from kommunen.files.compare import compare, doubts
from kommunen.files.plausible import jumps
from tests.factories.gv100 import snapshot_edition

KNOWN = snapshot_edition()
MUEHLACKER, CALW = "08236040", "08235085"


def changed(*places: Place, without: tuple[str, ...] = ()) -> Edition:
    """The known edition with some places replaced, added or gone."""
    kept = {key: place for key, place in KNOWN.places.items() if key not in without}
    return replace(KNOWN, places=kept | {place.key: place for place in places})


def groups(edition: Edition) -> list[tuple[ChangeGroup, str]]:
    return [(change.group, change.key) for change in compare(KNOWN, edition)]


def test_the_same_edition_changes_nothing() -> None:
    assert compare(KNOWN, snapshot_edition(date(2027, 1, 1))) == []
    assert doubts(KNOWN, snapshot_edition(date(2027, 1, 1))) == []


@pytest.mark.parametrize(
    ("facts", "group"),
    [
        ({"name": "Mühlacker an der Enz"}, ChangeGroup.NAME),
        ({"kind": KommuneKind.STADT}, ChangeGroup.KIND),
        ({"ars": "082365009040"}, ChangeGroup.VERBAND),
        ({"postcode": "75418"}, ChangeGroup.PLACE),
        ({"area_ha": 1}, ChangeGroup.PLACE),
        ({"population": 26_700}, ChangeGroup.POPULATION),
    ],
)
def test_each_fact_has_its_group(facts: dict[str, object], group: ChangeGroup) -> None:
    edition = changed(replace(KNOWN.places[MUEHLACKER], **facts))  # type: ignore[arg-type]
    assert groups(edition) == [(group, MUEHLACKER)]


def test_new_gone_and_moved_bodies_are_told_apart() -> None:
    calw = KNOWN.places[CALW]
    moved = replace(calw, key="08236099", ars="082360099099")
    fresh = replace(calw, key="08236098", ars="082360098098", name="Neustadt im Enzkreis")
    edition = changed(moved, fresh, without=(CALW, MUEHLACKER))
    assert groups(edition) == [
        (ChangeGroup.NEW, "08236098"),
        (ChangeGroup.DISSOLVED, MUEHLACKER),
        (ChangeGroup.MOVED, CALW),
    ]
    assert "1.100 Gemeinden statt 1.101." not in doubts(KNOWN, edition)


def test_two_bodies_of_one_name_are_never_taken_for_a_move() -> None:
    altheim = [place for place in KNOWN.places.values() if place.name == "Altheim"]
    assert len(altheim) > 1
    gone = tuple(place.key for place in altheim)
    fresh = replace(altheim[0], key="08236097", ars="082360097097")
    found = {group for group, _ in groups(changed(fresh, without=gone))}
    assert found == {ChangeGroup.NEW, ChangeGroup.DISSOLVED}


def test_a_renamed_verband_is_a_change_of_its_own() -> None:
    key, verband = next(iter(KNOWN.verbaende.items()))
    edition = replace(KNOWN, verbaende=KNOWN.verbaende | {key: replace(verband, name="GVV Neu")})
    assert groups(edition) == [(ChangeGroup.AREA, key)]


def test_the_implausible_is_said_in_words() -> None:
    place = KNOWN.places[MUEHLACKER]
    huge = changed(replace(place, population=place.population + 500_000), without=(CALW,))
    found = " ".join(doubts(KNOWN, replace(huge, as_of=date(2020, 1, 1))))
    assert "älter als der des Verzeichnisses" in found
    assert "ändert sich um +4,2\N{NO-BREAK SPACE}%" in found
    assert "1.100 Gemeinden statt 1.101." in found
    fewer = changed(replace(place, population=0), without=("08111000",))
    assert "ändert sich um \N{MINUS SIGN}5," in " ".join(doubts(KNOWN, fewer))
    assert "andere Einwohnerzahl: Mühlacker (526.787 statt 26.787)." in found
    assert "1\N{NO-BREAK SPACE}Zeile ist unten" in found


def test_a_single_figure_is_implausible_by_share_and_by_people() -> None:
    assert jumps(633_000, 1)
    assert jumps(100, 49)
    assert not jumps(100, 80)  # two families
    assert not jumps(100_000, 109_999)
    assert not jumps(0, 5_000)
