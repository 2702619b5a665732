"""A list as a download: CSV, or with `?ausgabe=xlsx` an Excel file of exactly the same rows."""

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from lotsen.core.csv_export import csv_text
from lotsen.core.xlsx_export import workbook

FORMAT = "ausgabe"
"""The parameter of the address that chooses; the links come from `{% downloads %}`."""
CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def list_response(
    request: HttpRequest,
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    notes: Iterable[str] = (),
) -> HttpResponse:
    """The list as the file that the address asks for; anything but `xlsx` is the CSV.

    `title` names file and sheet; `notes` (Stand, filter, author) follow after an empty row.
    Raises `ValueError` for a row that has not exactly one cell per column.
    """
    kind = XLSX if request.GET.get(FORMAT) == XLSX else CSV
    write = workbook if kind == XLSX else csv_text
    content = write(title, header, _complete(header, rows), notes)
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    filename = quote(f"{title}.{kind}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{filename}"
    response["Cache-Control"] = "private, no-store"
    return response


def _complete(
    header: Sequence[str], rows: Iterable[Sequence[object]]
) -> Iterator[Sequence[object]]:
    """The rows, each as long as the header. Nothing is padded: no one knows where the gap is."""
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise ValueError(f"row {number} has {len(row)} cells for {len(header)} columns")
        yield row
