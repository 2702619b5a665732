"""Every list that is offered as CSV is offered as XLSX with exactly the same rows."""

import csv
import re
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from lotsen.core.roles import Role
from tests.access.table import TABLE
from tests.access.world import World

pytestmark = pytest.mark.django_db

LISTS = {
    "kommunen:list": Role.OFFICE,
    "kommunen:edition-changes": Role.OFFICE,
    "reporting:lotsen": Role.MINISTRY,
    "reporting:enrolled": Role.MINISTRY,
    "reporting:kommunen": Role.MINISTRY,
    "reporting:bookings": Role.MINISTRY,
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


def test_no_list_is_forgotten() -> None:
    assert {name for name in TABLE if name.endswith("-csv")} <= set(LISTS)


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


@pytest.mark.parametrize("name", sorted(LISTS))
def test_both_files_have_the_same_rows(world: World, name: str) -> None:
    client = world.client(world.own[LISTS[name]])
    sample = TABLE[name].sample
    path = reverse(name, kwargs=world.samples[sample] if sample else {})
    text = client.get(path, {"ausgabe": "csv"}).content.decode("utf-8-sig")
    table = [
        [re.sub(r"^'", "", cell) for cell in row]
        for row in csv.reader(StringIO(text), delimiter=";")
    ]
    written = [[*row, *[""] * (len(table[0]) - len(row))] for row in table]
    answer = client.get(path, {"ausgabe": "xlsx"})
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert [[as_text(cell) for cell in row] for row in sheet.iter_rows()] == written
    assert sheet.freeze_panes == "A2"
    file = answer["Content-Disposition"].rpartition("''")[2]
    assert file.endswith(".xlsx")
    csv_file = client.get(path, {"ausgabe": "csv"})["Content-Disposition"].rpartition("''")[2]
    assert file.removesuffix(".xlsx") == csv_file.removesuffix(".csv")
