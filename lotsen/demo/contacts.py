"""The city of the demo says whom to ask and where invoices go; names and addresses are made up."""

from kommunen.services.contacts import ContactFacts, add_contact
from kommunen.services.invoices import InvoiceFacts, add_invoice_address
from lotsen.demo.plan.cast import DEMO_STADT
from lotsen.demo.stage import Stage

CONTACTS = (
    ContactFacts("Bürgerservice", email="buergerservice@stadt.example", is_public=True),
    ContactFacts("Personalstelle", "Paula Muster", email="personalstelle@demo.example"),
)
INVOICES = (
    InvoiceFacts(
        "Hauptamt",
        "Stadt Pforzheim (Vorführung)\nHauptamt",
        "08231000-HAUPTAMT-98",
        is_default=True,
    ),
    InvoiceFacts(
        "IT-Abteilung",
        "Stadt Pforzheim (Vorführung)\nIT-Abteilung",
        "08231000-IT-34",
        "rechnung@stadt.example",
    ),
)


def enter_contacts(stage: Stage) -> None:
    """Its HR enters them as anybody would."""
    kommune, hr = stage.kommunen[DEMO_STADT], stage.hr(DEMO_STADT)
    for contact in CONTACTS:
        add_contact(kommune=kommune, facts=contact, actor=hr)
    for invoice in INVOICES:
        add_invoice_address(kommune=kommune, facts=invoice, actor=hr)
