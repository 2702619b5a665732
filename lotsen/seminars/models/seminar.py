"""A seminar of three days, or fewer where the line does not fix them."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from lotsen.accounts.models import Organisation
from lotsen.core.formatting import clock_time, day_long
from lotsen.core.models import UUIDModel
from lotsen.core.reasons import CALL_OFF_LENGTH
from lotsen.seminars.enums import SeminarFormat, SeminarState
from vouchers.models import FundingLine

DAYS = 3
"""Most days of a seminar (docs/programme.md § 3); their order is a guard of the database."""

LARGEST_SEMINAR = 100


class Seminar(UUIDModel):
    """One seminar of one provider. `version` counts changes (stale pages).

    Triggers (`seminars/sql/guards_v1.sql`) keep the state machine, the days in order and
    fixed once published, and `max_seats` at or above the seats taken.
    """

    number = models.CharField("Seminarnummer", max_length=20)
    line = models.ForeignKey(
        FundingLine, models.PROTECT, related_name="seminars", verbose_name="Förderlinie"
    )
    provider = models.ForeignKey(
        Organisation, models.PROTECT, related_name="seminars", verbose_name="Bildungsträger"
    )
    title = models.CharField("Titel", max_length=160)
    description = models.TextField("Beschreibung", blank=True)
    format = models.CharField(
        "Format", max_length=10, choices=SeminarFormat, default=SeminarFormat.PRESENCE
    )
    venue = models.CharField("Veranstaltungsort", max_length=160, blank=True)
    city = models.CharField("Ort", max_length=80, blank=True)
    online_url = models.URLField("Adresse der Online-Teilnahme", max_length=300, blank=True)
    fee_cents = models.PositiveIntegerField("Gebühr in Cent")
    min_seats = models.PositiveSmallIntegerField("Mindestzahl der Teilnehmenden", default=1)
    max_seats = models.PositiveSmallIntegerField("Plätze")
    enrol_until = models.DateField("Anmeldung bis")
    cancel_until = models.DateField("Kostenfreie Abmeldung bis")
    state = models.CharField(
        "Stand", max_length=10, choices=SeminarState, default=SeminarState.DRAFT
    )
    published_at = models.DateTimeField("Veröffentlicht", null=True, blank=True)
    cancel_reason = models.CharField("Grund der Absage", max_length=CALL_OFF_LENGTH, blank=True)
    version = models.PositiveIntegerField("Fassung", default=1, editable=False)

    # Annotated by `queries.with_seats`.
    taken: int
    first_day: date
    last_day: date

    class Meta:
        verbose_name = "Seminar"
        verbose_name_plural = "Seminare"
        ordering = ["number"]
        indexes = [models.Index(name="seminar_by_provider", fields=["provider", "state"])]
        constraints = [
            models.UniqueConstraint(name="seminar_number_once", fields=["number"]),
            models.CheckConstraint(
                name="seminar_number_format",
                condition=Q(number__regex=r"^KDL-[0-9]{4}-[0-9]{3,}$"),
            ),
            models.CheckConstraint(name="seminar_title_not_empty", condition=~Q(title="")),
            models.CheckConstraint(
                name="seminar_state_known", condition=Q(state__in=SeminarState.values)
            ),
            models.CheckConstraint(
                name="seminar_format_known", condition=Q(format__in=SeminarFormat.values)
            ),
            models.CheckConstraint(
                name="seminar_seats_in_range",
                condition=Q(min_seats__gte=1)
                & Q(max_seats__gte=F("min_seats"), max_seats__lte=LARGEST_SEMINAR),
            ),
            models.CheckConstraint(
                name="seminar_public_has_place",
                condition=~Q(state__in=[SeminarState.PUBLISHED, SeminarState.COMPLETED])
                | Q(format=SeminarFormat.ONLINE)
                | ~Q(city=""),
            ),
            models.CheckConstraint(
                name="seminar_public_has_time",
                condition=Q(state__in=[SeminarState.DRAFT, SeminarState.CANCELLED])
                | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="seminar_cancelled_has_reason",
                condition=(Q(state=SeminarState.CANCELLED) & ~Q(cancel_reason=""))
                | (~Q(state=SeminarState.CANCELLED) & Q(cancel_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def is_draft(self) -> bool:
        return self.state == SeminarState.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == SeminarState.PUBLISHED

    @property
    def is_completed(self) -> bool:
        return self.state == SeminarState.COMPLETED

    @property
    def is_cancelled(self) -> bool:
        return self.state == SeminarState.CANCELLED

    @property
    def free_seats(self) -> int:
        """Seats left, where the query counted them (`queries.with_seats`)."""
        return max(self.max_seats - self.taken, 0)

    @property
    def place(self) -> str:
        """Where it takes place, in one line: "Rathaus, Karlsruhe" or "online"."""
        return ", ".join(part for part in (self.venue, self.city) if part) or "online"

    @property
    def state_kind(self) -> str:
        """How loud a list shows the state (docs/ui.md)."""
        kinds = {
            SeminarState.DRAFT: "info",
            SeminarState.COMPLETED: "done",
            SeminarState.CANCELLED: "warning",
        }
        return kinds.get(SeminarState(self.state), "")


class SeminarDay(models.Model):
    """One day, with its times in Berlin."""

    seminar = models.ForeignKey(
        Seminar, models.CASCADE, related_name="days", verbose_name="Seminar"
    )
    number = models.PositiveSmallIntegerField("Tag")
    held_on = models.DateField("Datum")
    starts_at = models.TimeField("Beginn")
    ends_at = models.TimeField("Ende")

    class Meta:
        verbose_name = "Seminartag"
        verbose_name_plural = "Seminartage"
        ordering = ["seminar", "number"]
        indexes = [models.Index(name="seminar_day_by_date", fields=["held_on"])]
        constraints = [
            models.UniqueConstraint(name="seminar_day_number_once", fields=["seminar", "number"]),
            models.UniqueConstraint(name="seminar_day_date_once", fields=["seminar", "held_on"]),
            models.CheckConstraint(
                name="seminar_day_number_in_range", condition=Q(number__range=(1, DAYS))
            ),
            models.CheckConstraint(
                name="seminar_day_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"Tag {self.number}, {self.when}"

    @property
    def when(self) -> str:
        """Day and times in words."""
        times = f"{clock_time(self.starts_at)} bis {clock_time(self.ends_at)}"
        return f"{day_long(self.held_on)}, {times}"
