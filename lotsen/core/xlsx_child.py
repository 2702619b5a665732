"""Program of the child process that reads one sheet of an Excel file (see `xlsx_reader`).

    python -I xlsx_child.py ROWS COLUMNS SECONDS PREFIX… < book.xlsx > sheet.json

It imports nothing of the project: memory and time are limited before the parser is loaded, and the
environment with its secrets is not handed over.
"""

import json
import resource
import sys
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

MEMORY = 1_000_000_000


def main() -> None:
    rows, columns, seconds = (int(text) for text in sys.argv[1:4])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    found = read(sys.stdin.buffer.read(), rows, columns, sys.argv[4:])
    sys.stdout.write(json.dumps(found))


def read(content: bytes, rows: int, columns: int, prefixes: list[str]) -> dict[str, Any]:
    """Name and rows of the first sheet whose name begins with one of the prefixes."""
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        if sheet.title.startswith(tuple(prefixes)):
            # Without this the reader believes <dimension> and silently drops what lies outside.
            sheet.reset_dimensions()
            cells = sheet.iter_rows(max_row=rows, max_col=columns, values_only=True)
            return {"name": sheet.title, "rows": [[plain(value) for value in row] for row in cells]}
    return {"name": None, "rows": []}


def plain(value: object) -> object:
    """A value that JSON can hold; days and times as text."""
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | float) else str(value)


if __name__ == "__main__":
    main()
