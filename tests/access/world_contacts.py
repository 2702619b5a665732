"""A contact and an invoice address of the own Kommune."""

from typing import Any

from kommunen.models import Kommune
from kommunen.services.contacts import ContactFacts, add_contact
from kommunen.services.invoices import InvoiceFacts, add_invoice_address
from lotsen.core.actor import Actor


def contact_samples(kommune: Kommune, hr: Actor) -> dict[str, dict[str, Any]]:
    """What HR of the Kommune keeps about it."""
    contact = add_contact(
        kommune=kommune, facts=ContactFacts("Rathaus", phone="07231 39-0"), actor=hr
    )
    address = add_invoice_address(
        kommune=kommune, facts=InvoiceFacts("Hauptamt", "Stadt Musterstadt"), actor=hr
    )
    return {
        "contact": {"key": kommune.key, "pk": contact.pk},
        "invoice_address": {"key": kommune.key, "pk": address.pk},
    }
