"""Vernetzungsevents and who is registered for them."""

from django.db import models
from django.db.models import F, Func, Q

from events.enums import EventState, RegistrationState
from kommunen.models import Kommune
from lotsen.accounts.models import Organisation
from lotsen.core.formatting import clock_time, day_long, day_of, span
from lotsen.core.models import UUIDModel
from lotsen.core.reasons import CALL_OFF_LENGTH
from lotsen.people.models import Lotse

LARGEST_CAPACITY = 5_000
_BERLIN_DAY = Func(
    F("starts_at"),
    template="(%(expressions)s AT TIME ZONE 'Europe/Berlin')::date",
    output_field=models.DateField(),
)


class Event(UUIDModel):
    """One event with a limited number of places. `version` counts changes (stale pages).

    A trigger keeps `capacity` at or above the places taken (`events/sql/guards_v1.sql`).
    """

    number = models.CharField("Nummer", max_length=20)
    title = models.CharField("Titel", max_length=160)
    description = models.TextField("Beschreibung", blank=True)
    venue = models.CharField("Veranstaltungsort", max_length=160, blank=True)
    city = models.CharField("Ort", max_length=80, blank=True)
    online_url = models.URLField("Adresse der Online-Teilnahme", max_length=300, blank=True)
    starts_at = models.DateTimeField("Beginn")
    ends_at = models.DateTimeField("Ende")
    capacity = models.PositiveIntegerField("Plätze")
    register_until = models.DateField("Anmeldung bis")
    state = models.CharField("Stand", max_length=10, choices=EventState, default=EventState.DRAFT)
    cancel_reason = models.CharField("Grund der Absage", max_length=CALL_OFF_LENGTH, blank=True)
    organiser = models.ForeignKey(
        Organisation, models.PROTECT, related_name="events", verbose_name="Veranstalter"
    )
    version = models.PositiveIntegerField("Fassung", default=1, editable=False)
    taken: int  # annotated by `queries.with_places`

    class Meta:
        verbose_name = "Vernetzungsevent"
        verbose_name_plural = "Vernetzungsevents"
        ordering = ["starts_at", "number"]
        indexes = [models.Index(name="event_by_start", fields=["state", "starts_at"])]
        constraints = [
            models.UniqueConstraint(name="event_number_once", fields=["number"]),
            models.CheckConstraint(
                name="event_number_format", condition=Q(number__regex=r"^VE-[0-9]{4}-[0-9]{3,}$")
            ),
            models.CheckConstraint(name="event_title_not_empty", condition=~Q(title="")),
            models.CheckConstraint(
                name="event_state_known", condition=Q(state__in=EventState.values)
            ),
            models.CheckConstraint(
                name="event_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="event_capacity_in_range",
                condition=Q(capacity__gte=1, capacity__lte=LARGEST_CAPACITY),
            ),
            models.CheckConstraint(
                name="event_registration_ends_before_start",
                condition=Q(register_until__lte=_BERLIN_DAY),
            ),
            models.CheckConstraint(
                name="event_public_has_place",
                condition=Q(state__in=[EventState.DRAFT, EventState.CANCELLED])
                | (~Q(venue="") & ~Q(city=""))
                | ~Q(online_url=""),
            ),
            models.CheckConstraint(
                name="event_cancelled_has_reason",
                condition=(Q(state=EventState.CANCELLED) & ~Q(cancel_reason=""))
                | (~Q(state=EventState.CANCELLED) & Q(cancel_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def is_draft(self) -> bool:
        return self.state == EventState.DRAFT

    @property
    def is_cancelled(self) -> bool:
        return self.state == EventState.CANCELLED

    @property
    def free_places(self) -> int:
        """Places left, where the query counted them (`queries.with_places`)."""
        return max(self.capacity - self.taken, 0)

    @property
    def when(self) -> str:
        """Day and time in words: "Mittwoch, 6. Juli 2026, 09:30 Uhr bis 16:00 Uhr"."""
        times = f"{clock_time(self.starts_at)} bis {clock_time(self.ends_at)}"
        if day_of(self.starts_at) == day_of(self.ends_at):
            return f"{day_long(self.starts_at)}, {times}"
        return f"{span(self.starts_at, self.ends_at)}, {times}"

    @property
    def place(self) -> str:
        """Where it takes place, in one line: "HubWerk01, Bruchsal" or "online"."""
        return ", ".join(part for part in (self.venue, self.city) if part) or "online"

    @property
    def state_kind(self) -> str:
        """How loud a list shows the state (`{% state %}`)."""
        kinds = {EventState.DRAFT: "info", EventState.HELD: "done", EventState.CANCELLED: "warning"}
        return kinds.get(EventState(self.state), "")


class Registration(UUIDModel):
    """One place of one person. Rows stay: cancelling and coming back makes a second row.

    `kommune` is the employer on the day of registration and does not change afterwards. A trigger
    refuses more registered rows than the event has places.
    """

    event = models.ForeignKey(
        Event, models.PROTECT, related_name="registrations", verbose_name="Vernetzungsevent"
    )
    number = models.PositiveIntegerField("Laufende Nummer")
    lotse = models.ForeignKey(
        Lotse, models.PROTECT, related_name="registrations", verbose_name="Person"
    )
    kommune = models.ForeignKey(
        Kommune, models.PROTECT, related_name="registrations", verbose_name="Kommune"
    )
    state = models.CharField(
        "Stand", max_length=10, choices=RegistrationState, default=RegistrationState.REGISTERED
    )
    registered_at = models.DateTimeField("Angemeldet")
    cancelled_at = models.DateTimeField("Abgemeldet", null=True, blank=True)

    class Meta:
        verbose_name = "Anmeldung zum Vernetzungsevent"
        verbose_name_plural = "Anmeldungen zu Vernetzungsevents"
        ordering = ["event", "number"]
        constraints = [
            models.UniqueConstraint(
                name="registration_once_per_person",
                fields=["event", "lotse"],
                condition=Q(state=RegistrationState.REGISTERED),
            ),
            models.UniqueConstraint(name="registration_number_once", fields=["event", "number"]),
            models.CheckConstraint(
                name="registration_state_known", condition=Q(state__in=RegistrationState.values)
            ),
            models.CheckConstraint(
                name="registration_cancelled_has_time",
                condition=Q(state=RegistrationState.CANCELLED, cancelled_at__isnull=False)
                | (~Q(state=RegistrationState.CANCELLED) & Q(cancelled_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number to quote on the phone: "VE-2026-001-042"."""
        return f"{self.event.number}-{self.number:03}"

    @property
    def is_registered(self) -> bool:
        return self.state == RegistrationState.REGISTERED
