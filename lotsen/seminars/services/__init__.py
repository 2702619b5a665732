"""The only writers of the seminars, one function per act.

Order in every one: lock the seminar → read → check → write → audit. Where money moves, the ledger
is locked before it. docs/locking.md.
"""

from lotsen.seminars.services.attaching import attach_voucher
from lotsen.seminars.services.cancelling import cancel_enrolment
from lotsen.seminars.services.certifying import (
    give_login,
    render_certificate,
    request_certificates,
)
from lotsen.seminars.services.confirming import confirm_days
from lotsen.seminars.services.deciding import cancel_seminar, publish_seminar
from lotsen.seminars.services.enrolling import Place, enrol, enrol_many
from lotsen.seminars.services.marking import Mark, all_present, tick_many
from lotsen.seminars.services.planning import (
    DayPlan,
    SeminarPlan,
    copy_seminar,
    create_seminar,
    edit_seminar,
)
from lotsen.seminars.services.substituting import substitute

__all__ = [
    "DayPlan",
    "Mark",
    "Place",
    "SeminarPlan",
    "all_present",
    "attach_voucher",
    "cancel_enrolment",
    "cancel_seminar",
    "confirm_days",
    "copy_seminar",
    "create_seminar",
    "edit_seminar",
    "enrol",
    "enrol_many",
    "give_login",
    "publish_seminar",
    "render_certificate",
    "request_certificates",
    "substitute",
    "tick_many",
]
