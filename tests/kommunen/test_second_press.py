"""Pressing a button of the registry twice is one act; somebody else's act is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from kommunen.files import Edition
from kommunen.models import Contact, InvoiceAddress, Kommune, RegistryEdition
from kommunen.queries.editions import registry_as_edition
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor
from tests.factories.registry import make_staged_edition, upload_edition

pytestmark = pytest.mark.django_db

CHOSEN = {"groups": ["name"], "effective_on": "1.9.2026", "acknowledged": "on"}


def staged(office: Actor) -> RegistryEdition:
    edition = make_staged_edition(office).edition
    assert edition is not None
    return edition


def path_of(act: str, edition: RegistryEdition) -> str:
    return reverse(f"kommunen:edition-{act}", args=[edition.pk])


def apply(client: Client, edition: RegistryEdition) -> None:
    fields = CHOSEN | {"groups": [*edition.changes.values_list("group", flat=True).distinct()]}
    assert client.post(path_of("apply", edition), fields).status_code == 302


@pytest.mark.parametrize("act", ["apply", "discard", "undo"])
def test_the_second_press_leads_where_the_first_one_did(
    village: Kommune, office: Actor, act: str
) -> None:
    client, edition = client_of(office), staged(office)
    if act == "undo":
        apply(client, edition)
    fields = CHOSEN if act == "apply" else {}
    first, second = (client.post(path_of(act, edition), fields) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert second["Location"] == first["Location"]
    colleague = client_of(make_actor(Role.OFFICE))
    answer = colleague.post(path_of(act, edition), fields)
    assert answer.status_code == 409
    assert "Diese Ausgabe ist schon" in answer.content.decode()


def merging(village: Kommune) -> Edition:
    """Musterdorf ends and Nebendorf has another name."""
    known = registry_as_edition(date(2026, 8, 31))
    other = next(x for x in known.places.values() if x.name == "Nebendorf")
    kept = {key: place for key, place in known.places.items() if key != village.key}
    return replace(known, places=kept | {other.key: replace(other, name="Nebendorf am See")})


@pytest.mark.parametrize(
    "other",
    [
        {"effective_on": "2.9.2026"},
        {"groups": ["dissolved"]},
        {"successor": "Musterkreis"},
    ],
)
def test_another_choice_is_told_what_was_decided(
    village: Kommune, office: Actor, other: dict[str, object]
) -> None:
    client, edition = client_of(office), upload_edition(office, merging(village)).edition
    assert edition is not None
    successor = f"successor_{village.key}"
    chosen = CHOSEN | {"groups": ["dissolved", "name"], successor: "Nebendorf"}
    renamed = chosen | {successor: "Nebendorf am See"}
    path = path_of("apply", edition)
    assert client.post(path, chosen).status_code == 302
    assert client.post(path, renamed).status_code == 302, "the same body under its new name"
    changed = {successor if name == "successor" else name: x for name, x in other.items()}
    answer = client.post(path, renamed | changed)
    assert answer.status_code == 409
    assert "Diese Ausgabe ist schon übernommen." in answer.content.decode()


def test_what_was_taken_back_meanwhile_is_not_applied(village: Kommune, office: Actor) -> None:
    client, edition = client_of(office), staged(office)
    apply(client, edition)
    client.post(path_of("undo", edition))
    answer = client.post(path_of("apply", edition), CHOSEN)
    assert answer.status_code == 409
    assert "schon zurückgenommen" in answer.content.decode()


def test_a_page_that_decides_nothing_any_more_says_why(village: Kommune, office: Actor) -> None:
    def page_of(act: str, edition: RegistryEdition) -> str:
        return client.get(path_of(act, edition)).content.decode()

    client, first = client_of(office), staged(office)
    assert "Nur eine übernommene Datei" in page_of("undo", first)
    assert "<button" in page_of("discard", first).split("<main")[1]
    apply(client, first)
    assert "<button" in page_of("undo", first).split("<main")[1]
    second = upload_edition(office, replace(registry_as_edition(date(2026, 9, 30)))).edition
    assert second is not None
    apply(client, second)
    page = page_of("undo", first)
    assert "Inzwischen wurde eine spätere Ausgabe übernommen." in page
    assert "<button" not in page.split("<main")[1].split("</main>")[0]
    page = page_of("discard", first)
    assert "Diese Ausgabe ist schon übernommen." in page
    assert "<button" not in page.split("<main")[1].split("</main>")[0]


def contact_of(kommune: Kommune) -> Contact:
    return Contact.objects.create(kommune=kommune, function="Hauptamt", phone="07231 39-0")


def address_of(kommune: Kommune) -> InvoiceAddress:
    return InvoiceAddress.objects.create(kommune=kommune, label="Bauamt", recipient="Stadt")


@pytest.mark.parametrize(
    ("name", "make", "sentence"),
    [
        ("contact-remove", contact_of, "Dieser Kontakt ist nicht mehr eingetragen."),
        ("invoice-remove", address_of, "Diese Rechnungsanschrift ist nicht mehr eingetragen."),
    ],
)
def test_what_is_gone_already_leads_back_to_the_list(
    village: Kommune,
    name: str,
    make: Callable[[Kommune], Contact | InvoiceAddress],
    sentence: str,
) -> None:
    client = client_of(make_actor(Role.HR, village.organisation))
    entry = make(village)
    path = reverse(f"kommunen:{name}", args=[village.key, entry.pk])
    first = client.post(path, {"version": entry.version})
    assert first.status_code == 302
    for answer in (client.post(path, {"version": 1}, follow=True), client.get(path, follow=True)):
        assert answer.redirect_chain == [(first["Location"], 302)]
        assert sentence in answer.content.decode()
    stranger = client_of(make_actor(Role.HR))
    assert stranger.get(path).status_code == 404
    foreign = make(Kommune.objects.get(name="Nebendorf"))
    path = reverse(f"kommunen:{name}", args=[village.key, foreign.pk])
    assert client.post(path, {"version": 1}).status_code == 404
