"""HR of a Kommune says whom to ask. Only its own HR writes; the office and others read."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from kommunen.models import Contact, Kommune
from lotsen.core import audit
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.phone import clean_phone
from lotsen.core.roles import Role

MOST = 20
NOT_YOURS = "Kontakte und Rechnungsdaten pflegt die Personalstelle der Kommune."
STALE = (
    "Diese Angaben wurden inzwischen von jemand anderem geändert. Bitte laden Sie die Seite neu und"
    " tragen Sie Ihre Änderung noch einmal ein."
)
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
    anybody else, `DomainError` without function or any way to reach it, `Conflict` when function
    and name are entered with other data.
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
    that is no longer true.
    """
    lock_own(_kommune_of(contact_id), actor)
    contact = _present(contact_id, version)
    before = _facts(contact)
    _write(contact, facts)
    if _facts(contact) == before:
        return contact
    contact.version += 1
    with constraint_errors(SENTENCES):
        contact.save()
    audit.record(actor=actor, action="contact.changed", target=contact, kommune=contact.kommune_id)
    return contact


@transaction.atomic
def remove_contact(*, contact_id: UUID, version: int, actor: Actor) -> Contact:
    """Take a contact away. Raises `NotAllowed`, and `Conflict` for one that changed or is gone."""
    lock_own(_kommune_of(contact_id), actor)
    contact = _present(contact_id, version)
    audit.record(actor=actor, action="contact.removed", target=contact, kommune=contact.kommune_id)
    contact.delete()
    return contact


def lock_own(key: str, actor: Actor) -> None:
    """Whoever writes about a Kommune waits here. Raises `NotAllowed` unless its HR acts."""
    kommune = Kommune.objects.select_for_update(of=("self",), no_key=True).get(pk=key)
    if actor.role != Role.HR or actor.organisation_id != kommune.organisation_id:
        raise NotAllowed(NOT_YOURS)


def one_line(text: str) -> str:
    """The text with single spaces."""
    return " ".join(text.split())


def _kommune_of(contact_id: UUID) -> str:
    key = Contact.objects.filter(pk=contact_id).values_list("kommune", flat=True).first()
    if key is None:
        raise Conflict("Dieser Kontakt ist nicht mehr eingetragen.")
    return str(key)


def _present(contact_id: UUID, version: int) -> Contact:
    """The contact as it is now, its Kommune being locked."""
    contact = Contact.objects.filter(pk=contact_id).first()
    if contact is None or contact.version != version:
        raise Conflict(STALE)
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
