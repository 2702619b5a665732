"""Reads everything, writes nothing: dashboards and figures with as-of dates."""
