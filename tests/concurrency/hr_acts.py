"""What HR does at a Kommune on real buttons, and the moment at which an edition comes in."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from kommunen.models import Kommune
from kommunen.queries.contacts import contacts_visible_to
from kommunen.services import contacts
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.people.queries import lotsen_visible_to
from lotsen.people.services import register
from tests.accounts.test_invitations import invited
from tests.concurrency.directory import Press, Town
from tests.concurrency.live import CSRF, Window
from vouchers.queries import contracts_visible_to
from vouchers.services import submitting


def contract_at(town: Town, kommune: Kommune, actor: Actor) -> Press:
    """HR submits a contract that names the employee of Altdorf."""
    window = town.site.window(actor)
    fields = {
        "token": "one form",
        "provider": str(town.cast.provider.pk),
        "planned_year": str(clock.today().year),
        "persons": [str(town.lotse.pk)],
        "contact_name": "Personalamt",
        "contact_email": "personalamt@kommune.example",
        "step": "submit",
    }
    path = reverse("vouchers:contract-form", args=["basis"])
    return lambda: window.press_once(path, fields)


def contact_at(town: Town, kommune: Kommune, actor: Actor) -> Press:
    """HR enters a contact."""
    window = town.site.window(actor)
    path = reverse("kommunen:contact-new", args=[kommune.pk])
    fields = {"function": "Personalamt", "phone": "07041 876-10", "version": "0"}
    return lambda: window.press_once(path, fields)


def person_at(town: Town, kommune: Kommune, actor: Actor) -> Press:
    """HR registers an employee."""
    window = town.site.window(actor)
    fields = {"given_name": "Ada", "family_name": "Muster", "email": "ada@kommune.example"}
    return lambda: window.press_once(reverse("people:add"), fields)


def invitation_at(town: Town, kommune: Kommune, actor: Actor) -> Press:
    """Somebody whom HR has invited accepts."""
    path = invited(actor)
    window = Window(town.site.port, f"{settings.CSRF_COOKIE_NAME}={CSRF}")
    fields: dict[str, Any] = {"name": "Vorlage, V.", "password": "ein-neues-langes-passwort"}
    return lambda: window.press_once(path, fields)


@dataclass(frozen=True, slots=True)
class Act:
    """What HR does; `module.moment` is called when all is read and nothing written.

    `too_late`: what HR reads about a Kommune that was dissolved.
    """

    press: Callable[[Town, Kommune, Actor], Press]
    module: ModuleType
    moment: str
    action: str
    count: Callable[[Actor], int]
    too_late: str


ACTS = {
    "contract": Act(
        contract_at,
        submitting,
        "next_number",
        "contract.submitted",
        lambda actor: contracts_visible_to(actor).count(),
        "Einen neuen Vertrag reicht die Nachfolgerin ein",
    ),
    "contact": Act(
        contact_at,
        contacts,
        "_write",
        "contact.added",
        lambda actor: contacts_visible_to(actor).count(),
        "Kontakte und Rechnungsdaten trägt die Nachfolgerin ein",
    ),
    "person": Act(
        person_at,
        register,
        "require_living",
        "person.registered",
        lambda actor: lotsen_visible_to(actor).filter(given_name="Ada").count(),
        "Neue Beschäftigte trägt die Nachfolgerin ein",
    ),
}
EVERY_ACT = pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
