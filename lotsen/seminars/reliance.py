"""Places and certificates that rest on a qualification of the person."""

from lotsen.people.enums import QualificationKind
from lotsen.people.models import Qualification
from lotsen.people.reliance import register_reliance
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models import Certificate, Enrolment


def relying_place(qualification: Qualification) -> str:
    """The certificate that would stand alone without it, or the place that needed the Basis.

    Who already had a Basis when the same course ended got a certificate and no second one.
    """
    own = Certificate.objects.filter(enrolment__lotse=qualification.lotse_id)
    same = own.filter(enrolment__seminar__line__kind=qualification.kind)
    if certificate := same.order_by("number").first():
        return f"Darauf beruht das Zertifikat {certificate.number}"
    if qualification.kind != QualificationKind.BASIS:
        return ""
    places = Enrolment.objects.filter(
        lotse=qualification.lotse_id, seminar__line__needs_basis=True
    ).exclude(state=EnrolmentState.CANCELLED)
    if place := places.select_related("seminar").order_by("seminar__number").first():
        return f"Darauf beruht die Anmeldung zum Seminar {place.seminar.number}"
    return ""


def register() -> None:
    """Say so where the office withdraws a qualification."""
    register_reliance(relying_place)
