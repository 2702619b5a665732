"""Time and memory of importing the official files of all Germany, against a bare command.

    .venv/bin/python -m tests.benchmarks.registry [--records 16000]

Starts its own PostgreSQL and Valkey and loads the registry. Both files are made from the project's
snapshot: Baden-Württemberg with other inhabitants, and its records again as those of other Länder,
until the file is as long as the real one. Every step is a process of its own.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kommunen.files import Edition
from kommunen.files.writing import gv100ad
from lotsen.devstack import test_servers
from tests.factories.auszug import auszug, rows_of
from tests.factories.gv100 import snapshot_edition

RECORDS = 16_000
DATES = ["--population-on", "2025-12-31", "--population-base", "Zensus 2022"]
MANAGE = [sys.executable, "manage.py"]


@dataclass(frozen=True, slots=True)
class Result:
    """What one process took: on the clock, of the processor, and of memory at its peak."""

    name: str
    seconds: float
    cpu: float
    megabytes: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=RECORDS)
    records = parser.parse_args().records
    servers = test_servers.start()
    try:
        environment = os.environ | (servers.environment if servers else {}) | SITE
        subprocess.run([*MANAGE, "migrate", "-v0"], env=environment, check=True)
        with tempfile.TemporaryDirectory() as folder:
            text, excel = write_files(Path(folder), records)
            show(
                [
                    measure("bare command", ["check"], environment),
                    measure("load_registry", ["load_registry"], environment),
                    measure("text, compared", [IMPORT, text, "--dry-run", *DATES], environment),
                    measure("Excel, compared", [IMPORT, excel, "--dry-run", *DATES], environment),
                    measure("text, applied", [IMPORT, text, *DATES], environment),
                ]
            )
    finally:
        if servers:
            servers.stop()


SITE = {"DJANGO_SETTINGS_MODULE": "lotsen.settings.test", "SECRET_KEY": "b" * 60}
IMPORT = "import_gemeindeverzeichnis"


def write_files(folder: Path, records: int) -> tuple[str, str]:
    """The text file and the Excel file with as many records."""
    edition = grown(snapshot_edition())
    lines = gv100ad(edition).decode("utf-8-sig").split("\r\n")[:-1]
    others = [f"{line[:10]}{land}{line[12:]}" for land in LAENDER for line in lines]
    text = folder / f"GV100AD_{edition.as_of:%d%m%Y}.txt"
    text.write_text("\r\n".join([*lines, *others][:records]) + "\r\n", encoding="utf-8-sig")
    rows = rows_of(edition)
    more = [[*row[:2], land, *row[3:]] for land in LAENDER for row in rows]
    excel = folder / "AuszugGV.xlsx"
    excel.write_bytes(auszug(edition, more=more[: records - len(rows)]))
    print(f"{records} records: {text.stat().st_size:,} and {excel.stat().st_size:,} bytes")
    return str(text), str(excel)


LAENDER = ["01", "03", "05", "06", "07", "09", "12", "13", "14", "15", "16"]


def grown(edition: Edition) -> Edition:
    """Every Kommune has a few more inhabitants than in the snapshot."""
    places = {
        key: replace(x, population=x.population + 1 + x.population // 500)
        for key, x in edition.places.items()
    }
    return replace(edition, places=places, as_of=date(2026, 9, 30))


def measure(name: str, command: Sequence[str], environment: dict[str, str]) -> Result:
    """Run one management command to its end. Peak memory is that of its largest process."""
    begun = time.perf_counter()
    process = subprocess.Popen([*MANAGE, *command], env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{name} ended with {process.returncode}.")
    cpu = used.ru_utime + used.ru_stime
    return Result(name, time.perf_counter() - begun, cpu, used.ru_maxrss / 1024)


def show(results: Sequence[Result]) -> None:
    bare = results[0]
    print(f"{'':20}{'seconds':>9}{'cpu s':>8}{'peak MB':>9}{'cpu of bare':>13}")
    for row in results:
        print(
            f"{row.name:20}{row.seconds:9.1f}{row.cpu:8.1f}{row.megabytes:9.0f}"
            f"{row.cpu / bare.cpu:12.1f}x"
        )


if __name__ == "__main__":
    main()
