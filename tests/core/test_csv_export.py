"""Exports open in German Excel, keep what they say and never run."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from lotsen.core.clock import BERLIN
from lotsen.core.csv_export import Cents, cell, csv_text, safe_text


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+49 711",
        "-5",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "＝1+1",
        "|cmd",
        "%0A",
        "\0=1",
    ],
)
def test_nothing_becomes_a_formula(text: str) -> None:
    written = safe_text(text)
    assert written.startswith("'")
    assert "\n" not in written
    assert "\0" not in written


@pytest.mark.parametrize("text", ["Mühlacker", "08215084-B-0001", "Ja - nein", "a=b"])
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert safe_text(text) == text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("08215084", "08215084"),
        ("+49 711 123", "'+49 711 123"),
        (Decimal("48.775817"), "48,775817"),
        (None, ""),
        (True, "ja"),
        (1136, "1136"),
        (-5, "-5"),
        (Cents(123450), "1234,50"),
        (Cents(-5), "-0,05"),
        (date(2026, 11, 22), "22.11.2026"),
        (datetime(2026, 11, 22, 9, 15, tzinfo=BERLIN), "22.11.2026 09:15"),
    ],
)
def test_values_are_written_for_german_excel(value: object, written: str) -> None:
    assert cell(value) == written


def test_file_has_bom_semicolons_and_notes() -> None:
    text = csv_text("Liste", ["A", "B"], [["x;y", 1]], notes=["Stand 22.11.2026"])
    assert text == '\ufeffA;B\r\n"x;y";1\r\n\r\nStand 22.11.2026\r\n'
