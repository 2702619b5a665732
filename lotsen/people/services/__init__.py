"""The only writers of people data."""

from lotsen.people.services.change import change_own_contact, change_person, link_user
from lotsen.people.services.prior import (
    NewEmployee,
    PriorCourse,
    record_prior,
    record_prior_of_new,
    withdraw_prior,
)
from lotsen.people.services.prior_lists import (
    ListedCourse,
    RowsRefused,
    discard_list,
    known_list,
    receive_list,
    record_list,
)
from lotsen.people.services.proofs import Scan, add_proof, read_scan
from lotsen.people.services.qualify import (
    Completion,
    record_qualification,
    record_qualifications,
)
from lotsen.people.services.register import register_person

__all__ = [
    "Completion",
    "ListedCourse",
    "NewEmployee",
    "PriorCourse",
    "RowsRefused",
    "Scan",
    "add_proof",
    "change_own_contact",
    "change_person",
    "discard_list",
    "known_list",
    "link_user",
    "read_scan",
    "receive_list",
    "record_list",
    "record_prior",
    "record_prior_of_new",
    "record_qualification",
    "record_qualifications",
    "register_person",
    "withdraw_prior",
]
