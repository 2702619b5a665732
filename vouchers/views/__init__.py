"""Pages of the funding side, by audience and subject."""
