"""What happens to a session: new at sign-in, worthless once the right behind it is gone."""

from datetime import timedelta

import pytest
from django.test import Client

from lotsen.accounts.models import Membership, User
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.models import Mail
from tests.factories.accounts import PASSWORD, client_of, make_user

pytestmark = pytest.mark.django_db
LOGIN = "/konto/anmelden/"


def test_a_session_planted_before_sign_in_is_worthless_after_it(client: Client) -> None:
    user = make_user()
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert client.session.session_key != planted
    attacker = Client()
    attacker.cookies["sessionid"] = str(planted)
    assert attacker.get("/konto/").status_code == 302


def test_membership_that_ends_tonight_is_gone_tomorrow_in_the_same_session(hr: Actor) -> None:
    client = client_of(hr)
    Membership.objects.filter(user=hr.person_id).update(valid_until=clock.today())
    assert client.get("/konto/").status_code == 200
    with clock.at(clock.now() + timedelta(days=1)):
        assert client.get("/konto/").status_code == 403
        assert client.post("/vertraege/neu/basis/", {}).status_code == 403


def test_locked_person_is_signed_out_on_the_next_click(hr: Actor) -> None:
    client = client_of(hr)
    User.objects.filter(pk=hr.person_id).update(is_active=False)
    assert client.get("/konto/").status_code == 302


def test_foreign_host_never_gets_into_a_mail(client: Client) -> None:
    user = make_user()
    for host in ("boese.example", "testserver@boese.example", "testserver:80@boese.example"):
        client.post("/konto/passwort/vergessen/", {"email": user.email}, HTTP_HOST=host)
        client.post("/konto/passwort/vergessen/", {"email": user.email}, HTTP_X_FORWARDED_HOST=host)
    assert not Mail.objects.filter(body__contains="boese.example").exists()
