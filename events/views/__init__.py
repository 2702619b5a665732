"""Pages of the events, by audience."""
