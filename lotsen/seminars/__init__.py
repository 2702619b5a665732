"""Seminars of the providers: seats, attendance day by day, certificates."""
