"""What the seminars add to the pages of a person, a Kommune and a voucher."""

from datetime import date

from django.http import HttpRequest

from kommunen.models import Kommune
from kommunen.queries import with_predecessors
from kommunen.timeline import earlier_name
from lotsen.core import clock
from lotsen.core.access import optional_actor
from lotsen.core.panels import PanelContext
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models import Enrolment, Seminar, SeminarDay
from lotsen.seminars.queries import attended_by, enrolments_of, enrolments_visible_to
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
    """The newest seminars with people of the Kommune, and who is enrolled now; two queries.

    A Lotse reads the own seats only, so no numbers per seminar: they would not be the Kommune's.
    Names are for those who handle the cases.
    """
    actor = optional_actor(request)
    if actor is None:
        return None
    own = enrolments_visible_to(actor).filter(kommune__in=with_predecessors(kommune))
    found = list(attended_by(own))
    if not found:
        return None
    coming = own.filter(state=EnrolmentState.ENROLLED).order_by("-enrolled_at")
    named = list(coming[:SHOWN]) if _opens_cases(request) else []
    shown = found[:SHOWN] if actor.role != Role.LOTSE else []
    today = clock.today()
    context = {
        "enrolled": sum(seminar.enrolled for seminar in found),
        "completed": sum(seminar.completed for seminar in found),
        "seminars": [(seminar, _stage(seminar, today)) for seminar in shown],
        "all": len(found),
        "is_hr": actor.role == Role.HR,
        "enrolments": [(row, earlier_name(kommune, row.kommune)) for row in named],
    }
    return PanelContext("Seminare", "seminars/kommune_panel.html", context)


def _stage(seminar: Seminar, today: date) -> str:
    """Where a seminar is, for readers who have nothing to do about it."""
    if not seminar.is_published:
        return str(seminar.get_state_display())
    if today < seminar.first_day:
        return "steht bevor"
    return "läuft" if today <= seminar.last_day else "vorbei, noch nicht abgeschlossen"


def voucher_panel(request: HttpRequest, voucher: Voucher) -> PanelContext | None:
    """The enrolments that used the voucher, the present one first."""
    actor = optional_actor(request)
    if actor is None:
        return None
    used = enrolments_visible_to(actor).filter(voucher=voucher).select_related("seminar__provider")
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
