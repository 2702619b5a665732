"""The first page after signing in: one address for everybody, one overview per role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lotsen.core.access import actor_of, signed_in
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from lotsen.reporting.overviews import BY_ROLE
from lotsen.reporting.overviews.budget import approval_tasks, closing_tasks
from lotsen.reporting.overviews.claims import claim_tasks
from lotsen.reporting.overviews.corrections import cases_to_check, reclaims_to_decide
from lotsen.reporting.overviews.due import budget_tasks, waiting_elsewhere
from lotsen.reporting.overviews.parts import Task
from lotsen.reporting.overviews.payments import payment_tasks
from lotsen.reporting.queries.dashboard import Dashboard
from lotsen.reporting.views.dashboard import dashboard_context


@signed_in()
def overview(request: HttpRequest) -> HttpResponse:
    """ "Zu erledigen" above the figures; ministry and Rechnungshof see the dashboard."""
    actor = actor_of(request)
    assert actor.role is not None
    build = BY_ROLE.get(actor.role)
    if build is None:
        context = dashboard_context(request)
        grants = actor.role == Role.MINISTRY
        context |= {
            "is_overview": True,
            "tasks": _ministry_tasks(context["board"], actor) if grants else None,
            "waiting": waiting_elsewhere(),
        }
        return render(request, "reporting/dashboard.html", context)
    return render(request, "reporting/overview.html", {"overview": build(actor)})


def _ministry_tasks(board: Dashboard, actor: Actor) -> list[Task]:
    return [
        *approval_tasks(actor),
        *claim_tasks(Role.MINISTRY),
        *payment_tasks(),
        *reclaims_to_decide(actor),
        *budget_tasks(board),
        *closing_tasks(),
        *cases_to_check(),
    ]
