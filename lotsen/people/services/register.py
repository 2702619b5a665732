"""A Kommune names an employee."""

from datetime import date

from django.db import transaction

from kommunen.models import Kommune
from kommunen.queries import same_body
from kommunen.services.locking import lock_kommunen, present, require_living
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.people import rules
from lotsen.people.models import Employment, Lotse

ADDRESS_TAKEN = (
    "Diese E-Mail-Adresse kann hier nicht eingetragen werden. Bitte prüfen Sie die Schreibweise;"
    " stimmt sie, wenden Sie sich an die Programmstelle."
)
SUCCESSOR_ENTERS = "Neue Beschäftigte trägt die Nachfolgerin ein."
NOT_YOUR_KOMMUNE = "Sie können nur Beschäftigte Ihrer eigenen Kommune eintragen."


@transaction.atomic
def register_person(
    *,
    given_name: str,
    family_name: str,
    email: str,
    kommune: Kommune,
    actor: Actor,
    phone: str = "",
    department: str = "",
    starts_on: date | None = None,
) -> Lotse:
    """Enter a person as employee of `kommune` from `starts_on` (default: today).

    Calling it again for the same name and address at the same Kommune returns the person that is
    there, unchanged. Raises `DomainError` for data that break `people.rules` and for a Kommune that
    was dissolved, `Conflict` when the address is somebody else's (without saying whose: that person
    may work elsewhere) or the Kommune has another key, and `NotAllowed` when the actor is not HR of
    this Kommune or the office.
    """
    if not rules.may_manage_people_of(actor, kommune):
        raise NotAllowed(NOT_YOUR_KOMMUNE)
    given_name, family_name = rules.clean_name(given_name), rules.clean_name(family_name)
    person = Lotse(
        given_name=given_name,
        family_name=family_name,
        email=rules.clean_email(email),
        phone=rules.clean_phone(phone),
        department=rules.clean_department(department),
        sort_key=rules.sort_key_of(given_name, family_name),
        search_text=rules.search_text_of(given_name, family_name),
    )
    # Two clicks on one button wait for each other here and find the same person; so does an
    # edition of the registry that ends the Kommune.
    lock_kommunen(kommune.pk)
    now = present(kommune.pk)
    known = _known(person, kommune)
    if known is not None:
        return known
    require_living(now, else_who=SUCCESSOR_ENTERS)
    with constraint_errors({"lotse_email_unique": ADDRESS_TAKEN}):
        person.save(force_insert=True)
    Employment.objects.create(lotse=person, kommune=kommune, starts_on=starts_on or clock.today())
    audit.record(actor=actor, action="person.registered", target=person, kommune=kommune.pk)
    return person


def _known(person: Lotse, kommune: Kommune) -> Lotse | None:
    """The person with this address, if it is the same one at this Kommune or its predecessor."""
    known = Lotse.objects.filter(email=person.email).first()
    if known is None:
        return None
    if not Employment.objects.filter(
        lotse=known, kommune__in=same_body(kommune.pk), ends_on=None
    ).exists():
        raise Conflict(ADDRESS_TAKEN)
    if known.sort_key != person.sort_key:
        raise DomainError(
            f"Unter der Adresse {known.email} ist in Ihrer Kommune schon {known.full_name}"
            " eingetragen. Bitte prüfen Sie Name und Adresse."
        )
    return known
