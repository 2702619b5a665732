"""Every list that is offered as CSV is offered as XLSX with exactly the same rows."""

import csv
import re
from datetime import datetime
from io import BytesIO, StringIO
from itertools import takewhile
from typing import Any
from urllib.parse import parse_qsl

import openpyxl
import pytest
from django.test import RequestFactory
from django.urls import reverse

from kommunen.models import Contact, Figure
from lotsen.core.exports import CONTENT_TYPES, XLSX, list_response
from lotsen.core.roles import ALL_ROLES, Role
from lotsen.people.models import Lotse, Qualification
from tests.access.table import TABLE
from tests.access.test_matrix import roles_of
from tests.access.world import World
from vouchers.forms.filters import GROUPS
from vouchers.models import Claim

pytestmark = pytest.mark.django_db

LISTS = {
    "kommunen:list": Role.OFFICE,
    "kommunen:edition-changes": Role.OFFICE,
    "reporting:lotsen": Role.MINISTRY,
    "reporting:enrolled": Role.MINISTRY,
    "reporting:kommunen": Role.MINISTRY,
    "reporting:bookings": Role.MINISTRY,
    "reporting:coverage-list": Role.MINISTRY,
    "reporting:white-spots": Role.MINISTRY,
    "people:list": Role.OFFICE,
    "vouchers:contracts": Role.HR,
    "vouchers:vouchers": Role.PROVIDER,
    "vouchers:inhouse": Role.PROVIDER,
    "vouchers:payments": Role.AUDITOR,
    "vouchers:payment-files": Role.OFFICE,
    "vouchers:reclaims": Role.PROVIDER,
    "vouchers:entries-csv": Role.AUDITOR,
    "vouchers:totals-csv": Role.MINISTRY,
    "vouchers:year-csv": Role.MINISTRY,
    "vouchers:sample-csv": Role.OFFICE,
    "vouchers:claims-csv": Role.PROVIDER,
    "vouchers:claim-csv": Role.PROVIDER,
    "events:participants-csv": Role.ORGANISER,
    "events:list": Role.ORGANISER,
    "seminars:list": Role.HR,
}

WORK = {
    "seminars:list?ansicht=offen": Role.PROVIDER,
    "seminars:list?ansicht=ueberfaellig": Role.OFFICE,
    "seminars:list?ansicht=fertig": Role.AUDITOR,
}
"""Other lists at an address of `LISTS`, for whom it opens with them."""

FILES = LISTS | WORK

WITHOUT_ROWS = {"vouchers:year-csv", "seminars:list?ansicht=ueberfaellig"}
"""No budget year of that world was carried over, and no seminar day is overdue."""


def address(world: World, name: str) -> str:
    sample = TABLE[name].sample
    return reverse(name, kwargs=world.samples[sample] if sample else {})


def file_of(world: World, name: str, kind: str) -> Any:
    """The answer with the list `name` as file, asked as its reader in `FILES`."""
    view, _, query = name.partition("?")
    client = world.client(world.own[FILES[name]])
    return client.get(address(world, view), dict(parse_qsl(query)) | {"ausgabe": kind})


def test_no_list_is_forgotten(world: World) -> None:
    """Every address that answers with a workbook, asked as somebody who may. A form to fill in,
    with heads only, is none."""
    found = set()
    for name in (name for name in TABLE if not name.endswith("-blank")):
        role = LISTS.get(name) or min(roles_of(TABLE[name]) or ALL_ROLES, key=str)
        client = world.client(world.own[role])
        answer = client.get(address(world, name), {"ausgabe": "xlsx"})
        if answer.headers.get("Content-Type") == CONTENT_TYPES[XLSX]:
            found.add(name)
    assert found == set(LISTS)


def as_text(cell: Any) -> str:
    """What the CSV says for a cell of the workbook."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M}" if "hh" in cell.number_format else f"{value:%d.%m.%Y}"
    if "€" in cell.number_format:
        return f"{value:.2f}".replace(".", ",")
    return " ".join(str(value).splitlines())


@pytest.mark.parametrize("name", sorted(FILES))
def test_both_files_have_the_same_rows(world: World, name: str) -> None:
    text = file_of(world, name, "csv").content.decode("utf-8-sig")
    table = [
        [re.sub(r"^'", "", cell) for cell in row]
        for row in csv.reader(StringIO(text), delimiter=";")
    ]
    written = [[*row, *[""] * (len(table[0]) - len(row))] for row in table]
    answer = file_of(world, name, "xlsx")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert [[as_text(cell) for cell in row] for row in sheet.iter_rows()] == written
    assert sheet.freeze_panes == "A2"
    file = answer["Content-Disposition"].rpartition("''")[2]
    assert file.endswith(".xlsx")
    csv_file = file_of(world, name, "csv")["Content-Disposition"].rpartition("''")[2]
    assert file.removesuffix(".xlsx") == csv_file.removesuffix(".csv")


@pytest.fixture
def gaps() -> None:
    """Nothing is known that need not be: no contact, no inhabitants, no department."""
    Contact.objects.all().delete()
    Figure.objects.all().delete()
    Lotse.objects.update(phone="", department="")
    Qualification.objects.update(proof="")
    Claim.objects.update(provider_reference="")


def lengths(answer: Any) -> tuple[int, set[int]]:
    """Number of columns, and how many cells the rows have; the notes follow after an empty row."""
    header, *rest = csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    return len(header), {len(row) for row in takewhile(bool, rest)}


@pytest.mark.usefixtures("gaps")
@pytest.mark.parametrize("name", sorted(FILES))
def test_rows_with_gaps_have_a_cell_in_every_column(world: World, name: str) -> None:
    columns, found = lengths(file_of(world, name, "csv"))
    assert found == (set() if name in WITHOUT_ROWS else {columns})
    answer = file_of(world, name, "xlsx")
    assert openpyxl.load_workbook(BytesIO(answer.content)).active.max_column == columns


@pytest.mark.parametrize("group", [group for group, _ in GROUPS])
def test_totals_have_the_same_columns_however_they_are_grouped(world: World, group: str) -> None:
    client = world.client(world.own[Role.MINISTRY])
    columns, found = lengths(client.get(address(world, "vouchers:totals-csv"), {"gruppe": group}))
    assert found == {columns}


def test_a_white_spot_without_a_contact_has_empty_cells(world: World) -> None:
    client = world.client(world.own[Role.MINISTRY])
    text = client.get(address(world, "reporting:white-spots"), {"ausgabe": "csv"}).content.decode()
    assert re.search(
        r"^Nebendorf \(Musterkreis\);08999\d{3};Gemeinde;Musterkreis;5000;;;\r$", text, re.MULTILINE
    )


def test_a_row_of_another_length_is_never_written() -> None:
    """Whether a cell is missing at its end or in its middle, only the view can know."""
    for row in (["x"], ["x", "y", "z"]):
        for query in ("", "?ausgabe=xlsx"):
            with pytest.raises(ValueError, match=f"row 2 has {len(row)} cells for 2 columns"):
                list_response(
                    RequestFactory().get(f"/{query}"), "Liste", ["A", "B"], [["x", "y"], row]
                )
