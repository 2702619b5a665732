"""What upper apps know about one day of a voucher, without the funding side knowing them.

The seminars register a function in their `AppConfig.ready`; reversals ask it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from vouchers.models import Voucher


@dataclass(frozen=True, slots=True)
class DayEvidence:
    """What was confirmed for the day. `cap_cents`: the part of the fee that falls on it."""

    present: bool
    cap_cents: int
    seminar: str
    path: str
    certificate: str = ""


Source = Callable[[Voucher, int], DayEvidence | None]
_sources: list[Source] = []


def register_evidence(source: Source) -> None:
    """Add a source; the first one that knows the day is believed."""
    if source not in _sources:
        _sources.append(source)


def evidence_of(voucher: Voucher, day_number: int) -> DayEvidence | None:
    """What is known about the day, or None when no seminar used the voucher."""
    found = (source(voucher, day_number) for source in _sources)
    return next((evidence for evidence in found if evidence is not None), None)
