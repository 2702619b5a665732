"""What the seminars add to the page of a person and to the page of a Kommune."""

from django.db.models import Count, Q
from django.http import HttpRequest

from kommunen.models import Kommune
from lotsen.core.access import optional_actor
from lotsen.core.panels import PanelContext
from lotsen.people.models import Lotse
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.queries import enrolments_of, enrolments_visible_to
from lotsen.seminars.rules import CASE_READERS

PERSON_ORDER = 20
KOMMUNE_ORDER = 30
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
    own = enrolments_visible_to(actor).filter(kommune=kommune)
    counts = own.aggregate(
        enrolled=Count("pk", filter=Q(state=EnrolmentState.ENROLLED)),
        completed=Count("pk", filter=Q(state=EnrolmentState.COMPLETED)),
    )
    if not any(counts.values()):
        return None
    coming = own.filter(state=EnrolmentState.ENROLLED).order_by("-enrolled_at")
    named = list(coming[:SHOWN]) if _opens_cases(request) else []
    return PanelContext("Seminare", "seminars/kommune_panel.html", counts | {"enrolments": named})


def _opens_cases(request: HttpRequest) -> bool:
    actor = optional_actor(request)
    return actor is not None and actor.role in CASE_READERS
