"""Writing the Excel file "Auszug aus dem Gemeindeverzeichnis", tidy and untidy."""

from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

from kommunen.enums import KommuneKind
from kommunen.files import Edition, Place
from kommunen.files.auszug import DEGREES
from kommunen.files.centres import as_degrees
from kommunen.files.writing import KIND_CODES, VERBAND_CODES

WIDTH = 20
Row = list[Any]


def auszug(
    edition: Edition,
    *,
    resaved: bool = False,
    sheet: str = "",
    head_day: date | None = None,
    more: Sequence[Row] = (),
    centres: bool = True,
) -> bytes:
    """The edition as the publisher's file. `resaved`: by somebody whose program made the keys
    numbers and the numbers text; `more`: rows of other Länder or broken ones."""
    day = head_day or edition.as_of
    head: list[Row] = [
        [f"Gemeinden in Deutschland nach Fläche und Bevölkerung am {day:%d.%m.%Y}"],
        [],
        ["Satzart", "Text-kenn-zeichen", "Amtlicher Regionalschlüssel"],
        ["", "", "Land", "RB", "Kreis", "VB", "Gem", *[""] * 7, *(DEGREES if centres else ())],
        [f"Gebietsstand am {day:%d.%m.%Y}", "", "Fläche am 31.12.2023"],
        [],
    ]
    rows = [*_records(edition), *more]
    if resaved:
        rows = [[_resaved(column, cell) for column, cell in enumerate(row)] for row in rows]
    foot = [[], ["1) Gebietsstand."], ["© Statistisches Bundesamt (Destatis)"]]
    name = sheet or f"Onlineprodukt_Gemeinden{edition.as_of:%d%m%Y}"
    return book({"Deckblatt": [["Gemeindeverzeichnis"]], name: [*head, *rows, *foot]})


def rows_of(edition: Edition) -> list[Row]:
    """The records of an edition as rows."""
    return list(_records(edition))


def book(sheets: dict[str, list[Row]]) -> bytes:
    """A workbook with these sheets and rows."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(number, column, cell)
                    elif cell is not None:
                        sheet.write_number(number, column, cell)
    return target.getvalue()


def row(
    record_type: str, key: str, name: str, *, kind: str = "", verband: str = "", gemeinde: str = ""
) -> Row:
    """The columns A to H; `key` is Land, Regierungsbezirk and Kreis in one."""
    parts = [key[:2], key[2:3], key[3:5]]
    return [record_type, kind, *parts, verband, gemeinde, name]


def _records(edition: Edition) -> Iterator[Row]:
    yield row("10", "08", "Baden-Württemberg")
    for area in edition.regierungsbezirke.values():
        yield row("20", area.key, f"Reg.-Bez. {area.name}")
    for area in edition.regionen.values():
        yield row("30", area.key, f"Region {area.name}")
    for place in edition.places.values():
        if place.kind == KommuneKind.LANDKREIS:
            yield row("40", place.kreis, place.name, kind="44")
        elif place.kind == KommuneKind.STADTKREIS:
            yield row("40", place.kreis, f"{place.name}, Stadtkreis", kind="42")
    for area in edition.verbaende.values():
        assert area.kind is not None
        kind = VERBAND_CODES[area.kind]
        yield row("50", area.key[:5], area.name, kind=kind, verband=area.key[5:])
    for place in edition.places.values():
        if place.kind == KommuneKind.LANDKREIS:
            continue
        verband = place.ars[5:9]
        if place.kreis + verband not in edition.verbaende:
            yield row("50", place.kreis, place.name, kind="50", verband=verband)
        yield _gemeinde(place, verband)


def _gemeinde(place: Place, verband: str) -> Row:
    kind, gemeinde = KIND_CODES[place.kind], place.key[5:]
    head = row("60", place.kreis, place.name, kind=kind, verband=verband, gemeinde=gemeinde)
    people = place.population
    density = round(people / max(place.area_ha, 1) * 100)
    figures = [place.area_ha / 100, people, people // 2, people - people // 2, density]
    north, east = as_degrees(place.centre) if place.centre else ("", "")
    centre = [str(degree).replace(".", ",") for degree in (east, north)]
    return [*head, *figures, place.postcode, *centre, "L50", "Region", "01", "x"]


def _resaved(column: int, cell: Any) -> Any:
    """Keys become numbers, numbers become text with blanks and a comma."""
    if isinstance(cell, str) and cell.isdecimal() and (column < 7 or column == 13):
        return int(cell)
    if isinstance(cell, str) and cell and column in (14, 15):
        return float(cell.replace(",", "."))
    if isinstance(cell, float):
        return f" {cell:,.2f}".replace(",", "\u00a0").replace(".", ",")
    return f" {cell:,}".replace(",", " ") if isinstance(cell, int) else cell
