"""Nobody gives away, or takes from others, more than the own role holds (threat model T4)."""

from datetime import timedelta

import pytest

from lotsen.accounts.enums import OrganisationKind
from lotsen.accounts.models import Invitation, Membership, User
from lotsen.accounts.queries import actor_for
from lotsen.accounts.services import end_membership, grant_membership, invite
from lotsen.core import clock
from lotsen.core.actor import SYSTEM, Actor
from lotsen.core.errors import DomainError, NotAllowed
from lotsen.core.roles import Role
from tests.factories.accounts import (
    client_of,
    make_actor,
    make_membership,
    make_organisation,
    make_user,
    organisation_of,
)

pytestmark = pytest.mark.django_db


def offer(actor: Actor, role: Role, email: str = "neu@stelle.example") -> Invitation:
    organisation = organisation_of(actor)
    return invite(email=email, name="N. Neu", organisation=organisation, role=role, actor=actor)


@pytest.mark.parametrize("kind", [OrganisationKind.OFFICE, OrganisationKind.ASSOCIATION])
def test_an_organiser_cannot_make_somebody_the_office(kind: str) -> None:
    organiser = make_actor(Role.ORGANISER, make_organisation(kind))
    with pytest.raises(NotAllowed):
        offer(organiser, Role.OFFICE)
    assert offer(organiser, Role.ORGANISER).role == Role.ORGANISER
    page = client_of(organiser).get("/konto/team/einladen/").content.decode()
    assert "Programmstelle" not in page.partition("<main")[2]


def test_the_office_invites_organisers(office: Actor) -> None:
    assert offer(office, Role.ORGANISER).role == Role.ORGANISER


def test_nobody_invites_oneself(office: Actor) -> None:
    """Else somebody with a role for a time would give it to oneself for ever."""
    own = User.objects.get(pk=office.person_id).email
    with pytest.raises(DomainError, match="nicht selbst"):
        offer(office, Role.OFFICE, own.upper())


def test_a_deputy_invites_and_ends_nobody(office: Actor) -> None:
    deputy = actor_for(
        grant_membership(
            user=make_user(),
            organisation=organisation_of(office),
            role=Role.OFFICE,
            actor=SYSTEM,
            valid_until=clock.today() + timedelta(days=7),
            deputy_for=User.objects.get(pk=office.person_id),
        )
    )
    with pytest.raises(NotAllowed):
        offer(deputy, Role.OFFICE)
    with pytest.raises(NotAllowed):
        end_membership(membership=Membership.objects.get(user_id=office.person_id), actor=deputy)


def test_an_organiser_cannot_end_the_office(office: Actor) -> None:
    organiser = make_actor(Role.ORGANISER, organisation_of(office))
    client = client_of(organiser)
    assert client.post(f"/konto/team/{office.membership_id}/beenden/").status_code == 403
    with pytest.raises(NotAllowed):
        end_membership(membership=Membership.objects.get(user_id=office.person_id), actor=organiser)
    assert f"{office.membership_id}/beenden" not in client.get("/konto/team/").content.decode()


def test_nobody_ends_a_role_elsewhere(hr: Actor) -> None:
    with pytest.raises(NotAllowed):
        end_membership(membership=make_membership(Role.HR), actor=hr)


def test_hr_ends_a_lotse_of_the_own_kommune_and_the_operator_anybody(hr: Actor) -> None:
    end_membership(membership=make_membership(Role.LOTSE, organisation_of(hr)), actor=hr)
    admin = make_actor(Role.ADMIN)
    end_membership(membership=make_membership(Role.MINISTRY), actor=admin)
