"""The only writers of people data."""

from lotsen.people.services.change import change_own_contact, change_person, link_user
from lotsen.people.services.qualify import (
    Completion,
    record_qualification,
    record_qualifications,
)
from lotsen.people.services.register import register_person

__all__ = [
    "Completion",
    "change_own_contact",
    "change_person",
    "link_user",
    "record_qualification",
    "record_qualifications",
    "register_person",
]
