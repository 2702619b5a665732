"""What a Kommune says about itself: whom to ask, and where invoices go."""

from django.db import models
from django.db.models import Q

from kommunen.models.kommune import Kommune
from lotsen.core.models import UUIDModel

LEITWEG_LENGTH = 46
LEITWEG_FORMAT = r"^([0-9]{2,12}(-[0-9A-Z]{1,30})?-[0-9]{2})?$"


class Contact(UUIDModel):
    """An office of the Kommune, or a person in it, that answers questions about the programme.

    Official data only (docs/programme.md § 8). Everybody reads it when `is_public`, otherwise only
    those who handle the cases. `version` grows with every change.
    """

    kommune = models.ForeignKey(
        Kommune, models.PROTECT, related_name="contacts", verbose_name="Kommune"
    )
    function = models.CharField("Stelle oder Aufgabe", max_length=80)
    name = models.CharField("Name", max_length=120, blank=True)
    phone = models.CharField("Telefonnummer", max_length=40, blank=True)
    email = models.EmailField("E-Mail-Adresse", max_length=254, blank=True)
    is_public = models.BooleanField("Für alle sichtbar", default=False)
    version = models.PositiveIntegerField("Fassung", default=1)

    class Meta:
        verbose_name = "Kontakt einer Kommune"
        verbose_name_plural = "Kontakte einer Kommune"
        ordering = ["kommune", "function", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                name="contact_once_per_kommune", fields=["kommune", "function", "name"]
            ),
            models.CheckConstraint(
                name="contact_can_be_reached", condition=~Q(phone="") | ~Q(email="")
            ),
            models.CheckConstraint(name="contact_has_function", condition=~Q(function="")),
        ]

    def __str__(self) -> str:
        return f"{self.function}: {self.name}" if self.name else self.function


class InvoiceAddress(UUIDModel):
    """Where a provider sends an invoice: recipient and, for electronic invoices, the Leitweg-ID.

    A Kommune has several (docs/programme.md § 7), one of them is the default. The check digits
    (ISO 7064 MOD 97-10) are checked by the service, the form of the ID by the database as well.
    """

    kommune = models.ForeignKey(
        Kommune, models.PROTECT, related_name="invoice_addresses", verbose_name="Kommune"
    )
    label = models.CharField("Bezeichnung", max_length=60)
    recipient = models.CharField("Rechnungsempfänger", max_length=300)
    leitweg_id = models.CharField("Leitweg-ID", max_length=LEITWEG_LENGTH, blank=True)
    email = models.EmailField("E-Mail-Adresse für Rechnungen", max_length=254, blank=True)
    is_default = models.BooleanField("Wird vorgeschlagen", default=False)
    version = models.PositiveIntegerField("Fassung", default=1)

    class Meta:
        verbose_name = "Rechnungsanschrift"
        verbose_name_plural = "Rechnungsanschriften"
        ordering = ["kommune", "-is_default", "label"]
        constraints = [
            models.UniqueConstraint(
                name="invoice_label_once_per_kommune", fields=["kommune", "label"]
            ),
            models.UniqueConstraint(
                name="invoice_one_default_per_kommune",
                fields=["kommune"],
                condition=Q(is_default=True),
            ),
            models.CheckConstraint(
                name="invoice_leitweg_id_format", condition=Q(leitweg_id__regex=LEITWEG_FORMAT)
            ),
            models.CheckConstraint(
                name="invoice_names_label_and_recipient", condition=~Q(label="") & ~Q(recipient="")
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def names_another_body(self) -> bool:
        """The Leitweg-ID of a Kommune begins with its key; another one may be a mistake."""
        if not self.leitweg_id:
            return False
        digits = self.leitweg_id.partition("-")[0]
        key = self.kommune_id.removesuffix("000")
        return not digits.startswith(key)
