"""Excel files hold the rows of the CSV with types, and text never runs."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import RequestFactory

from lotsen.core import xlsx_export
from lotsen.core.clock import BERLIN
from lotsen.core.csv_export import Cents
from lotsen.core.errors import DomainError
from lotsen.core.exports import list_response
from lotsen.core.xlsx_export import workbook


def sheet_of(rows: Iterable[Sequence[object]], header: Sequence[str] = ("A",), **facts: Any) -> Any:
    facts.setdefault("title", "Liste")
    return openpyxl.load_workbook(BytesIO(workbook(header=header, rows=rows, **facts))).active


@pytest.mark.parametrize(
    ("value", "held", "shown"),
    [
        ("08215084", "08215084", "@"),
        (None, None, "General"),
        ("", None, "General"),
        (True, "ja", "@"),
        (1136, 1136, "0"),
        (Decimal("48.775817"), 48.775817, "0.000000"),
        (Cents(123450), 1234.5, '#,##0.00\\ "€"'),
        (Cents(-5), -0.05, '#,##0.00\\ "€"'),
        (date(2026, 11, 22), datetime(2026, 11, 22), "dd.mm.yyyy"),
        (
            datetime(2026, 11, 22, 9, 15, 7, tzinfo=BERLIN),
            datetime(2026, 11, 22, 9, 15),
            "dd.mm.yyyy\\ hh:mm",
        ),
    ],
)
def test_cells_have_the_type_that_excel_knows(value: object, held: object, shown: str) -> None:
    found = sheet_of([[value]])["A2"]
    assert (found.value, found.number_format) == (held, shown)


@pytest.mark.parametrize(
    "text", ["=1+1", "+49 711", "-5", "@SUM(A1)", "{=1}", "=cmd|' /C calc'!A0", "#N/A", "1e5"]
)
def test_text_is_never_a_formula(text: str) -> None:
    found = sheet_of([[text]], header=(text,))
    for address in ("A1", "A2"):
        cell = found[address]
        assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")


def test_long_texts_breaks_and_control_signs_do_no_harm() -> None:
    found = sheet_of([["x" * 40_000], ["a\nb"], ["a\x00\x0bb"]])
    assert len(found["A2"].value) == 32_000
    assert found["A3"].value == "a\nb"
    assert found["A4"].value.startswith("a")


def test_the_sheet_is_made_to_work_with() -> None:
    rows = [("Mühlacker", 1), ("Calw an der Nagold", 2)]
    found = sheet_of(
        rows, header=("Name", "Zahl"), title="Stichprobe 2026/1: [alle]", notes=["Stand heute"]
    )
    assert found.title == "Stichprobe 2026-1- -alle-"
    assert found.freeze_panes == "A2"
    assert found.auto_filter.ref == "A1:B3"
    assert found["A1"].font.bold
    assert found.column_dimensions["A"].width > 18
    assert [cell.value for cell in found["A"]][-2:] == [None, "Stand heute"]


def test_an_empty_list_has_its_head() -> None:
    assert [cell.value for cell in sheet_of([], header=("Name", "Zahl"))[1]] == ["Name", "Zahl"]


def test_a_list_too_long_to_wait_for_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_export, "MAX_ROWS", 3)
    assert sheet_of([["x"]] * 3).max_row == 4
    with pytest.raises(DomainError, match="mehr als 3 Zeilen"):
        sheet_of([["x"]] * 4)


@pytest.mark.parametrize(
    ("query", "ending"), [("", "csv"), ("?ausgabe=csv", "csv"), ("?ausgabe=xlsx", "xlsx")]
)
def test_the_address_chooses_the_file(query: str, ending: str) -> None:
    response = list_response(RequestFactory().get(f"/{query}"), "Büro", ["A"], [["x"]])
    assert response["Content-Disposition"] == f"attachment; filename*=UTF-8''B%C3%BCro.{ending}"
    assert response["Cache-Control"] == "private, no-store"
    assert response.content.startswith(b"PK" if ending == "xlsx" else b"\xef\xbb\xbf")
