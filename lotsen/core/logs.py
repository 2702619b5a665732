"""One JSON line per event. Fields are chosen from a fixed list, so personal data cannot slip in.

For the same reason no address of a request is written (it may hold the secret of a link), and of an
exception only types, places in the code and the violated constraint: its text may quote a name or,
from PostgreSQL, a whole row.
"""

import json
import logging
import time
import traceback
from contextvars import ContextVar

from lotsen.core.db import violated_constraint

request_id: ContextVar[str] = ContextVar("request_id", default="")
FIELDS = (
    *("method", "route", "status", "ms", "role", "job", "kind", "attempt", "item", "count"),
    *("error", "user", "lotse"),  # keys of a user and a person, never names
)
LONGEST_CHAIN = 10


class JsonFormatter(logging.Formatter):
    """Renders time, level, logger, message, request id and the allowed extra fields."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if hasattr(record, "request"):  # Django's own lines name the address
            match = getattr(record.request, "resolver_match", None)
            line |= {"message": "refused or failed", "route": match.view_name if match else ""}
            line["status"] = getattr(record, "status_code", 0)
        if request_id.get():
            line["request_id"] = request_id.get()
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["exception"] = _trace(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def _trace(error: BaseException | None) -> str:
    """The chain of exceptions, first cause first, with their frames but without their texts."""
    chain: list[str] = []
    while error is not None and len(chain) < LONGEST_CHAIN:
        constraint = violated_constraint(error)
        name = f"{type(error).__name__} ({constraint})" if constraint else type(error).__name__
        chain.append("".join(traceback.format_tb(error.__traceback__)) + name)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(reversed(chain))
