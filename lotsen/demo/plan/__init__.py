"""The plan of the demo programme: pure functions, no database, the same result every time."""
