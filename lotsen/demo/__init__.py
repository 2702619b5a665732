"""A living programme with fictitious persons, made through the services."""
