"""Tables of the seminars, split by subject."""

from lotsen.seminars.models.attendance import Attendance, Certificate, DayConfirmation
from lotsen.seminars.models.enrolment import Enrolment
from lotsen.seminars.models.seminar import Seminar, SeminarDay

__all__ = [
    "Attendance",
    "Certificate",
    "DayConfirmation",
    "Enrolment",
    "Seminar",
    "SeminarDay",
]
