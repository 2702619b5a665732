"""Work as the application does: with its database role instead of the owner's."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.db import connections


@contextmanager
def as_application() -> Iterator[None]:
    """All connections of all threads that are opened inside belong to the application's role.

    Only around committed data: an open transaction of the owner would be lost.
    """
    call_command("grant_rights", stdout=StringIO())
    parameters = connections["default"].settings_dict
    owner, password = parameters["USER"], parameters["PASSWORD"]
    connections.close_all()
    parameters["USER"], parameters["PASSWORD"] = settings.DATABASE_APP_ROLE, ""
    try:
        yield
    finally:
        connections.close_all()
        parameters["USER"], parameters["PASSWORD"] = owner, password
