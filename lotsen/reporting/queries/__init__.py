"""Counting the programme as of any day. Nothing here writes."""
