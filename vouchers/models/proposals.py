"""What the ministry decides with two people: money of a line, and the end of a year."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lotsen.core.models import UUIDModel
from lotsen.core.reasons import REASON_LENGTH
from vouchers.enums import ProposalKind, ProposalState
from vouchers.models.funding import FundingLine
from vouchers.models.journal import JournalEntry


class BudgetProposal(UUIDModel):
    """One person proposes, another one approves; only then it is booked (docs/programme.md § 6).

    `line` and `cents` stand on everything but a year-end closing; `carries_available` only on a
    closing: what is left over goes to the next year instead of back to the Land.
    """

    kind = models.CharField("Art", max_length=10, choices=ProposalKind)
    year = models.PositiveSmallIntegerField("Haushaltsjahr")
    line = models.ForeignKey(
        FundingLine, models.PROTECT, related_name="+", verbose_name="Förderlinie", null=True
    )
    cents = models.BigIntegerField("Betrag in Cent", null=True)
    carries_available = models.BooleanField("Reste werden übertragen", default=False)
    reason = models.CharField("Grund", max_length=REASON_LENGTH)
    state = models.CharField(
        "Stand", max_length=10, choices=ProposalState, default=ProposalState.PROPOSED
    )
    submission_key = models.CharField(max_length=120, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="Vorgeschlagen von"
    )
    proposed_at = models.DateTimeField("Vorgeschlagen am")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="Entschieden von",
        null=True,
    )
    decided_at = models.DateTimeField("Entschieden am", null=True)
    decision_reason = models.CharField(
        "Begründung der Ablehnung", max_length=REASON_LENGTH, blank=True
    )
    entry = models.OneToOneField(
        JournalEntry, models.PROTECT, related_name="proposal", verbose_name="Buchung", null=True
    )

    class Meta:
        verbose_name = "Freigabe"
        verbose_name_plural = "Freigaben"
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(name="proposal_submitted_once", fields=["submission_key"]),
            models.UniqueConstraint(
                name="proposal_one_open_closing_per_year",
                fields=["year"],
                condition=Q(kind=ProposalKind.CLOSE, state=ProposalState.PROPOSED),
            ),
            models.CheckConstraint(
                name="proposal_kind_known", condition=Q(kind__in=ProposalKind.values)
            ),
            models.CheckConstraint(
                name="proposal_state_known", condition=Q(state__in=ProposalState.values)
            ),
            models.CheckConstraint(
                name="proposal_amount_fits_kind",
                condition=Q(kind=ProposalKind.CLOSE, line=None, cents=None)
                | (
                    ~Q(kind=ProposalKind.CLOSE)
                    & Q(
                        line__isnull=False,
                        cents__isnull=False,
                        cents__gt=0,
                        carries_available=False,
                    )
                ),
            ),
            models.CheckConstraint(name="proposal_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="proposal_four_eyes",
                condition=~Q(state__in=[ProposalState.APPROVED, ProposalState.REJECTED])
                | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="proposal_decision_complete",
                condition=Q(state=ProposalState.PROPOSED, decided_by=None, decided_at=None)
                | (
                    ~Q(state=ProposalState.PROPOSED)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="proposal_rejection_has_reason",
                condition=~Q(state=ProposalState.REJECTED, decision_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}"

    @property
    def is_open(self) -> bool:
        return self.state == ProposalState.PROPOSED
