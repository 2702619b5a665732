"""Networking events (Vernetzungsevents) and the registrations of the Lotsen."""
