"""Work of a period is done once, and again only when it failed."""

import pytest

from lotsen.core.periodic import once

pytestmark = pytest.mark.django_db


def test_work_is_done_once_in_a_period() -> None:
    done: list[str] = []
    for day in ("2026-11-22", "2026-11-22", "2026-11-23"):
        once("night", day, lambda day=day: done.append(day))  # type: ignore[misc]
    once("other", "2026-11-22", lambda: done.append("other"))
    assert done == ["2026-11-22", "2026-11-23", "other"]


def test_work_that_failed_is_tried_again() -> None:
    done: list[int] = []

    def fail() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once("night", "2026-11-22", fail)
    assert once("night", "2026-11-22", lambda: done.append(1))
    assert done == [1]
