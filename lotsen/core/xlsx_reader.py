"""Reading one sheet of an uploaded Excel file: guard first, then a child process with limits.

A child that runs out of memory or time dies alone; the worker goes on and the file is refused.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lotsen.core.xlsx_guard import Limits, WorkbookRefused, check_xlsx

CPU_SECONDS = 30
PATIENCE = 60
"""Seconds on the clock: a busy machine gives the child half of a core or less."""
CHILD = Path(__file__).with_name("xlsx_child.py")
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1"}
"""Nothing of ours, above all no secrets; openpyxl loads numpy where there is one."""

Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it is: `rows[0]` is the first row. Days are ISO text."""

    name: str
    rows: list[list[Cell]]


def read_sheet(content: bytes, prefixes: Sequence[str], limits: Limits) -> Sheet | None:
    """The first sheet whose name begins with one of `prefixes`, None when there is none.

    Raises `WorkbookRefused` for a file that the guard refuses or the child could not read.
    """
    check_xlsx(content, limits)
    bounds = [str(bound) for bound in (limits.rows, limits.columns, CPU_SECONDS)]
    command = [sys.executable, "-I", str(CHILD), *bounds, *prefixes]
    try:
        done = subprocess.run(
            command,
            input=content,
            capture_output=True,
            timeout=PATIENCE,
            check=True,
            env=ENVIRONMENT,
        )
        found = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise WorkbookRefused("Das Lesen der Excel-Datei dauert zu lange.") from error
    except (subprocess.CalledProcessError, ValueError) as error:
        raise WorkbookRefused("Die Excel-Datei ist beschädigt und nicht lesbar.") from error
    return Sheet(found["name"], found["rows"]) if found["name"] else None
