"""A Lotse registers, sees the own registrations and gives a place back."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from events import queries, rules, services
from events.forms import ConfirmForm
from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.attempt import attempt
from lotsen.core.paging import paginate
from lotsen.core.roles import Role
from lotsen.people.queries import current_employment, lotse_of

MAY_READ = (Role.LOTSE, Role.HR, Role.ORGANISER, Role.OFFICE)
MAY_CANCEL = (Role.LOTSE, Role.ORGANISER, Role.OFFICE)


@access(Role.LOTSE, writes=("POST",))
def register(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything on one page: what, where, as whom; one button. Then the confirmation."""
    actor = actor_of(request)
    event = get_object_or_404(queries.with_places(queries.events_visible_to(actor)), pk=pk)
    lotse = lotse_of(actor)
    if lotse is None:
        raise Http404("Zu dieser Anmeldung gehört keine Person.")
    form, status = ConfirmForm(request.POST or None), 200
    if request.method == "POST":
        form = ConfirmForm(request.POST)
        made, status = attempt(
            form, lambda: services.register(event_id=event.pk, lotse=lotse, actor=actor)
        )
        if made is not None:
            return redirect("events:registration", pk=made.pk)
    elif known := queries.own_registration(actor, event):
        return redirect("events:registration", pk=known.pk)
    context = {
        "event": event,
        "closed": rules.closed_because(event, now=clock.now(), today=clock.today()),
        "lotse": lotse,
        "employment": current_employment(lotse),
        "form": form,
    }
    return render(request, "events/register.html", context, status=status)


@access(*MAY_READ)
def registration(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The confirmation, which can be opened again at any time."""
    actor = actor_of(request)
    found = get_object_or_404(
        queries.registrations_visible_to(actor).select_related("event__organiser"), pk=pk
    )
    context = {
        "registration": found,
        "event": found.event,
        "is_own": actor.same_person(found.lotse.user_id),
        "can_cancel": actor.role in MAY_CANCEL
        and found.is_registered
        and not rules.has_started(found.event, clock.now()),
    }
    return render(request, "events/registration.html", context)


@access(Role.LOTSE)
def registrations(request: HttpRequest) -> HttpResponse:
    """All registrations of the person who acts."""
    page = paginate(request, queries.own_registrations(actor_of(request)))
    return render(request, "events/own_registrations.html", {"page": page})


@access(*MAY_CANCEL, writes=("POST",))
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask once, then give the place back."""
    actor = actor_of(request)
    found = get_object_or_404(queries.registrations_visible_to(actor), pk=pk)
    form, status = ConfirmForm(request.POST or None), 200
    if request.method == "POST":
        form = ConfirmForm(request.POST)
        cancelled, status = attempt(
            form, lambda: services.cancel_registration(registration_id=found.pk, actor=actor)
        )
        if cancelled is not None:
            return redirect("events:registration", pk=found.pk)
    context = {"registration": found, "event": found.event, "form": form}
    return render(request, "events/cancel_registration.html", context, status=status)
