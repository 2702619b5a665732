"""What the seminars know about one day of a voucher (`vouchers/evidence.py`)."""

from django.urls import reverse

from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models import Attendance, Enrolment
from lotsen.seminars.queries.attendance import day_cap_cents
from vouchers.evidence import DayEvidence
from vouchers.models import Voucher


def day_evidence(voucher: Voucher, day_number: int) -> DayEvidence | None:
    """The confirmed attendance of the holder, fee share and certificate; None without a place."""
    live = Enrolment.objects.filter(voucher=voucher).exclude(state=EnrolmentState.CANCELLED)
    enrolment = live.select_related("seminar", "certificate").first()
    if enrolment is None:
        return None
    mark = Attendance.objects.filter(enrolment=enrolment, day__number=day_number).first()
    certificate = getattr(enrolment, "certificate", None)
    return DayEvidence(
        present=mark is not None and mark.present,
        cap_cents=day_cap_cents(enrolment, day_number),
        seminar=enrolment.seminar.number,
        path=reverse("seminars:attendance", args=[enrolment.seminar_id]),
        certificate=certificate.number if certificate else "",
    )
