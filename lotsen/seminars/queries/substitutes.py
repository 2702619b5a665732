"""What can still be changed about a place: the person, or the voucher that pays for it."""

from django.db.models import Exists, OuterRef, QuerySet

from lotsen.core.actor import Actor
from lotsen.people.models import Lotse
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models import Enrolment
from lotsen.seminars.queries.enrolments import usable_vouchers
from vouchers.models import Voucher
from vouchers.queries.substitutes import substitutes


def seat_substitutes(enrolment: Enrolment, actor: Actor) -> QuerySet[Lotse]:
    """Colleagues who could take the seat over: no voucher and no place of their own."""
    line = enrolment.seminar.line
    running = Enrolment.objects.filter(
        lotse=OuterRef("pk"), seminar__line__kind=line.kind, state=EnrolmentState.ENROLLED
    )
    people = substitutes(enrolment.kommune, line, actor).exclude(Exists(running))
    return people.exclude(pk=enrolment.lotse_id)


def voucher_to_add(enrolment: Enrolment) -> Voucher | None:
    """The unused voucher of a person who is enrolled at the full price, for this provider."""
    if enrolment.voucher_id is not None or not enrolment.is_enrolled:
        return None
    found = usable_vouchers(enrolment.seminar, [enrolment.lotse_id]).get(enrolment.lotse_id)
    if found is None or found.kommune_id != enrolment.kommune_id:
        return None
    return Voucher.objects.select_related("line__period", "contract").get(pk=found.pk)
