"""Pages of the seminars, by audience and subject."""
