"""What the seminars add to the pages of a person, a Kommune and a voucher."""

from datetime import date

from django.db.models import Count, Q
from django.http import HttpRequest

from kommunen.models import Kommune
from kommunen.queries import with_predecessors
from kommunen.timeline import earlier_name
from lotsen.core.access import optional_actor
from lotsen.core.panels import PanelContext
from lotsen.people.models import Lotse
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models import Enrolment, SeminarDay
from lotsen.seminars.queries import enrolments_of, enrolments_visible_to
from lotsen.seminars.rules import CASE_READERS
from vouchers.models import Voucher

PERSON_ORDER = 20
KOMMUNE_ORDER = 30
VOUCHER_ORDER = 10
SHOWN = 10


def person_panel(request: HttpRequest, lotse: Lotse) -> PanelContext | None:
    """Seminars and certificates of a person; not shown where there are none to see."""
    actor = optional_actor(request)
    found = list(enrolments_of(lotse, actor)[:SHOWN]) if actor else []
    if not found:
        return None
    rows = [(enrolment, getattr(enrolment, "certificate", None)) for enrolment in found]
    context = {"rows": rows, "opens_cases": _opens_cases(request)}
    return PanelContext("Seminare und Zertifikate", "seminars/person_panel.html", context)


def kommune_panel(request: HttpRequest, kommune: Kommune) -> PanelContext | None:
    """How many are enrolled and have completed; the names only for those who handle the cases."""
    actor = optional_actor(request)
    if actor is None:
        return None
    own = enrolments_visible_to(actor).filter(kommune__in=with_predecessors(kommune))
    counts = own.aggregate(
        enrolled=Count("pk", filter=Q(state=EnrolmentState.ENROLLED)),
        completed=Count("pk", filter=Q(state=EnrolmentState.COMPLETED)),
    )
    if not any(counts.values()):
        return None
    coming = own.filter(state=EnrolmentState.ENROLLED).order_by("-enrolled_at")
    named = list(coming[:SHOWN]) if _opens_cases(request) else []
    context = {"enrolments": [(row, earlier_name(kommune, row.kommune)) for row in named]}
    return PanelContext("Seminare", "seminars/kommune_panel.html", counts | context)


def voucher_panel(request: HttpRequest, voucher: Voucher) -> PanelContext | None:
    """The enrolments that used the voucher, the present one first."""
    actor = optional_actor(request)
    if actor is None:
        return None
    used = (
        enrolments_visible_to(actor)
        .filter(voucher=voucher)
        .select_related("seminar__provider", "replaced_by")
    )
    rows = list(used.order_by("-enrolled_at")[:SHOWN])
    if not rows:
        return None
    context = {"rows": rows, "opens_cases": _opens_cases(request)}
    return PanelContext("Anmeldung zum Seminar", "seminars/voucher_panel.html", context)


def voucher_dates(voucher: Voucher) -> dict[int, date]:
    """The days of the seminar for which the voucher is used now."""
    live = Enrolment.objects.filter(voucher=voucher).exclude(state=EnrolmentState.CANCELLED)
    days = SeminarDay.objects.filter(seminar__in=live.values("seminar"))
    return dict(days.values_list("number", "held_on"))


def _opens_cases(request: HttpRequest) -> bool:
    actor = optional_actor(request)
    return actor is not None and actor.role in CASE_READERS
