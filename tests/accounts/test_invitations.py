"""Invitations: one link, one use, two weeks."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from lotsen.accounts.models import Invitation, Membership, User
from lotsen.accounts.services import accept_invitation, invite
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, NotAllowed
from lotsen.core.models import Mail
from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor, organisation_of

pytestmark = pytest.mark.django_db

COLLEAGUE = {"name": "Vorlage, V.", "email": "vorlage@stadt.example", "role": "hr"}


def link_in(mail: Mail) -> str:
    found = re.search(r"/konto/einladung/\S+", mail.body)
    assert found
    return found[0]


def invited(actor: Actor) -> str:
    invite(
        email="vorlage@stadt.example",
        name="Vorlage, V.",
        organisation=organisation_of(actor),
        role=Role.HR,
        actor=actor,
    )
    return link_in(Mail.objects.get(to="vorlage@stadt.example"))


def test_colleague_is_invited_accepts_and_can_act(hr: Actor, client: Client) -> None:
    assert client_of(hr).post("/konto/team/einladen/", COLLEAGUE).status_code == 302
    link = link_in(Mail.objects.get(to="vorlage@stadt.example"))
    assert client.get(link).status_code == 200
    password = "ein-neues-langes-passwort"
    assert client.post(link, {"name": "V. Vorlage", "password": password}).status_code == 302
    user = User.objects.get(email="vorlage@stadt.example")
    assert user.check_password(password)
    assert Membership.objects.get(user=user).organisation_id == hr.organisation_id
    assert client.get(link).status_code == 404  # used


def test_weak_password_is_refused_with_a_sentence_and_nothing_is_saved(
    hr: Actor, client: Client
) -> None:
    link = invited(hr)
    response = client.post(link, {"name": "V", "password": "kurz"})
    assert response.status_code == 422
    assert not User.objects.filter(email="vorlage@stadt.example").exists()


def test_second_open_invitation_is_a_conflict(hr: Actor) -> None:
    invited(hr)
    response = client_of(hr).post("/konto/team/einladen/", COLLEAGUE)
    assert response.status_code == 422
    assert "schon eine Einladung offen" in response.content.decode()


def test_expired_invitation_is_gone_and_can_be_repeated(hr: Actor) -> None:
    link = invited(hr)
    with clock.at(clock.now() + timedelta(days=15)):
        with pytest.raises(Conflict):
            accept_invitation(secret=link.split("/")[-2], name="V", password=None)
        Mail.objects.all().delete()
        invited(hr)
    assert Invitation.objects.filter(withdrawn_at=None).count() == 1


def test_withdrawn_invitation_does_not_open(hr: Actor, client: Client) -> None:
    link = invited(hr)
    invitation = Invitation.objects.get()
    address = f"/konto/einladungen/{invitation.pk}/zurueckziehen/"
    assert client_of(make_actor(Role.HR)).post(address).status_code == 404  # foreign
    assert client_of(hr).post(address).status_code == 302
    assert client.get(link).status_code == 404


def test_nobody_gives_a_role_of_another_kind_or_organisation(hr: Actor, office: Actor) -> None:
    own = organisation_of(hr)
    with pytest.raises(NotAllowed):
        invite(email="x@stadt.example", name="X", organisation=own, role=Role.MINISTRY, actor=hr)
    with pytest.raises(NotAllowed):
        invite(email="x@stadt.example", name="X", organisation=own, role=Role.HR, actor=office)


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": ""},
        {"email": "kein-at"},
        {"name": "x" * 5000},
        {"role": "ministry"},
        {"name": "a\x00b"},
    ],
)
def test_bad_input_gets_a_sentence(hr: Actor, wrong: dict[str, str]) -> None:
    response = client_of(hr).post("/konto/team/einladen/", COLLEAGUE | wrong)
    assert response.status_code == 422
    assert not Invitation.objects.exists()
