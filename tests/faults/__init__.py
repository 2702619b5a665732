"""Faults on demand: what happens to the money when something is killed (docs/operations.md)."""
