"""Demo data: a living programme from November 2018 to today with fictitious people.

`plan/` decides in pure Python who, where and when; the other modules carry the plan out through the
services of the apps. Composition level: may import everything, nothing imports it.
"""
