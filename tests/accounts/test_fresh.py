"""What sends money somewhere needs a sign-in of the last minutes."""

import time
from typing import Any

import pytest
from django.test import Client

from lotsen.accounts.models import User
from lotsen.core.roles import Role
from tests.factories.accounts import PASSWORD, client_of, make_actor

pytestmark = pytest.mark.django_db
PATH = "/bankverbindung/neu/"
KEY = "account_authentication_methods"


def aged(client: Client, minutes: int) -> Client:
    """The same browser after so many minutes."""
    session = client.session
    for record in session[KEY]:
        record["at"] = time.time() - minutes * 60
    session.save()
    return client


@pytest.fixture
def trainer(db: None) -> Client:
    return client_of(make_actor(Role.PROVIDER))


def test_right_after_the_sign_in_the_page_opens(trainer: Client) -> None:
    assert trainer.get(PATH).status_code == 200


def test_later_the_password_is_asked_again(trainer: Client) -> None:
    answer = aged(trainer, 6).get(PATH)
    assert answer["Location"] == "/konto/bestaetigen/?next=%2Fbankverbindung%2Fneu%2F"
    again = trainer.post("/konto/bestaetigen/", {"password": PASSWORD, "next": PATH})
    assert again["Location"] == PATH
    assert trainer.get(PATH).status_code == 200


def test_a_form_that_was_opened_freshly_may_be_sent_for_a_while(trainer: Client) -> None:
    assert aged(trainer, 10).post(PATH, {}).status_code == 422
    assert aged(trainer, 16).post(PATH, {}).status_code == 302


def test_who_signs_in_by_code_signs_in_again(db: None) -> None:
    actor = make_actor(Role.PROVIDER)
    user = User.objects.get(pk=actor.person_id)
    user.set_unusable_password()
    user.save()
    client = aged(client_of(actor), 6)
    answer = client.get(PATH)
    assert answer["Location"] == "/konto/anmelden/?next=/bankverbindung/neu/"
    assert client.get("/uebersicht/").status_code == 302


def test_a_session_without_a_known_sign_in_is_not_fresh(trainer: Client) -> None:
    session = trainer.session
    del session[KEY]
    session.save()
    assert trainer.get(PATH).status_code == 302


def test_the_demonstration_does_without(trainer: Client, settings: Any) -> None:
    settings.DEMO_MODE = True
    assert aged(trainer, 60).get(PATH).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/foerdermittel/zahlungsdateien/neu/"],
)
def test_payment_files_too(path: str) -> None:
    assert aged(client_of(make_actor(Role.MINISTRY)), 6).get(path).status_code == 302
