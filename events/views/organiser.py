"""The organiser plans, publishes and closes events and works with the list of participants."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from events import queries, rules, services
from events.forms import AddressForm, ConfirmForm, EventForm, ParticipantFilter, ReasonForm
from events.models import Event
from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.attempt import attempt
from lotsen.core.exports import list_response
from lotsen.core.formatting import instant
from lotsen.core.paging import paginate
from lotsen.core.roles import Role

ORGANISERS = (Role.ORGANISER, Role.OFFICE)
LIST_HEAD = (
    "Nummer",
    "Nachname",
    "Vorname",
    "E-Mail-Adresse",
    "Organisationseinheit",
    "Kommune",
    "Angemeldet",
)


def managed_event(request: HttpRequest, pk: UUID) -> Event:
    """The event with its places if the actor runs it; everything else does not exist here."""
    actor = actor_of(request)
    events = queries.with_places(queries.events_visible_to(actor))
    if actor.role == Role.ORGANISER:
        events = events.filter(organiser=actor.organisation_id)
    return get_object_or_404(events, pk=pk)


@access(*ORGANISERS, writes=("POST",))
def create(request: HttpRequest) -> HttpResponse:
    """A new draft."""
    form, status = EventForm.for_new(), 200
    if request.method == "POST":
        form = EventForm(request.POST)
        event, status = attempt(
            form,
            lambda: services.create_event(
                plan=form.plan(), actor=actor_of(request), event_id=form.cleaned_data["token"]
            ),
        )
        if event is not None:
            return redirect("events:detail", pk=event.pk)
    return render(request, "events/edit.html", {"form": form, "event": None}, status=status)


@access(*ORGANISERS, writes=("POST",))
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change an event; a new time or place is mailed to everybody who is registered."""
    event = managed_event(request, pk)
    form, status = EventForm.for_event(event), 200
    if request.method == "POST":
        form = EventForm(request.POST)
        edited, status = attempt(form, lambda: _edit(event, form, request))
        if edited is not None:
            messages.success(request, "Die Änderungen sind gespeichert.")
            return redirect("events:detail", pk=event.pk)
    context = {"form": form, "event": event, "can_edit": rules.can_be_edited(event, clock.now())}
    return render(request, "events/edit.html", context, status=status)


@access(*ORGANISERS, writes=("POST",))
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Check what everybody will see, then publish."""
    event = managed_event(request, pk)
    form, status = ConfirmForm(request.POST or None), 200
    if request.method == "POST":
        form = ConfirmForm(request.POST)
        published, status = attempt(
            form, lambda: services.publish_event(event_id=event.pk, actor=actor_of(request))
        )
        if published is not None:
            messages.success(request, "Die Veranstaltung ist veröffentlicht.")
            return redirect("events:detail", pk=event.pk)
    context = {"form": form, "event": event, "is_complete": rules.is_complete(event)}
    return render(request, "events/publish.html", context, status=status)


@access(*ORGANISERS, writes=("POST",))
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Call an event off with a reason."""
    event = managed_event(request, pk)
    form, status = ReasonForm(request.POST or None), 200
    if request.method == "POST":
        form = ReasonForm(request.POST)
        cancelled, status = attempt(
            form,
            lambda: services.cancel_event(
                event_id=event.pk, reason=form.cleaned_data["reason"], actor=actor_of(request)
            ),
        )
        if cancelled is not None:
            messages.success(request, "Die Veranstaltung ist abgesagt.")
            return redirect("events:detail", pk=event.pk)
    return render(request, "events/cancel.html", {"form": form, "event": event}, status=status)


@access(*ORGANISERS, writes=("POST",))
def held(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close an event that took place (a button on its page)."""
    event = managed_event(request, pk)
    if request.method == "POST":
        services.mark_held(event_id=event.pk, actor=actor_of(request))
        messages.success(request, "Die Veranstaltung ist als durchgeführt vermerkt.")
    return redirect("events:detail", pk=event.pk)


@access(*ORGANISERS)
def participants(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who is registered, with search and paging."""
    event = managed_event(request, pk)
    form = ParticipantFilter(request.GET)
    text = form.value("q") or ""
    page = paginate(request, queries.participants(event, actor_of(request), text))
    context = {
        "event": event,
        "form": form,
        "text": text,
        "page": page,
        "kommunen": queries.kommunen_represented(event),
        "can_add": not rules.closed_because(event, now=clock.now(), today=clock.today(), late=True),
    }
    return render(request, "events/participants.html", context)


@access(*ORGANISERS)
def participants_csv(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The list as shown, searched and all pages, for Excel."""
    event = managed_event(request, pk)
    text = ParticipantFilter(request.GET).value("q") or ""
    rows = [
        (
            found.reference,
            found.lotse.family_name,
            found.lotse.given_name,
            found.lotse.email,
            found.lotse.department,
            found.kommune.label,
            found.registered_at,
        )
        for found in queries.participants(event, actor_of(request), text)
    ]
    notes = [f"Stand {instant(clock.now())}", f"Erstellt von {actor_of(request).signature}"]
    if text:
        notes.append(f"Suche: {text}")
    return list_response(request, f"Teilnehmende {event.number}", LIST_HEAD, rows, notes)


@access(*ORGANISERS)
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All participants on one page with a column to sign, for the printer."""
    event = managed_event(request, pk)
    people = list(queries.participants(event, actor_of(request)))
    return render(request, "events/sheet.html", {"event": event, "people": people})


@access(*ORGANISERS, writes=("POST",))
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Register somebody who called or wrote."""
    event = managed_event(request, pk)
    form, status = AddressForm(request.POST or None), 200
    if request.method == "POST":
        form = AddressForm(request.POST)
        made, status = attempt(
            form,
            lambda: services.register_by_address(
                event_id=event.pk, email=form.cleaned_data["email"], actor=actor_of(request)
            ),
        )
        if made is not None:
            return redirect("events:registration", pk=made.pk)
    context = {"form": form, "event": event}
    return render(request, "events/add_participant.html", context, status=status)


def _edit(event: Event, form: EventForm, request: HttpRequest) -> Event:
    return services.edit_event(
        event_id=event.pk,
        plan=form.plan(),
        version=form.cleaned_data["version"] or 0,
        actor=actor_of(request),
    )
