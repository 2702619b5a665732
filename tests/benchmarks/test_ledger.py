"""The benchmark of the ledger runs; what it measures is looked at by people."""

import subprocess
import sys

from django.conf import settings


def test_it_fills_a_ledger_that_is_whole_and_prints_both_tables() -> None:
    command = [sys.executable, "-m", "tests.benchmarks.ledger"]
    command += ["--postings", "1000", "--bookings", "8", "--clients", "1", "2", "--no-sync"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 clients" in done.stdout
    assert "everything, as of today" in done.stdout
    assert ", 0 problems" in done.stdout
