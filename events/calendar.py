"""An event as a calendar file (iCalendar), which every calendar program can take in."""

from datetime import UTC

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar
from icalendar import Event as CalendarEntry

from events.models import Event
from lotsen.core import clock

PRODUCT = "-//Kommunale Digitallotsen//DE"


def calendar_file(event: Event, *, with_access: bool) -> bytes:
    """The file for one event. `with_access` adds the address of the online part: participants only.

    The version of the event is the sequence number, so importing it again updates the entry.
    """
    address = settings.SITE_URL + reverse("events:detail", args=[event.pk])
    entry = CalendarEntry()
    entry.add("uid", f"{event.number}@{settings.SITE_URL.partition('://')[2]}")
    entry.add("dtstamp", clock.now().astimezone(UTC))
    entry.add("dtstart", event.starts_at.astimezone(UTC))
    entry.add("dtend", event.ends_at.astimezone(UTC))
    entry.add("sequence", event.version)
    entry.add("summary", event.title)
    entry.add("location", event.place)
    entry.add("url", address)
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    access = [f"Online-Teilnahme: {event.online_url}"] if with_access and event.online_url else []
    entry.add("description", "\n".join([*access, f"Alles Weitere: {address}"]))
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add_component(entry)
    return bytes(calendar.to_ical())
