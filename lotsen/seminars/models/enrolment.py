"""A place of one person in one seminar."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kommunen.models import Kommune
from lotsen.core.models import UUIDModel
from lotsen.people.models import Lotse
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models.seminar import Seminar
from vouchers.models import Voucher


class Enrolment(UUIDModel):
    """One place. Rows stay: cancelling and coming back makes a second row.

    Without a voucher the full price is due and no state money flows. Kommune, fee and expected
    grant are those of the day of enrolment; a voucher can be added once, while nothing is
    confirmed. `replaces`: this person took over the seat of a colleague. Triggers refuse more
    places than the seminar has, two seminars of one person on one day, a voucher of somebody else,
    and any other change of these facts.
    """

    seminar = models.ForeignKey(
        Seminar, models.PROTECT, related_name="enrolments", verbose_name="Seminar"
    )
    number = models.PositiveIntegerField("Laufende Nummer")
    lotse = models.ForeignKey(
        Lotse, models.PROTECT, related_name="enrolments", verbose_name="Person"
    )
    kommune = models.ForeignKey(
        Kommune, models.PROTECT, related_name="enrolments", verbose_name="Kommune"
    )
    voucher = models.ForeignKey(
        Voucher,
        models.PROTECT,
        related_name="enrolments",
        verbose_name="Gutschein",
        null=True,
        blank=True,
    )
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="replaced_by",
        verbose_name="Ersatz für",
        null=True,
        blank=True,
    )
    state = models.CharField(
        "Stand", max_length=10, choices=EnrolmentState, default=EnrolmentState.ENROLLED
    )
    fee_cents = models.PositiveIntegerField("Gebühr in Cent")
    grant_cents = models.PositiveIntegerField("Erwarteter Zuschuss in Cent", default=0)
    enrolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="Angemeldet von",
        null=True,
        blank=True,
    )
    enrolled_at = models.DateTimeField("Angemeldet")
    cancelled_at = models.DateTimeField("Abgemeldet", null=True, blank=True)

    class Meta:
        verbose_name = "Anmeldung zum Seminar"
        verbose_name_plural = "Anmeldungen zu Seminaren"
        ordering = ["seminar", "number"]
        constraints = [
            models.UniqueConstraint(
                name="enrolment_once_per_person",
                fields=["seminar", "lotse"],
                condition=~Q(state=EnrolmentState.CANCELLED),
            ),
            models.UniqueConstraint(
                name="enrolment_voucher_used_once",
                fields=["voucher"],
                condition=~Q(state=EnrolmentState.CANCELLED),
            ),
            models.UniqueConstraint(name="enrolment_number_once", fields=["seminar", "number"]),
            models.CheckConstraint(
                name="enrolment_state_known", condition=Q(state__in=EnrolmentState.values)
            ),
            models.CheckConstraint(
                name="enrolment_cancelled_has_time",
                condition=Q(state=EnrolmentState.CANCELLED, cancelled_at__isnull=False)
                | (~Q(state=EnrolmentState.CANCELLED) & Q(cancelled_at=None)),
            ),
            models.CheckConstraint(
                name="enrolment_grant_not_above_fee",
                condition=Q(grant_cents__lte=F("fee_cents")),
            ),
            models.CheckConstraint(
                name="enrolment_grant_needs_voucher",
                condition=Q(grant_cents=0) | Q(voucher__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number to quote on the phone: "KDL-2026-041-07"."""
        return f"{self.seminar.number}-{self.number:02}"

    @property
    def is_enrolled(self) -> bool:
        return self.state == EnrolmentState.ENROLLED

    @property
    def is_cancelled(self) -> bool:
        return self.state == EnrolmentState.CANCELLED

    @property
    def is_funded(self) -> bool:
        """Enrolled with a voucher; counted apart from those who pay the full price."""
        return self.voucher_id is not None

    @property
    def substitute(self) -> "Enrolment | None":
        """Who took this seat over; None when nobody did."""
        return getattr(self, "replaced_by", None)

    @property
    def state_label(self) -> str:
        """State in words, with "ersetzt" told apart from "abgemeldet".

        Asks for the substitute of a cancelled one; lists fetch it with `replaced_by`.
        """
        replaced = self.is_cancelled and self.substitute is not None
        return "ersetzt" if replaced else str(EnrolmentState(self.state).label)

    @property
    def own_cents(self) -> int:
        """What the Kommune is expected to pay itself."""
        return self.fee_cents - self.grant_cents

    @property
    def state_kind(self) -> str:
        """How loud a list shows the state (docs/ui.md)."""
        kinds = {EnrolmentState.COMPLETED: "done", EnrolmentState.PARTLY: "warning"}
        return kinds.get(EnrolmentState(self.state), "")
