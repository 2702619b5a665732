"""The publisher's notes in a ZIP say of which day the figures are."""

from datetime import date

import pytest

from kommunen.files.notes import Notes, notes_in
from tests.factories.auszug import book
from tests.factories.bad_files import zipped

PUBLISHED = """Erscheinungsmonat: Juli 2025

Die Bevölkerungsangaben basieren für alle Bundesländer auf dem Stichtag 31.12.2024 (ZENSUS 2022).

Die Ergebnisse ab Berichtsjahr 2016 sind nur bedingt mit den Vorjahreswerten vergleichbar.

Die Flächenangaben basieren alle Bundesländer auf dem
Stichtag 31.12.2023.
"""


def read(text: str, name: str = "GV100AD_31082025_Hinweise.txt") -> Notes:
    return notes_in(zipped({"GV100AD_31082025.txt": b"x" * 220, name: text.encode()}))


def test_the_notes_say_day_and_base() -> None:
    assert read(PUBLISHED) == Notes(date(2024, 12, 31), "Zensus 2022", date(2023, 12, 31))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (" (ZENSUS 2022)", "", Notes(date(2024, 12, 31), None, date(2023, 12, 31))),
        ("31.12.2024", "31.13.2024", Notes(None, "Zensus 2022", date(2023, 12, 31))),
        ("Flächenangaben", "Gebietsangaben", Notes(date(2024, 12, 31), "Zensus 2022", None)),
    ],
)
def test_what_they_do_not_say_stays_open(old: str, new: str, expected: Notes) -> None:
    assert read(PUBLISHED.replace(old, new)) == expected


@pytest.mark.parametrize(
    "content",
    [
        *(b"", PUBLISHED.encode(), b"PK\x03\x04" + b"x" * 100, book({"Tabelle1": [["60"]]})),
        zipped({"Hinweise.txt": PUBLISHED.encode()})[:-30],
        zipped({"Hinweise.txt": b"\xff\xfe" * 90_000}),
    ],
)
def test_any_other_file_has_none(content: bytes) -> None:
    assert notes_in(content) == Notes()


def test_another_member_is_no_notes() -> None:
    assert read(PUBLISHED, "Beschreibung.txt") == Notes()
