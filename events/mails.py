"""The mails around an event. Single ones go out with the act, those to everybody in a job."""

from django.urls import reverse

from events.models import Event, Registration
from lotsen.core import jobs, mail
from lotsen.core.actor import Actor


def confirm(registration: Registration, actor: Actor) -> None:
    """ "You have a place", with everything needed to go there."""
    _send(
        registration,
        key=f"registration-made:{registration.pk}",
        subject=f"Anmeldung bestätigt: {registration.event.title}",
        template="mails/events/registered.txt",
        actor=actor,
    )


def confirm_cancellation(registration: Registration, actor: Actor) -> None:
    """ "Your place is free again"."""
    _send(
        registration,
        key=f"registration-cancelled:{registration.pk}",
        subject=f"Abmeldung bestätigt: {registration.event.title}",
        template="mails/events/registration_cancelled.txt",
        actor=actor,
    )


def announce_change(event: Event, actor: Actor) -> None:
    """A job tells everybody the new time or place."""
    _announce(event, "changed", f"Änderung mitteilen: {event.title}", actor)


def announce_cancellation(event: Event, actor: Actor) -> None:
    """A job tells everybody that the event does not take place."""
    _announce(event, "cancelled", f"Absage mitteilen: {event.title}", actor)


def tell_of_change(registration: Registration, version: int, actor: Actor) -> None:
    """New time or place, for one person; at most once per version of the event."""
    _send(
        registration,
        key=f"event-changed:{registration.pk}:{version}",
        subject=f"Änderung: {registration.event.title}",
        template="mails/events/event_changed.txt",
        actor=actor,
    )


def tell_of_cancellation(registration: Registration, version: int, actor: Actor) -> None:
    """The event does not take place, for one person."""
    _send(
        registration,
        key=f"event-cancelled:{registration.pk}",
        subject=f"Abgesagt: {registration.event.title}",
        template="mails/events/event_cancelled.txt",
        actor=actor,
    )


def _announce(event: Event, what: str, title: str, actor: Actor) -> None:
    jobs.enqueue(
        kind="events.announce",
        key=f"{event.pk}:{what}:{event.version}",
        payload={"event": str(event.pk), "what": what, "version": event.version},
        actor=actor,
        title=title[:200],
    )


def _send(
    registration: Registration, *, key: str, subject: str, template: str, actor: Actor
) -> None:
    event = registration.event
    mail.queue(
        key=key,
        to=registration.lotse.email,
        subject=subject,
        template=template,
        context={
            "name": registration.lotse.full_name,
            "title": event.title,
            "when": event.when,
            "place": event.place,
            "online_url": event.online_url,
            "reference": registration.reference,
            "reason": event.cancel_reason,
            "organiser": event.organiser.name,
            "path": reverse("events:registration", args=[registration.pk]),
            "calendar_path": reverse("events:calendar", args=[event.pk]),
            "list_path": reverse("events:list"),
        },
        actor=actor,
        related=registration,
    )
