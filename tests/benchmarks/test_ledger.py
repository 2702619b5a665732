"""The benchmark of the ledger runs; what it measures is looked at by people."""

import subprocess
import sys

import pytest
from django.conf import settings

from tests.benchmarks import ledger_bookings, ledger_fill, ledger_totals
from vouchers.models import Posting


@pytest.mark.django_db(transaction=True)
def test_the_filled_ledger_is_whole_before_and_after_booking() -> None:
    cast = ledger_fill.prepare()
    ledger_fill.multiply(postings=1_000, open_vouchers=4)
    assert Posting.objects.count() > 1_000
    assert ledger_totals.checked().problems == []
    assert {timing.name for timing in ledger_totals.measure()} >= {"everything", "budget table"}
    speed = ledger_bookings.measure(cast, clients=2, bookings=4)
    assert min(speed.service, speed.guarded, speed.bare) > 0
    assert ledger_totals.checked().problems == []


@pytest.mark.nightly
def test_the_script_prints_both_tables() -> None:
    command = [sys.executable, "-m", "tests.benchmarks.ledger"]
    command += ["--postings", "1000", "--bookings", "8", "--clients", "1", "2", "--no-sync"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 clients" in done.stdout
    assert ", 0 problems" in done.stdout
