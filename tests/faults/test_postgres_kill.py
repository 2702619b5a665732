"""One kill of the script that is meant to be run by hand with ten."""

import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.nightly
def test_a_killed_server_loses_no_acknowledged_booking() -> None:
    command = [sys.executable, "-m", "tests.faults.postgres_kill", "--kills", "1", "--writers", "4"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 lost, 0 doubled, 0 never acknowledged" in done.stdout
