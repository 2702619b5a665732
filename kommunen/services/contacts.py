"""HR of a Kommune says whom to ask. Only its own HR writes; the office and others read."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from kommunen.models import Contact, Kommune
from kommunen.services.own_entries import kommune_of, lock_own, one_line, own_entry, require_shown
from lotsen.core import audit
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors
from lotsen.core.errors import DomainError
from lotsen.core.phone import clean_phone

MOST = 20
GONE = "Dieser Kontakt ist nicht mehr eingetragen."
SENTENCES = {"contact_once_per_kommune": "Diese Stelle ist mit diesem Namen schon eingetragen."}


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What HR enters about a contact; name, phone and address may be empty, but not all ways."""

    function: str
    name: str = ""
    phone: str = ""
    email: str = ""
    is_public: bool = False


@transaction.atomic
def add_contact(*, kommune: Kommune, facts: ContactFacts, actor: Actor) -> Contact:
    """Enter a contact of the actor's own Kommune.

    The very same contact again is the one that is there (a second click). Raises `NotAllowed` for
    anybody else, `DomainError` without function or any way to reach it and for a Kommune that was
    dissolved, `Conflict` when function and name are entered with other data.
    """
    lock_own(kommune.pk, actor)
    contact = Contact(kommune=kommune)
    _write(contact, facts)
    known = Contact.objects.filter(
        kommune=kommune, function=contact.function, name=contact.name
    ).first()
    if known is not None and _facts(known) == _facts(contact):
        return known
    if Contact.objects.filter(kommune=kommune).count() >= MOST:
        raise DomainError(f"Eine Kommune kann höchstens {MOST} Kontakte eintragen.")
    with constraint_errors(SENTENCES):
        contact.save(force_insert=True)
    audit.record(actor=actor, action="contact.added", target=contact, kommune=kommune.pk)
    return contact


@transaction.atomic
def change_contact(*, contact_id: UUID, facts: ContactFacts, version: int, actor: Actor) -> Contact:
    """Replace what a contact says; nothing happens when nothing changed.

    `version` is the one that the page showed. Raises like `add_contact`, and `Conflict` for a page
    that is no longer true, unless the contact already says so.
    """
    key = kommune_of(Contact, contact_id, gone=GONE)
    contact = own_entry(Contact, contact_id, key, gone=GONE, actor=actor)
    before = _facts(contact)
    _write(contact, facts)
    if _facts(contact) == before:
        return contact
    require_shown(contact, version)
    contact.version += 1
    with constraint_errors(SENTENCES):
        contact.save()
    audit.record(actor=actor, action="contact.changed", target=contact, kommune=contact.kommune_id)
    return contact


def remove_contact(*, contact_id: UUID, version: int, actor: Actor) -> Contact:
    """Take a contact away. Raises `NotAllowed`, and `Conflict` for one that changed or is gone."""
    key = kommune_of(Contact, contact_id, gone=GONE)
    return _remove(contact_id, key, version, actor)


@transaction.atomic
def _remove(contact_id: UUID, key: str, version: int, actor: Actor) -> Contact:
    contact = own_entry(Contact, contact_id, key, gone=GONE, actor=actor, removes=True)
    require_shown(contact, version)
    audit.record(actor=actor, action="contact.removed", target=contact, kommune=contact.kommune_id)
    contact.delete()
    return contact


def _write(contact: Contact, facts: ContactFacts) -> None:
    contact.function, contact.name = one_line(facts.function), one_line(facts.name)
    contact.phone = clean_phone(facts.phone)
    contact.email = facts.email.strip().lower()
    contact.is_public = facts.is_public
    if not contact.function:
        raise DomainError("Bitte nennen Sie die Stelle, zum Beispiel Personalstelle.")
    if not contact.phone and not contact.email:
        raise DomainError("Bitte geben Sie eine Telefonnummer oder eine E-Mail-Adresse an.")


def _facts(contact: Contact) -> ContactFacts:
    return ContactFacts(
        contact.function, contact.name, contact.phone, contact.email, contact.is_public
    )
