"""Roles: acting as, switching, ending, deputies."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from lotsen.accounts.models import Membership
from lotsen.accounts.queries import actor_for, valid_memberships
from lotsen.accounts.services import create_user, end_membership, grant_membership
from lotsen.core import clock
from lotsen.core.actor import SYSTEM
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.roles import Role
from tests.factories.accounts import (
    client_of,
    make_actor,
    make_membership,
    make_organisation,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_switching_the_role_changes_who_acts() -> None:
    user = make_user()
    first = make_membership(Role.HR, user=user)
    second = make_membership(Role.OFFICE, user=user)
    client = client_of(actor_for(first))
    response = client.post("/konto/rolle/", {"membership": second.pk})
    assert response.status_code == 302
    assert client.get("/konto/").context["actor"].role == Role.OFFICE


@pytest.mark.parametrize("target", ["https://boese.example/", "//boese.example", "javascript:x"])
def test_switching_never_leads_to_another_site(target: str) -> None:
    membership = make_membership(Role.HR)
    client = client_of(actor_for(membership))
    response = client.post("/konto/rolle/", {"membership": membership.pk, "next": target})
    assert response["Location"] == "/start/"


def test_foreign_membership_cannot_be_taken() -> None:
    foreign = make_membership(Role.MINISTRY)
    client = client_of(make_actor(Role.HR))
    assert client.post("/konto/rolle/", {"membership": foreign.pk}).status_code == 404
    assert client.post("/konto/rolle/", {"membership": "unsinn"}).status_code == 404


def test_ended_role_is_gone_on_the_next_click() -> None:
    membership = make_membership(Role.HR)
    client = client_of(actor_for(membership))
    assert client.get("/konto/").status_code == 200
    end_membership(membership=membership, actor=SYSTEM)
    assert client.get("/konto/").status_code == 403


def test_nobody_ends_the_own_role() -> None:
    membership = make_membership(Role.HR)
    with pytest.raises(NotAllowed):
        end_membership(membership=membership, actor=actor_for(membership))


def test_future_and_past_roles_do_not_count() -> None:
    user = make_user()
    today = clock.today()
    for start, end in ((1, None), (-9, -1)):
        grant_membership(
            user=user,
            organisation=make_organisation("provider"),
            role=Role.PROVIDER,
            actor=SYSTEM,
            valid_from=today + timedelta(days=start),
            valid_until=today + timedelta(days=end) if end else None,
        )
    assert valid_memberships(user) == []


def test_deputy_acts_on_behalf_and_says_so() -> None:
    boss = make_user(name="Beispiel, A.")
    membership = grant_membership(
        user=make_user(name="Muster, M."),
        organisation=make_organisation("office"),
        role=Role.OFFICE,
        actor=SYSTEM,
        valid_until=clock.today(),
        deputy_for=boss,
    )
    assert actor_for(membership).signature == "Muster, M. i. V. Beispiel, A."


def test_role_must_exist_in_that_kind_of_organisation() -> None:
    with pytest.raises(DomainError):
        make_membership(Role.MINISTRY, make_organisation("provider"))


def test_same_role_twice_is_a_conflict() -> None:
    first = make_membership(Role.HR)
    with pytest.raises(Conflict, match="hat die Rolle bereits"):
        make_membership(Role.HR, first.organisation, first.user)


def test_address_is_taken_whatever_its_case() -> None:
    make_user(email="a@stadt.example")
    with pytest.raises(Conflict, match="schon ein Konto"):
        create_user(email="A@Stadt.example", name="X", actor=SYSTEM)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"role": "kaiser"}, "membership_role_known"),
        ({"valid_until": clock.today() - timedelta(days=1)}, "membership_dates_in_order"),
    ],
)
def test_database_refuses_odd_memberships(values: dict[str, object], constraint: str) -> None:
    membership = make_membership(Role.HR)
    with pytest.raises(IntegrityError, match=constraint):
        Membership.objects.filter(pk=membership.pk).update(**values)


def test_database_refuses_an_unlimited_deputy_and_a_deputy_of_oneself() -> None:
    membership = make_membership(Role.HR)
    with pytest.raises(IntegrityError, match=r"membership_(deputy_is_limited|not_own_deputy)"):
        Membership.objects.filter(pk=membership.pk).update(deputy_for=membership.user)


@pytest.mark.parametrize("count", [1, 3])
def test_team_page_asks_the_same_number_of_queries(
    count: int, django_assert_num_queries: object
) -> None:
    organisation = make_organisation("provider")
    actor = make_actor(Role.PROVIDER, organisation)
    for _ in range(count):
        make_membership(Role.PROVIDER, organisation)
    client = client_of(actor)
    with django_assert_num_queries(6):  # type: ignore[operator]
        assert client.get("/konto/team/").status_code == 200
