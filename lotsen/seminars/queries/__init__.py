"""Reading the seminars. Lists start from `…_visible_to(actor)`."""

from lotsen.seminars.queries.attendance import (
    Effect,
    Gap,
    Sheet,
    SheetDay,
    SheetMark,
    SheetRow,
    attendance_sheet,
)
from lotsen.seminars.queries.certificates import Progress, certificate_progress, verified
from lotsen.seminars.queries.enrolments import (
    Candidate,
    candidates,
    certificates_visible_to,
    enrolments_of,
    enrolments_visible_to,
    own_enrolments,
    participants,
)
from lotsen.seminars.queries.seminars import (
    attended_by,
    catalogue,
    cities,
    in_tab,
    overdue_days,
    seminars_visible_to,
    taken_seats,
    with_days,
    with_seats,
)

__all__ = [
    "Candidate",
    "Effect",
    "Gap",
    "Progress",
    "Sheet",
    "SheetDay",
    "SheetMark",
    "SheetRow",
    "attendance_sheet",
    "attended_by",
    "candidates",
    "catalogue",
    "certificate_progress",
    "certificates_visible_to",
    "cities",
    "enrolments_of",
    "enrolments_visible_to",
    "in_tab",
    "overdue_days",
    "own_enrolments",
    "participants",
    "seminars_visible_to",
    "taken_seats",
    "verified",
    "with_days",
    "with_seats",
]
