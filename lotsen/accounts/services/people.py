"""Users, organisations and memberships."""

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction

from lotsen.accounts.enums import ROLES_OF_KIND, OrganisationKind
from lotsen.accounts.models import Membership, Organisation, User
from lotsen.accounts.rules import may_end
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors, locked
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.roles import Role


@transaction.atomic
def create_organisation(*, kind: str, name: str, actor: Actor) -> Organisation:
    """A new organisation of a known kind."""
    organisation = Organisation.objects.create(kind=OrganisationKind(kind), name=name)
    audit.record(actor=actor, action="organisation.created", target=organisation, kind=kind)
    return organisation


@transaction.atomic
def create_user(*, email: str, name: str, actor: Actor, password: str | None = None) -> User:
    """A person who can sign in with a confirmed address, by mail code and (if given) password.

    Raises `Conflict` when the address is taken.
    """
    taken = "Für diese E-Mail-Adresse gibt es schon ein Konto."
    with constraint_errors({"user_email_once": taken, "accounts_user_email_key": taken}):
        user = User.objects.create_user(email=email, name=name, password=password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    audit.record(actor=actor, action="user.created", target=user)
    return user


@transaction.atomic
def grant_membership(
    *,
    user: User,
    organisation: Organisation,
    role: Role | str,
    actor: Actor,
    valid_from: date | None = None,
    valid_until: date | None = None,
    deputy_for: User | None = None,
) -> Membership:
    """Let `user` act as `role` of `organisation`, from today unless told otherwise.

    Raises `DomainError` when the role does not exist in that kind of organisation, `Conflict`
    when the person has it already or the organisation was taken away meanwhile.
    """
    _lock_organisation(organisation)
    if role not in ROLES_OF_KIND[organisation.kind]:
        raise DomainError("Diese Rolle gibt es bei dieser Organisation nicht.")
    with constraint_errors({"membership_open_once": "Diese Person hat die Rolle bereits."}):
        membership = Membership.objects.create(
            user=user,
            organisation=organisation,
            role=Role(role),
            valid_from=valid_from or clock.today(),
            valid_until=valid_until,
            deputy_for=deputy_for,
        )
    audit.record(
        actor=actor,
        action="membership.granted",
        target=membership,
        user=user.pk,
        organisation=str(organisation.pk),
        role=str(role),
    )
    return membership


def _lock_organisation(organisation: Organisation) -> None:
    """An edition of the registry that is taken back takes away what it brought, or waits here."""
    if not locked(Organisation.objects.filter(pk=organisation.pk)):
        raise Conflict("Diese Organisation gibt es nicht mehr.")


@transaction.atomic
def end_membership(*, membership: Membership, actor: Actor) -> None:
    """End a role at once; ending it again changes nothing.

    Raises `NotAllowed` for the own role, so that no organisation locks itself out, and for a role
    that `rules.may_end` does not leave to the actor.
    """
    current = locked(Membership.objects).get(pk=membership.pk)
    if actor.same_person(current.user_id):
        raise NotAllowed("Die eigene Rolle kann nur jemand anderes beenden.")
    if not may_end(actor, current):
        raise NotAllowed("Diese Rolle können Sie nicht beenden.")
    yesterday = clock.today() - timedelta(days=1)
    if current.valid_until is not None and current.valid_until <= yesterday:
        return
    current.valid_from = min(current.valid_from, yesterday)
    current.valid_until = yesterday
    current.save(update_fields=["valid_from", "valid_until"])
    audit.record(actor=actor, action="membership.ended", target=current, user=current.user_id)
