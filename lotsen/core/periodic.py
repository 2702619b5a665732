"""Periodic work is done once per period, however often and on how many machines it is started."""

from collections.abc import Callable

from django.db import transaction

from lotsen.core import clock
from lotsen.core.models import PeriodicRun


def once(name: str, period: str, work: Callable[[], object]) -> bool:
    """Call `work` unless it was done, or is being done, for this period; whether it was called.

    `period` is for example the day. Work that fails is free to be started again; its exception is
    raised. Who is killed on the way leaves the period to the next one: such work catches up.
    """
    with transaction.atomic():
        _, is_first = PeriodicRun.objects.get_or_create(
            name=name, period=period, defaults={"started_at": clock.now()}
        )
    if not is_first:
        return False
    try:
        work()
    except BaseException:
        PeriodicRun.objects.filter(name=name, period=period).delete()
        raise
    return True
