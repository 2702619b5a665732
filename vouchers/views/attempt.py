"""Moved to `lotsen.core.attempt`."""

from lotsen.core.attempt import attempt

__all__ = ["attempt"]
