"""Forms of the events: input to clean values, nothing written."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import URLValidator

from events.enums import EventOrder
from events.models import LARGEST_CAPACITY, Event
from events.services import EventPlan
from lotsen.core.clock import BERLIN
from lotsen.core.formatting import day_of, local
from lotsen.core.forms import ClockField, DayField, FilterForm, Form
from lotsen.core.ordering import OrderedFilter
from lotsen.core.reasons import CALL_OFF_LENGTH


class EventForm(Form):
    """What the organiser decides about an event."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    title = forms.CharField(label="Titel", max_length=160)
    description = forms.CharField(
        label="Beschreibung",
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        help_text="Programm, Zielgruppe, Anreise. Leerzeilen bleiben erhalten.",
    )
    day = DayField(label="Datum", help_text="zum Beispiel 06.07.2027")
    starts = ClockField(label="Beginn", help_text="zum Beispiel 09:30")
    last_day = DayField(label="Letzter Tag, wenn mehrtägig", required=False)
    ends = ClockField(label="Ende")
    venue = forms.CharField(
        label="Veranstaltungsort",
        max_length=160,
        required=False,
        help_text="Ort oder Online-Adresse müssen erst zur Veröffentlichung feststehen.",
    )
    city = forms.CharField(label="Ort", max_length=80, required=False)
    online_url = forms.URLField(
        label="Adresse für die Online-Teilnahme",
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text="Nur angemeldete Personen sehen sie.",
        validators=[URLValidator(schemes=["https", "http"])],
    )
    capacity = forms.IntegerField(
        label="Plätze",
        min_value=1,
        max_value=LARGEST_CAPACITY,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-short"}),
        error_messages={"invalid": "Bitte geben Sie die Zahl der Plätze in Ziffern ein."},
    )
    register_until = DayField(label="Anmeldung bis", help_text="einschließlich dieses Tages")

    @classmethod
    def for_new(cls) -> "EventForm":
        """An empty form; its token makes a second click find the first draft."""
        return cls(initial={"token": uuid4()})

    @classmethod
    def for_event(cls, event: Event) -> "EventForm":
        """The form filled with what is stored."""
        starts, ends = local(event.starts_at), local(event.ends_at)
        same = ("title", "description", "venue", "city", "online_url", "capacity", "version")
        values = {name: getattr(event, name) for name in same}
        return cls(
            initial=values
            | {
                "day": day_of(starts),
                "starts": starts.time(),
                "last_day": day_of(ends) if day_of(ends) != day_of(starts) else None,
                "ends": ends.time(),
                "register_until": event.register_until,
            }
        )

    def plan(self) -> EventPlan:
        """The cleaned values as the services take them."""
        data = self.cleaned_data
        first, last = data["day"], data["last_day"] or data["day"]
        return EventPlan(
            title=data["title"],
            description=data["description"],
            venue=data["venue"],
            city=data["city"],
            online_url=data["online_url"],
            starts_at=datetime.combine(first, data["starts"], BERLIN),
            ends_at=datetime.combine(last, data["ends"], BERLIN),
            capacity=data["capacity"],
            register_until=data["register_until"],
        )


class ReasonForm(Form):
    """Why an event is called off."""

    reason = forms.CharField(
        label="Grund der Absage",
        max_length=CALL_OFF_LENGTH,
        help_text="Der Grund steht in der E-Mail an alle Angemeldeten und auf der Seite.",
    )


class AddressForm(Form):
    """Whom the organiser registers."""

    email = forms.EmailField(
        label="Dienstliche E-Mail-Adresse der Person",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class ConfirmForm(Form):
    """A step that asks for nothing; it can carry the sentence of a refusal."""


class ParticipantFilter(FilterForm):
    """The search above the list of participants."""

    q = forms.CharField(label="Name, E-Mail-Adresse oder Kommune", required=False)


class EventFilter(OrderedFilter):
    """What is looked for, and when it takes place."""

    q = forms.CharField(label="Titel, Ort oder Nummer", required=False)
    zeit = forms.ChoiceField(
        label="Zeitraum",
        required=False,
        choices=[("", "kommende"), ("vergangen", "vergangene und abgesagte"), ("alle", "alle")],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(EventOrder, usual=("", "Termin"))

    @property
    def is_used(self) -> bool:
        """Whether something is looked for."""
        return self.value("q") is not None
