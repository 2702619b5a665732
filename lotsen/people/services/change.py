"""Correcting a person's official data, and connecting a person with a login."""

from uuid import UUID

from django.db import transaction

from lotsen.accounts.models import User
from lotsen.core import audit
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors, locked
from lotsen.core.errors import Conflict, NotAllowed
from lotsen.people import rules
from lotsen.people.models import Employment, Lotse
from lotsen.people.services.register import ADDRESS_TAKEN

STALE = (
    "Diese Daten wurden inzwischen geändert. Bitte laden Sie die Seite neu und"
    " tragen Sie Ihre Änderung noch einmal ein."
)
LEFT = "Die Daten dieser Person können Sie nicht ändern."


@transaction.atomic
def change_person(
    *,
    lotse_id: UUID,
    given_name: str,
    family_name: str,
    email: str,
    phone: str,
    department: str,
    version: int,
    actor: Actor,
) -> Lotse:
    """Replace the official data of a person by HR of the present Kommune, or by the office.

    `version` is the one that the page showed: raises `Conflict` when it is no longer the present
    one, unless the data already say so, or the address is somebody else's; `DomainError` for data
    that break `people.rules`, `NotAllowed` when the person is not an employee of the actor's
    Kommune.
    """
    lotse = locked(Lotse.objects).get(pk=lotse_id)
    employment = Employment.objects.filter(lotse=lotse, ends_on=None).select_related("kommune")
    kommune = next((found.kommune for found in employment), None)
    if kommune is None or not rules.may_manage_people_of(actor, kommune):
        raise NotAllowed(LEFT)
    lotse.given_name = rules.clean_name(given_name)
    lotse.family_name = rules.clean_name(family_name)
    lotse.department = rules.clean_department(department)
    return _save(lotse, email=email, phone=phone, version=version, actor=actor)


@transaction.atomic
def change_own_contact(
    *, lotse_id: UUID, email: str, phone: str, version: int, actor: Actor
) -> Lotse:
    """A Lotse corrects the own official address and phone number; errors as in `change_person`."""
    lotse = locked(Lotse.objects).get(pk=lotse_id)
    if not actor.same_person(lotse.user_id):
        raise NotAllowed(LEFT)
    return _save(lotse, email=email, phone=phone, version=version, actor=actor)


@transaction.atomic
def link_user(*, lotse: Lotse, user: User, actor: Actor) -> Lotse:
    """Say that a login belongs to a person. Does nothing when it already does.

    Raises `Conflict` when the person has another login or the login belongs to another person.
    """
    person = locked(Lotse.objects).get(pk=lotse.pk)
    if person.user_id == user.pk:
        return person
    if person.user_id is not None:
        raise Conflict("Diese Person hat bereits eine Anmeldung.")
    person.user = user
    with constraint_errors(
        {"people_lotse_user_id_key": "Diese Anmeldung gehört bereits zu einer anderen Person."}
    ):
        person.save(update_fields=["user"])
    audit.record(actor=actor, action="person.linked", target=person, user=user.pk)
    return person


def _save(lotse: Lotse, *, email: str, phone: str, version: int, actor: Actor) -> Lotse:
    """Write the changed fields under the next version; nothing at all when nothing changed."""
    lotse.email = rules.clean_email(email)
    lotse.phone = rules.clean_phone(phone)
    lotse.sort_key = rules.sort_key_of(lotse.given_name, lotse.family_name)
    lotse.search_text = rules.search_text_of(lotse.given_name, lotse.family_name)
    before = Lotse.objects.get(pk=lotse.pk)
    fields = ("given_name", "family_name", "email", "phone", "department")
    changed = [name for name in fields if getattr(before, name) != getattr(lotse, name)]
    if not changed:
        return lotse
    if lotse.version != version:
        raise Conflict(STALE)
    lotse.version += 1
    with constraint_errors({"lotse_email_unique": ADDRESS_TAKEN}):
        lotse.save(update_fields=[*changed, "version", "sort_key", "search_text"])
    audit.record(actor=actor, action="person.changed", target=lotse, fields=changed)
    return lotse
