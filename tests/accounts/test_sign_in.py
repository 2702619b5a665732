"""Signing in with password and with mail code, as a person would do it."""

import re

import pytest
from django.core import mail as django_mail
from django.test import Client

from lotsen.core import jobs
from lotsen.core.models import Job, Mail
from lotsen.core.roles import Role
from tests.factories.accounts import PASSWORD, make_membership, make_user

pytestmark = pytest.mark.django_db


def sign_in(client: Client, email: str, password: str) -> int:
    return client.post("/konto/anmelden/", {"login": email, "password": password}).status_code


def test_password_leads_to_the_overview(client: Client) -> None:
    user = make_user(email="hr@stadt.example")
    make_membership(Role.HR, user=user)
    assert sign_in(client, "HR@stadt.example", PASSWORD) == 302
    assert client.get("/start/").status_code == 302


def test_wrong_password_and_unknown_address_look_the_same(client: Client) -> None:
    make_user(email="hr@stadt.example")
    wrong = client.post("/konto/anmelden/", {"login": "hr@stadt.example", "password": "falsch"})
    unknown = client.post("/konto/anmelden/", {"login": "x@stadt.example", "password": "falsch"})
    assert wrong.status_code == unknown.status_code
    sentence = re.compile(r"E-Mail-Adresse und/oder")
    assert bool(sentence.search(wrong.content.decode())) == bool(
        sentence.search(unknown.content.decode())
    )


def test_sixth_wrong_password_is_blocked(client: Client) -> None:
    make_user(email="hr@stadt.example")
    for _ in range(5):
        sign_in(client, "hr@stadt.example", "falsch")
    sign_in(client, "hr@stadt.example", PASSWORD)
    assert "_auth_user_id" not in client.session


def test_mail_code_signs_in_without_password(client: Client) -> None:
    user = make_user(email="lotse@stadt.example", password=None)
    make_membership(Role.LOTSE, user=user)
    client.post("/konto/anmelden/code/", {"email": "lotse@stadt.example"})
    queued = Mail.objects.get(to="lotse@stadt.example")
    jobs.run(Job.objects.get(key=str(queued.pk)).pk)
    text = str(django_mail.outbox[0].body)
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", text, re.MULTILINE)
    assert code, text
    response = client.post("/konto/anmelden/code/eingeben/", {"code": code[1]})
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_asking_a_code_for_an_unknown_address_looks_the_same(client: Client) -> None:
    make_user(email="da@stadt.example")
    known = client.post("/konto/anmelden/code/", {"email": "da@stadt.example"})
    unknown = Client().post("/konto/anmelden/code/", {"email": "nicht-da@stadt.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_nobody_can_register(client: Client) -> None:
    assert client.get("/konto/signup/").status_code == 404


def test_person_without_role_is_told_so(client: Client) -> None:
    client.force_login(make_user())
    assert client.get("/konto/").status_code == 403


def test_sign_out_is_a_post(client: Client) -> None:
    client.force_login(make_user())
    client.post("/konto/abmelden/")
    assert "_auth_user_id" not in client.session
