"""The only source of "now" and "today". The programme lives in Berlin time.

Demo data and tests move the clock with `at(...)`; nothing else may.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

BERLIN = ZoneInfo("Europe/Berlin")
_moved: ContextVar[datetime | None] = ContextVar("moved_clock", default=None)


def now() -> datetime:
    """The present instant, aware, in Berlin time."""
    return (_moved.get() or timezone.now()).astimezone(BERLIN)


def real_now() -> datetime:
    """The machine's instant in Berlin time, whatever `at` says; only for moving the clock."""
    return timezone.now().astimezone(BERLIN)


def today() -> date:
    """The present calendar day in Berlin."""
    return now().date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let `now()` be `moment` (aware, or naive Berlin time) inside the block."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=BERLIN)
    token = _moved.set(moment)
    try:
        yield
    finally:
        _moved.reset(token)
