"""The official fixed-width file: what is read, and why a damaged one is refused by line."""

import io
import zipfile
from collections import Counter
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kommunen.enums import KommuneKind
from kommunen.files import FileRefused, read_gv100ad
from tests.factories.gv100 import gv100ad, record, snapshot_edition, without_centres

EDITION = without_centres(snapshot_edition())
WHOLE = gv100ad(EDITION)
LINES = WHOLE.decode("utf-8-sig").split("\r\n")[:-1]


def content(lines: list[str]) -> bytes:
    return "\r\n".join(lines).encode()


def number_of(start: str, name: str) -> int:
    """Line number of the record with this beginning and name."""
    return next(n for n, line in enumerate(LINES, 1) if line.startswith(start) and name in line)


def packed(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("_txt", ".txt").replace("_pdf", ".pdf"), text)
    return target.getvalue()


def test_a_whole_edition_is_read_as_it_was_written() -> None:
    edition = read_gv100ad(WHOLE)
    assert edition == EDITION
    assert edition.as_of == date(2026, 8, 31)
    assert edition.population == 11_245_898
    kinds = Counter(place.kind for place in edition.places.values())
    assert kinds[KommuneKind.LANDKREIS] == 35
    assert sum(kinds.values()) == 1_136
    assert len(edition.verbaende) == 270


@pytest.mark.parametrize(
    ("line_end", "encoding"),
    [("\n", "utf-8"), ("\r\n", "utf-8"), ("\n", "utf-8-sig"), ("\r\n", "iso-8859-1")],
)
def test_copies_with_other_ends_and_encodings_are_the_same(line_end: str, encoding: str) -> None:
    assert read_gv100ad(gv100ad(EDITION, line_end=line_end, encoding=encoding)) == EDITION


def test_the_zip_of_the_publisher_is_read_beside_its_notes() -> None:
    delivery = packed(GV100AD_31082026_txt=WHOLE, Hinweise_txt=b"Kontakt", Beschreibung_pdf=b"%PDF")
    assert read_gv100ad(delivery) == EDITION


def test_the_order_of_the_records_does_not_matter() -> None:
    assert read_gv100ad(content(list(reversed(LINES)))).places == EDITION.places


def test_uninhabited_areas_and_other_laender_are_left_out() -> None:
    extra = [
        record("60", "08317", "Rheinau", gemeinde="971", verband="9971", kind="66"),
        record("60", "09162", "München, Landeshauptstadt", gemeinde="000", verband="0000"),
    ]
    assert read_gv100ad(content(LINES + extra)) == EDITION


def test_the_designation_after_the_comma_is_not_part_of_the_name() -> None:
    line = number_of("60", "Heidelberg") - 1
    lines = [*LINES]
    lines[line] = lines[line].replace("Heidelberg" + " " * 18, "Heidelberg, Universitätsstadt"[:28])
    assert read_gv100ad(content(lines)).places["08221000"].name == "Heidelberg"


def test_a_cut_line_is_named() -> None:
    lines = [*LINES]
    lines[99] = lines[99][:150]
    with pytest.raises(FileRefused, match="Zeile 100: 150 Zeichen statt 220"):
        read_gv100ad(content(lines))


def test_a_file_that_ends_in_the_middle_is_refused() -> None:
    with pytest.raises(FileRefused, match="Zeichen statt 220"):
        read_gv100ad(WHOLE[: len(WHOLE) // 2 + 60])


def test_bytes_broken_in_the_middle_of_an_umlaut_are_named() -> None:
    at = WHOLE.index("Böblingen".encode())
    broken = WHOLE[: at + 2] + WHOLE[at + 3 :]
    line = WHOLE.count(b"\n", 0, at) + 1
    with pytest.raises(FileRefused, match=f"Zeile {line}: Ein Zeichen ist beschädigt"):
        read_gv100ad(broken)


def test_mixed_dates_are_named() -> None:
    lines = [*LINES]
    lines[7] = lines[7][:2] + "20250101" + lines[7][10:]
    with pytest.raises(
        FileRefused, match=r"Zeile 8: Gebietsstand 01\.01\.2025, in der ersten Zeile 31\.08"
    ):
        read_gv100ad(content(lines))


def test_another_land_is_refused() -> None:
    lines = [record("10", "09", "Bayern"), record("20", "091", "Reg.-Bez. Oberbayern")]
    with pytest.raises(FileRefused, match="keine Sätze von Baden-Württemberg"):
        read_gv100ad(content(lines))


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([record("99", "08", "?")], "Satzart „99“"),
        (
            [record("10", "08", "BW", as_of=date(2026, 1, 1)).replace("20260101", "20261301")],
            "Gebietsstand",
        ),
    ],
)
def test_a_record_that_does_not_exist_is_refused(lines: list[str], reason: str) -> None:
    with pytest.raises(FileRefused, match=reason):
        read_gv100ad(content(lines))


def test_a_gemeinde_without_its_kreis_is_named() -> None:
    gone = number_of("40", "Calw")
    lines = [line for number, line in enumerate(LINES, 1) if number != gone]
    with pytest.raises(FileRefused, match="Der Kreis 08235 fehlt"):
        read_gv100ad(content(lines))


def test_the_same_gemeinde_twice_is_named() -> None:
    with pytest.raises(FileRefused, match="Derselbe Schlüssel steht schon in Zeile"):
        read_gv100ad(content([*LINES, LINES[-1]]))


@pytest.mark.parametrize("letter", ["X", " ", "-"])
def test_a_population_that_is_no_number_is_named(letter: str) -> None:
    line = number_of("60", "Aidlingen")
    lines = [*LINES]
    lines[line - 1] = lines[line - 1][:149] + letter + lines[line - 1][150:]
    with pytest.raises(FileRefused, match=f"Zeile {line}: Fläche oder Bevölkerung"):
        read_gv100ad(content(lines))


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"", "leer"),
        (b"\r\n \r\n", "leer"),
        (b"<!DOCTYPE html><html>Wartungsarbeiten</html>", "Webseite"),
        (b"\x00" * 500, "Steuerzeichen"),
        (b"x" * 20_000_001, "20 MB"),
        (packed(a_txt=b"1", b_txt=b"2"), "2 Textdateien"),
        (packed(a_pdf=b"1"), "0 Textdateien"),
        (packed(a_txt=b"0" * 10_000_000), "gepackt"),
        (packed(a_txt=WHOLE)[:5000], "beschädigt"),
    ],
    ids=["empty", "blank", "html", "binary", "huge", "two texts", "no text", "bomb", "cut zip"],
)
def test_other_files_are_refused_with_a_reason(file: bytes, reason: str) -> None:
    with pytest.raises(FileRefused, match=reason):
        read_gv100ad(file)


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 400_000), junk=st.binary(min_size=1, max_size=6))
def test_any_damage_is_refused_or_read_but_never_an_error(at: int, junk: bytes) -> None:
    damaged = WHOLE[:at] + junk + WHOLE[at + len(junk) :]
    with suppress(FileRefused):
        assert read_gv100ad(damaged).as_of
