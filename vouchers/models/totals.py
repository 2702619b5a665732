"""What the ledger's triggers keep: totals, numbers and the hash chain.

The application only reads these tables; a direct write is refused by the database.
"""

from django.db import models
from django.db.models import Q

from kommunen.models import Kommune
from vouchers.enums import Account
from vouchers.models.funding import BudgetYear, FundingLine
from vouchers.models.journal import JournalEntry
from vouchers.models.vouchers import Voucher


class Balance(models.Model):
    """Sum of the postings by year, line, account, Kommune and provider."""

    year = models.ForeignKey(BudgetYear, models.PROTECT, related_name="balances")
    line = models.ForeignKey(FundingLine, models.PROTECT, related_name="balances")
    account = models.CharField("Konto", max_length=10, choices=Account)
    kommune = models.ForeignKey(Kommune, models.PROTECT, related_name="+", null=True)
    provider = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", null=True
    )
    cents = models.BigIntegerField("Saldo in Cent")

    class Meta:
        verbose_name = "Saldo"
        verbose_name_plural = "Salden"
        constraints = [
            models.UniqueConstraint(
                name="balance_once",
                fields=["year", "line", "account", "kommune", "provider"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="budget_not_overdrawn",
                condition=~Q(account=Account.AVAILABLE) | Q(cents__gte=0),
            ),
            models.CheckConstraint(
                name="balance_not_negative",
                condition=Q(account__in=[Account.EXTERNAL, Account.AVAILABLE]) | Q(cents__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year_id} · {self.line_id} · {self.account}: {self.cents}"


class DayTotal(models.Model):
    """What one day of booking (Berlin) moved, by year, line and account.

    Totals as of a day add these up, so they cost the same with a hundred or a million bookings.
    """

    booked_on = models.DateField("Buchungstag")
    year = models.ForeignKey(BudgetYear, models.PROTECT, related_name="+", db_index=False)
    line = models.ForeignKey(FundingLine, models.PROTECT, related_name="+", db_index=False)
    account = models.CharField("Konto", max_length=10, choices=Account)
    cents = models.BigIntegerField("Bewegung in Cent")

    class Meta:
        verbose_name = "Tagessumme"
        verbose_name_plural = "Tagessummen"
        constraints = [
            models.UniqueConstraint(
                name="day_total_once", fields=["booked_on", "year", "line", "account"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.booked_on} · {self.year_id} · {self.line_id} · {self.account}: {self.cents}"


class VoucherBalance(models.Model):
    """Where the money of one day of one voucher lies: committed, due, ordered, paid, receivable."""

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="day_balances")
    day_number = models.PositiveSmallIntegerField("Seminartag")
    account = models.CharField("Konto", max_length=10, choices=Account, default=Account.COMMITTED)
    cents = models.BigIntegerField("Saldo in Cent")

    class Meta:
        verbose_name = "Saldo eines Gutscheintages"
        verbose_name_plural = "Salden der Gutscheintage"
        constraints = [
            models.UniqueConstraint(
                name="voucher_balance_once", fields=["voucher", "day_number", "account"]
            ),
            models.CheckConstraint(name="voucher_day_taken_once", condition=Q(cents__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.voucher_id} Tag {self.day_number} · {self.account}: {self.cents}"


class YearHead(models.Model):
    """Last entry number of a budget year."""

    year = models.OneToOneField(BudgetYear, models.PROTECT, primary_key=True, related_name="head")
    last_number = models.PositiveIntegerField("Letzte Buchungsnummer")

    def __str__(self) -> str:
        return f"{self.year_id}: {self.last_number}"


class Seal(models.Model):
    """One link of the chain: SHA-256 over the previous hash and the entry with its postings."""

    seq = models.BigIntegerField("Folgenummer", primary_key=True)
    entry = models.OneToOneField(JournalEntry, models.PROTECT, related_name="seal")
    previous = models.BinaryField("Vorheriger Hash")
    hash = models.BinaryField("Hash")

    class Meta:
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"Siegel {self.seq}"


class LedgerHead(models.Model):
    """The end of the chain; one row. Its hash also leaves the database (docs/ledger.md)."""

    one = models.BooleanField(primary_key=True, default=True)
    seq = models.BigIntegerField("Folgenummer")
    hash = models.BinaryField("Hash")

    class Meta:
        constraints = [models.CheckConstraint(name="ledger_head_single", condition=Q(one=True))]

    def __str__(self) -> str:
        return f"Kopf {self.seq}"
