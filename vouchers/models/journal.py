"""The ledger itself: entries and their postings. Only `services/booking.py` writes here.

The guards live in the database (`vouchers/sql/`): append-only, sum zero, no overdraft, gap-free
numbers, hash chain. docs/ledger.md explains them one by one.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from kommunen.models import Kommune
from lotsen.core.models import UUIDModel
from lotsen.core.reasons import REASON_LENGTH
from vouchers.enums import (
    KINDS_WITH_APPROVER,
    KINDS_WITH_REASON,
    POOL_ACCOUNTS,
    Account,
    EntryKind,
)
from vouchers.models.funding import BudgetYear, FundingLine
from vouchers.models.vouchers import Voucher


class JournalEntry(UUIDModel):
    """One booking. `number` is given by the database, gap-free within the budget year.

    `idempotency_key` with `content_hash` makes the same request the same entry and refuses another
    content under a used key. `booked_at` is the programme's clock, `recorded_at` the database's,
    `occurred_on` the day of the fact (the seminar day of a redemption).
    """

    kind = models.CharField("Art", max_length=10, choices=EntryKind)
    year = models.ForeignKey(
        BudgetYear, models.PROTECT, related_name="entries", verbose_name="Haushaltsjahr"
    )
    number = models.PositiveIntegerField("Buchungsnummer", db_default=0, editable=False)
    idempotency_key = models.CharField(max_length=150, editable=False)
    content_hash = models.CharField(max_length=64, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="Gebucht von",
        null=True,
        blank=True,
    )
    membership_id = models.UUIDField("Rolle (Schlüssel)", null=True, blank=True)
    as_deputy = models.BooleanField("In Vertretung", default=False)
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="Zweite Person",
        null=True,
        blank=True,
    )
    reason = models.CharField("Begründung", max_length=REASON_LENGTH, blank=True)
    reverses = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="reversals",
        verbose_name="Storniert die Buchung",
        null=True,
        blank=True,
    )
    occurred_on = models.DateField("Tag des Vorgangs", null=True, blank=True)
    booked_at = models.DateTimeField("Gebucht am")
    recorded_at = models.DateTimeField("Erfasst am", db_default=Now(), editable=False)

    class Meta:
        verbose_name = "Buchung"
        verbose_name_plural = "Buchungen"
        ordering = ["-year", "-number"]
        indexes = [models.Index(name="entry_by_time", fields=["booked_at"])]
        constraints = [
            models.UniqueConstraint(name="entry_number_once", fields=["year", "number"]),
            models.UniqueConstraint(name="entry_idempotency_key_once", fields=["idempotency_key"]),
            models.UniqueConstraint(name="entry_reversed_once", fields=["reverses"]),
            models.CheckConstraint(name="entry_kind_known", condition=Q(kind__in=EntryKind.values)),
            models.CheckConstraint(name="entry_number_positive", condition=Q(number__gt=0)),
            models.CheckConstraint(
                name="entry_reversal_names_entry",
                condition=Q(kind=EntryKind.REVERSAL, reverses__isnull=False)
                | (~Q(kind=EntryKind.REVERSAL) & Q(reverses=None)),
            ),
            models.CheckConstraint(
                name="entry_reason_where_needed",
                condition=~Q(kind__in=KINDS_WITH_REASON, reason=""),
            ),
            models.CheckConstraint(
                name="entry_four_eyes",
                condition=(~Q(kind__in=KINDS_WITH_APPROVER) & Q(approver=None))
                | (Q(approver__isnull=False, actor__isnull=False) & ~Q(approver=F("actor"))),
            ),
            models.CheckConstraint(
                name="entry_content_hash_is_hex",
                condition=Q(content_hash__regex=r"^[0-9a-f]{64}$"),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Number as people quote it: "2026/00017"."""
        return f"{self.year_id}/{self.number:05d}"


class Posting(models.Model):
    """One line of an entry. The cents of an entry's postings sum to zero.

    A person appears as a pseudonym only, so that erasing a person never touches the ledger.
    """

    entry = models.ForeignKey(
        JournalEntry, models.PROTECT, related_name="postings", verbose_name="Buchung"
    )
    position = models.PositiveSmallIntegerField("Position")
    account = models.CharField("Konto", max_length=10, choices=Account)
    year = models.ForeignKey(
        BudgetYear, models.PROTECT, related_name="+", db_index=False, verbose_name="Haushaltsjahr"
    )
    line = models.ForeignKey(
        FundingLine, models.PROTECT, related_name="+", db_index=False, verbose_name="Förderlinie"
    )
    voucher = models.ForeignKey(
        Voucher, models.PROTECT, related_name="postings", null=True, verbose_name="Gutschein"
    )
    day_number = models.PositiveSmallIntegerField("Seminartag", null=True)
    kommune = models.ForeignKey(
        Kommune, models.PROTECT, related_name="+", null=True, verbose_name="Kommune"
    )
    provider = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="Bildungsträger",
    )
    person = models.UUIDField("Pseudonym der Person", null=True)
    cents = models.BigIntegerField("Betrag in Cent")

    class Meta:
        verbose_name = "Buchungszeile"
        verbose_name_plural = "Buchungszeilen"
        ordering = ["entry", "position"]
        indexes = [
            models.Index(name="posting_by_total", fields=["year", "line", "account"]),
        ]
        constraints = [
            models.UniqueConstraint(name="posting_position_once", fields=["entry", "position"]),
            models.CheckConstraint(
                name="posting_account_known", condition=Q(account__in=Account.values)
            ),
            models.CheckConstraint(name="posting_not_zero", condition=~Q(cents=0)),
            models.CheckConstraint(
                name="posting_dimensions_fit_account",
                condition=Q(
                    account__in=POOL_ACCOUNTS,
                    voucher=None,
                    day_number=None,
                    kommune=None,
                    provider=None,
                    person=None,
                )
                | (
                    ~Q(account__in=POOL_ACCOUNTS)
                    & Q(
                        voucher__isnull=False,
                        day_number__isnull=False,
                        day_number__gte=1,
                        kommune__isnull=False,
                        provider__isnull=False,
                        person__isnull=False,
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} · {self.account} · {self.cents}"
