"""The demo loaded into the test database, once for a module and gone after it."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

from django.db import transaction
from django.test import override_settings

from kommunen.services.load import load_registry
from lotsen.core.actor import SYSTEM
from lotsen.demo.load import load
from lotsen.demo.plan.scale import Scale
from lotsen.demo.progress import Progress


def loaded(scale: Scale, blocker: Any) -> Iterator[str]:
    """Body of a module fixture; gives what the terminal showed."""
    shown = StringIO()
    with blocker.unblock(), override_settings(DEMO_MODE=True), transaction.atomic():
        load_registry(actor=SYSTEM)
        load(scale, Progress(shown))
        yield shown.getvalue()
        transaction.set_rollback(True)
