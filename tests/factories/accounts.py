"""The cast: organisations, people who sign in, and the actors they are."""

from itertools import count

from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest
from django.test import Client

from lotsen.accounts.enums import OrganisationKind
from lotsen.accounts.middleware import SESSION_KEY
from lotsen.accounts.models import Membership, Organisation, User
from lotsen.accounts.queries import actor_for
from lotsen.accounts.services import create_organisation, create_user, grant_membership
from lotsen.core.actor import SYSTEM, Actor
from lotsen.core.roles import Role

PASSWORD = "ein-langes-passwort"
KIND_OF_ROLE: dict[Role, OrganisationKind] = {
    Role.HR: OrganisationKind.KOMMUNE,
    Role.LOTSE: OrganisationKind.KOMMUNE,
    Role.PROVIDER: OrganisationKind.PROVIDER,
    Role.OFFICE: OrganisationKind.OFFICE,
    Role.MINISTRY: OrganisationKind.MINISTRY,
    Role.AUDITOR: OrganisationKind.AUDITOR,
    Role.ORGANISER: OrganisationKind.ASSOCIATION,
    Role.ADMIN: OrganisationKind.OPERATOR,
}
_numbers = count(1)


def make_organisation(kind: str = OrganisationKind.PROVIDER, name: str = "") -> Organisation:
    return create_organisation(kind=kind, name=name or f"Stelle {next(_numbers)}", actor=SYSTEM)


def make_user(name: str = "Muster, M.", email: str = "", password: str | None = PASSWORD) -> User:
    address = email or f"person{next(_numbers)}@stelle.example"
    return create_user(email=address, name=name, actor=SYSTEM, password=password)


def make_membership(
    role: Role, organisation: Organisation | None = None, user: User | None = None
) -> Membership:
    return grant_membership(
        user=user or make_user(),
        organisation=organisation or make_organisation(KIND_OF_ROLE[role]),
        role=role,
        actor=SYSTEM,
    )


def make_actor(
    role: Role, organisation: Organisation | None = None, user: User | None = None
) -> Actor:
    return actor_for(make_membership(role, organisation, user))


def organisation_of(actor: Actor) -> Organisation:
    """The organisation that `actor` acts for."""
    assert actor.organisation_id is not None
    return Organisation.objects.get(pk=actor.organisation_id)


def client_of(actor: Actor) -> Client:
    """A browser that has just signed in as `actor`."""
    client, user = Client(), User.objects.get(pk=actor.person_id)
    client.force_login(user)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, method="password")
    request.session[SESSION_KEY] = str(actor.membership_id)
    request.session.save()
    return client
