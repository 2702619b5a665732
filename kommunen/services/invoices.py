"""HR of a Kommune says where its invoices go: recipients with their Leitweg-IDs."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from kommunen import rules
from kommunen.models import InvoiceAddress, Kommune
from kommunen.services.own_entries import kommune_of, lock_own, one_line, own_entry, require_shown
from lotsen.core import audit
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors
from lotsen.core.errors import DomainError

MOST = 20
GONE = "Diese Rechnungsanschrift ist nicht mehr eingetragen."
SENTENCES = {
    "invoice_label_once_per_kommune": "Unter dieser Bezeichnung ist schon eine Anschrift da."
}


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """What HR enters: a label of its own, the lines of the recipient, ID and address if any."""

    label: str
    recipient: str
    leitweg_id: str = ""
    email: str = ""
    is_default: bool = False


@transaction.atomic
def add_invoice_address(*, kommune: Kommune, facts: InvoiceFacts, actor: Actor) -> InvoiceAddress:
    """Enter where invoices of the actor's own Kommune go; the first one becomes the default.

    The very same again is the one that is there (a second click). Raises `NotAllowed` for anybody
    else, `DomainError` without label or recipient, for a Leitweg-ID whose check digits are wrong
    and for a Kommune that was dissolved, `Conflict` when the label is used.
    """
    lock_own(kommune.pk, actor)
    address = InvoiceAddress(kommune=kommune)
    _write(address, facts)
    known = InvoiceAddress.objects.filter(kommune=kommune, label=address.label).first()
    if known is not None and _text(known) == _text(address):
        return known
    present = InvoiceAddress.objects.filter(kommune=kommune)
    if present.count() >= MOST:
        raise DomainError(f"Eine Kommune kann höchstens {MOST} Rechnungsanschriften eintragen.")
    wants = facts.is_default or not present.exists()
    address.is_default = False
    with constraint_errors(SENTENCES):
        address.save(force_insert=True)
    if wants:
        _make_default(address)
    audit.record(actor=actor, action="invoice_address.added", target=address, kommune=kommune.pk)
    return address


@transaction.atomic
def change_invoice_address(
    *, address_id: UUID, facts: InvoiceFacts, version: int, actor: Actor
) -> InvoiceAddress:
    """Replace what an address says; nothing happens when nothing changed.

    The default stays the default until another one takes its place. `version` is the one that the
    page showed; raises like `add_invoice_address`, and `Conflict` for a page that is out of date.
    """
    key = kommune_of(InvoiceAddress, address_id, gone=GONE)
    address = own_entry(InvoiceAddress, address_id, key, gone=GONE, actor=actor)
    before = _text(address)
    _write(address, facts)
    becomes_default = facts.is_default and not address.is_default
    if _text(address) == before and not becomes_default:
        return address
    require_shown(address, version)
    address.version += 1
    with constraint_errors(SENTENCES):
        address.save()
    if becomes_default:
        _make_default(address)
    kommune = address.kommune_id
    audit.record(actor=actor, action="invoice_address.changed", target=address, kommune=kommune)
    return address


def remove_invoice_address(*, address_id: UUID, version: int, actor: Actor) -> InvoiceAddress:
    """Take an address away; the next one by label becomes the default if it was.

    Raises `NotAllowed`, and `Conflict` for one that changed or is gone.
    """
    kommune = kommune_of(InvoiceAddress, address_id, gone=GONE)
    return _remove(address_id, kommune, version, actor)


@transaction.atomic
def _remove(address_id: UUID, kommune: str, version: int, actor: Actor) -> InvoiceAddress:
    address = own_entry(InvoiceAddress, address_id, kommune, gone=GONE, actor=actor, removes=True)
    require_shown(address, version)
    audit.record(actor=actor, action="invoice_address.removed", target=address, kommune=kommune)
    address.delete()
    heir = InvoiceAddress.objects.filter(kommune=kommune).order_by("-is_default", "label").first()
    if heir is not None and not heir.is_default:
        _make_default(heir)
    return address


def _make_default(address: InvoiceAddress) -> None:
    """One at a time: the Kommune is locked."""
    others = InvoiceAddress.objects.filter(kommune=address.kommune_id, is_default=True)
    others.exclude(pk=address.pk).update(is_default=False)
    address.is_default = True
    address.save(update_fields=["is_default"])


def _write(address: InvoiceAddress, facts: InvoiceFacts) -> None:
    address.label = one_line(facts.label)
    lines = [one_line(line) for line in facts.recipient.splitlines()]
    address.recipient = "\n".join(line for line in lines if line)
    address.leitweg_id = rules.clean_leitweg_id(facts.leitweg_id)
    address.email = facts.email.strip().lower()
    if not address.label or not address.recipient:
        raise DomainError("Bitte geben Sie Bezeichnung und Rechnungsempfänger an.")


def _text(address: InvoiceAddress) -> tuple[str, ...]:
    return address.label, address.recipient, address.leitweg_id, address.email
