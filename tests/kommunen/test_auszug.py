"""The Excel file of the directory: the same edition as the text file, without phantom changes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kommunen.enums import ChangeGroup
from kommunen.files import Edition, FileRefused, Source, auszug, read_gv100ad, read_official
from kommunen.files.compare import compare, completed, doubts
from lotsen.core import xlsx_child
from lotsen.core.xlsx_guard import Limits
from lotsen.core.xlsx_reader import Sheet
from tests.factories import auszug as written
from tests.factories.editions import editions
from tests.factories.gv100 import gv100ad, part_of, snapshot_edition, without_centres

WHOLE = snapshot_edition()
SMALL = part_of(WHOLE, "08236", "08111")
MUEHLACKER = "08236040"


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the child process, which takes a second to start on a busy machine."""

    def read(content: bytes, prefixes: Sequence[str], limits: Limits) -> Sheet:
        found = xlsx_child.read(content, limits.rows, limits.columns, list(prefixes))
        return Sheet(found["name"], found["rows"])

    monkeypatch.setattr(auszug, "read_sheet", read)


@pytest.mark.parametrize("resaved", [False, True])
def test_a_whole_file_is_the_same_edition(resaved: bool) -> None:
    edition = read_official(written.auszug(WHOLE, resaved=resaved))
    assert edition.source == Source.AUSZUG
    assert completed(edition, WHOLE) == WHOLE
    assert compare(WHOLE, completed(edition, WHOLE)) == []
    assert doubts(WHOLE, completed(edition, WHOLE)) == []


def test_what_it_does_not_carry_is_no_difference(in_process: None) -> None:
    place = replace(SMALL.places[MUEHLACKER], name="Mühlacker an der Enz")
    changed = replace(SMALL, places=SMALL.places | {MUEHLACKER: place})
    edition = completed(read_official(written.auszug(changed)), SMALL)
    assert [(x.group, x.key) for x in compare(SMALL, edition)] == [(ChangeGroup.NAME, MUEHLACKER)]


def test_the_seat_of_something_new_is_said_to_be_missing(in_process: None) -> None:
    key, verband = next(iter(SMALL.verbaende.items()))
    known = replace(SMALL, verbaende={k: x for k, x in SMALL.verbaende.items() if k != key})
    edition = completed(read_official(written.auszug(SMALL)), known)
    assert edition.verbaende[key] == replace(verband, seat="")
    assert f"ohne Sitz bleiben bis zur nächsten GV100AD: {verband.name}." in " ".join(
        doubts(known, edition)
    )


def test_other_laender_and_uninhabited_areas_are_left_out(in_process: None) -> None:
    more = [
        written.row("10", "09", "Bayern"),
        written.row("60", "09162", "München", kind="61", verband="0000", gemeinde="000"),
        written.row("60", "08236", "Wald", kind="66", verband="9971", gemeinde="971"),
    ]
    assert read_official(written.auszug(SMALL, more=more)).places.keys() == SMALL.places.keys()


@pytest.mark.parametrize(
    ("sheet", "as_of"),
    [
        ("Onlineprodukt_Gemeinden30062026", date(2026, 6, 30)),
        ("Onlineprodukt_Gemeinden_300626", date(2026, 6, 30)),
        ("Onlineprodukt_Gemeinden", date(2026, 6, 30)),
        ("Gemeindedaten", date(2026, 6, 30)),
    ],
)
def test_the_day_is_in_the_sheet_or_in_its_head(sheet: str, as_of: date, in_process: None) -> None:
    content = written.auszug(SMALL, sheet=sheet, head_day=as_of)
    assert read_official(content).as_of == as_of


def test_a_row_that_is_no_record_is_named_but_not_below_the_last(in_process: None) -> None:
    lost = written.row("Summe", "08236", "Enzkreis")
    last = written.row("10", "16", "Thüringen")
    assert read_official(written.auszug(SMALL, more=[last, lost])).places
    with pytest.raises(FileRefused, match=r"Zeile \d+: Die Satzart „Summe“ gibt es nicht"):
        read_official(written.auszug(SMALL, more=[lost, last]))


@settings(max_examples=60, deadline=None)
@given(edition=editions(WHOLE))
def test_any_edition_written_as_text_is_read_as_it_was(edition: Edition) -> None:
    assert read_gv100ad(gv100ad(edition)) == without_centres(edition)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(edition=editions(SMALL), resaved=st.booleans())
def test_any_edition_written_as_excel_is_read_as_it_was(
    edition: Edition, resaved: bool, in_process: None
) -> None:
    content = written.auszug(edition, resaved=resaved)
    assert completed(read_official(content), edition) == edition
