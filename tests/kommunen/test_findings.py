"""What looks unusual about a file is acknowledged by a person before it counts."""

import html
from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from kommunen.enums import ChangeGroup
from kommunen.files import Edition
from kommunen.models import Kommune, RegistryEdition
from kommunen.queries import current_edition
from kommunen.queries.editions import ChangedGroup, registry_as_edition
from kommunen.services.applying import ACKNOWLEDGE, apply_chosen, apply_edition
from lotsen.core import clock
from lotsen.core.actor import SYSTEM, Actor
from lotsen.core.errors import DomainError
from lotsen.core.models import AuditEntry
from tests.factories.accounts import client_of
from tests.factories.editions import summed
from tests.factories.registry import upload_edition

pytestmark = pytest.mark.django_db

TICK = "Ich habe die Auffälligkeiten geprüft und übernehme die Datei trotzdem."


def with_population(key: str, population: int) -> Edition:
    known = registry_as_edition(date(2026, 8, 31))
    place = replace(known.places[key], population=population)
    return summed(replace(known, places=known.places | {key: place}))


def staged(office: Actor, edition: Edition) -> RegistryEdition:
    upload = upload_edition(office, edition)
    assert upload.edition is not None, upload.problems
    return upload.edition


def test_a_file_that_looks_unusual_needs_a_tick(village: Kommune, office: Actor) -> None:
    client, base = client_of(office), current_edition()
    known = with_population(village.key, 1)
    gone = next(x for x in known.places.values() if x.name == "Nebendorf")
    places = {key: place for key, place in known.places.items() if key != gone.key}
    edition = staged(office, summed(replace(known, places=places)))
    path = reverse("kommunen:edition-apply", args=[edition.pk])
    assert TICK in client.get(path, follow=True).content.decode()
    chosen = {
        "groups": ["population", "dissolved"],
        "effective_on": "1.9.2026",
        f"successor_{gone.key}": village.name,
    }
    response = client.post(path, chosen)
    page = html.unescape(response.content.decode())
    assert response.status_code == 422
    assert ACKNOWLEDGE in page
    assert 'href="#id_acknowledged"' in page
    assert current_edition() == base
    form = response.context["form"]
    shown = {name: form[name].value() for name in chosen}
    assert shown == chosen  # nothing that was chosen is lost
    response = client.post(path, chosen | {"acknowledged": "on"})
    assert response.status_code == 302
    assert current_edition() == edition
    facts = AuditEntry.objects.get(action="registry.applied").facts
    assert facts["findings"] == len(edition.doubts)
    assert facts["findings_acknowledged"]


def test_a_usual_file_asks_for_nothing_more(village: Kommune, office: Actor) -> None:
    first = staged(office, summed(registry_as_edition(date(2026, 8, 31))))
    apply_edition(edition_id=first.pk, effective_on=date(2026, 9, 1), actor=SYSTEM)
    known = registry_as_edition(date(2026, 9, 30))
    renamed = replace(known.places[village.key], name="Musterstadt")
    edition = staged(office, replace(known, places=known.places | {village.key: renamed}))
    assert edition.doubts == []
    path = reverse("kommunen:edition-apply", args=[edition.pk])
    client = client_of(office)
    assert TICK not in client.get(path, follow=True).content.decode()
    chosen = {"groups": ["name"], "effective_on": f"{clock.today():%d.%m.%Y}"}
    assert client.post(path, chosen).status_code == 302
    facts = AuditEntry.objects.filter(action="registry.applied").latest("pk").facts
    assert (facts["findings"], facts["findings_acknowledged"]) == (0, False)


def test_nobody_applies_an_unusual_file_past_the_form(village: Kommune, office: Actor) -> None:
    edition = staged(office, with_population(village.key, 1))
    with pytest.raises(DomainError, match="Bitte prüfen Sie die Auffälligkeiten"):
        apply_chosen(
            edition_id=edition.pk,
            groups={ChangeGroup.POPULATION},
            successors={},
            effective_on=clock.today(),
            acknowledged=False,
            actor=office,
        )


def test_an_implausible_figure_is_marked_and_counted(village: Kommune, office: Actor) -> None:
    client = client_of(office)
    edition = staged(office, with_population(village.key, 1))
    page = client.get(reverse("kommunen:edition", args=[edition.pk]))
    groups: list[ChangedGroup] = page.context["groups"]
    population = next(x for x in groups if x.group == ChangeGroup.POPULATION)
    assert [x.key for x in population.shown][: population.unusual] == [
        x.key for x in population.changes if x.is_unusual
    ]
    text = page.content.decode()
    assert f", davon {population.unusual} auffällig" in text
    assert text.count(">auffällig</span>") == population.unusual > 0
    assert "unten als „auffällig“ gekennzeichnet" in text
    address = reverse("kommunen:edition-changes", args=[edition.pk])
    answer = client.get(address, {"ausgabe": "xlsx"})
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)
    assert ("Einwohnerzahl", village.key, "Musterdorf", 5_000, 1, "auffällig") in {
        row[:6] for row in rows
    }
