"""Who finds what: every kind of thing × every role × a foreign organisation."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Event, Registration
from kommunen.models import Kommune
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from lotsen.core.search import Outcome, find, read
from lotsen.people.models import Lotse
from lotsen.seminars.models import Certificate, Enrolment, Seminar
from tests.access.world import World
from vouchers.models import (
    Claim,
    ControlSample,
    JournalEntry,
    Payment,
    PaymentFile,
    Reclaim,
    TransferContract,
    Voucher,
)

pytestmark = pytest.mark.django_db

EVERYBODY = "visitor hr provider office ministry auditor organiser lotse admin"
OVERSIGHT = "office ministry auditor"
CASE = "hr provider office"

FINDS: dict[str, tuple[str, str]] = {
    "kommune": (EVERYBODY, EVERYBODY),
    "seminar": (EVERYBODY, EVERYBODY),
    "event": (EVERYBODY, EVERYBODY),
    "provider": (EVERYBODY, EVERYBODY),
    "draft": ("provider office", "office"),
    "person": (f"hr {OVERSIGHT}", OVERSIGHT),
    "address": (f"hr {OVERSIGHT}", OVERSIGHT),
    "contract": (f"hr {OVERSIGHT}", OVERSIGHT),
    "voucher": (f"hr provider {OVERSIGHT}", OVERSIGHT),
    "claim": (f"provider {OVERSIGHT}", OVERSIGHT),
    "payment": (f"provider {OVERSIGHT}", OVERSIGHT),
    "decided reclaim": (f"provider {OVERSIGHT}", OVERSIGHT),
    "open reclaim": (OVERSIGHT, OVERSIGHT),
    "payment file": (OVERSIGHT, OVERSIGHT),
    "sample": (OVERSIGHT, OVERSIGHT),
    "entry": (OVERSIGHT, OVERSIGHT),
    "certificate": (f"{CASE} ministry auditor", OVERSIGHT),
    "enrolment": (CASE, "office"),
    "registration": ("hr organiser office", "office"),
}
"""Who finds it in the organisation it belongs to, and who in another one of the same kind."""


def quoted(world: World, name: str) -> tuple[str, str]:
    """What a caller says, and the address (or its beginning) that it is to lead to."""
    models: dict[str, tuple[type[Any], str]] = {
        "seminar": (Seminar, "seminars:detail"),
        "draft": (Seminar, "seminars:detail"),
        "event": (Event, "events:detail"),
        "contract": (TransferContract, "vouchers:contract"),
        "claim": (Claim, "vouchers:claim"),
        "payment": (Payment, "vouchers:payment"),
        "decided reclaim": (Reclaim, "vouchers:reclaim"),
        "open reclaim": (Reclaim, "vouchers:reclaim"),
        "payment file": (PaymentFile, "vouchers:payment-file"),
        "sample": (ControlSample, "vouchers:sample"),
        "certificate": (Certificate, ""),
        "enrolment": (Enrolment, "seminars:enrolment"),
        "registration": (Registration, "events:registration"),
        "entry": (JournalEntry, "vouchers:entry"),
    }
    if name in models:
        model, page = models[name]
        thing = model.objects.get(pk=world.samples[name]["pk"])
        text = getattr(thing, "number", "") if name not in REFERENCES else thing.reference
        return text, reverse(page, args=[thing.pk]) if page else ""
    if name == "kommune":
        kommune = Kommune.objects.get(pk=world.samples["kommune"]["key"])
        return kommune.name, reverse("kommunen:kommune", args=[kommune.pk])
    if name == "voucher":
        voucher = Voucher.objects.get(pk=world.samples["voucher"]["voucher_id"])
        return voucher.pk, reverse("vouchers:voucher", args=[voucher.pk])
    if name == "provider":
        seminar = Seminar.objects.get(pk=world.samples["seminar"]["pk"])
        return seminar.provider.name, f"traeger={seminar.provider_id}"
    person = Lotse.objects.get(pk=world.samples["person"]["pk"])
    text = person.email if name == "address" else f"{person.family_name} {person.given_name}"
    return text, reverse("people:person", args=[person.pk])


REFERENCES = ("enrolment", "registration", "entry")


def searched(actor: Actor | None, text: str) -> Outcome:
    return find(actor, read(text, limit=8))


def urls(outcome: Outcome) -> list[str]:
    return [hit.url for group in outcome.groups for hit in group.hits]


def leads_to(outcome: Outcome, name: str, target: str) -> bool:
    if name == "payment":  # a provider is led to the claim
        return any("/zahlungen/" in url or "/abrechnungen/" in url for url in urls(outcome))
    if name == "certificate":
        return any(group.label == "Zertifikate" for group in outcome.groups)
    return any(target in url for url in urls(outcome))


@pytest.mark.parametrize("name", sorted(FINDS))
def test_who_finds_it(world: World, name: str) -> None:
    text, target = quoted(world, name)
    own, foreign = FINDS[name]
    assert leads_to(searched(None, text), name, target) == ("visitor" in own.split())
    for role in Role:
        found = leads_to(searched(world.own[role], text), name, target)
        assert found == (role in own.split()), role
        found = leads_to(searched(world.foreign[role], text), name, target)
        assert found == (role in foreign.split()), f"foreign {role}"


@pytest.mark.parametrize("name", sorted(FINDS))
def test_every_hit_can_be_opened(world: World, name: str) -> None:
    text, _ = quoted(world, name)
    for url in urls(searched(None, text)):
        assert Client().get(url).status_code == 200, url
    for role in Role:
        for actor in (world.own[role], world.foreign[role]):
            for url in urls(searched(actor, text)):
                assert world.client(actor).get(url).status_code == 200, (role, url)


@pytest.mark.parametrize("name", sorted(FINDS))
def test_what_one_may_not_see_looks_like_what_does_not_exist(world: World, name: str) -> None:
    text, target = quoted(world, name)
    absent = Client().get(reverse("pages:search"), {"q": "WV-2026-9999"}).content.decode()
    for role in Role:
        if role in FINDS[name][1].split() or name in ("kommune", "provider"):
            continue
        client = world.client(world.foreign[role])
        page = client.get(reverse("pages:search"), {"q": text})
        assert page.status_code == 200
        if target:
            assert target not in page.content.decode()
    assert "Nichts gefunden" in absent


def test_names_are_found_where_a_role_has_no_list_of_people(world: World) -> None:
    """A provider finds its participants, an organiser its guests, both nobody else's."""
    enrolment = Enrolment.objects.get(pk=world.samples["enrolment"]["pk"])
    registration = Registration.objects.get(pk=world.samples["registration"]["pk"])
    for role, case in ((Role.PROVIDER, enrolment), (Role.ORGANISER, registration)):
        name = f"{case.lotse.given_name} {case.lotse.family_name}"
        own, foreign = searched(world.own[role], name), searched(world.foreign[role], name)
        assert any(str(case.pk) in url for url in urls(own)), role
        assert urls(foreign) == [], role


def test_a_lotse_finds_the_own_person_only(world: World) -> None:
    from tests.factories.events import make_lotse_actor

    lotse, actor = make_lotse_actor(given_name="Annabell", family_name="Eigenmuster")
    assert urls(searched(actor, "annabell eigenmuster")) == [reverse("people:own")]
    other = Lotse.objects.get(pk=world.samples["person"]["pk"])
    assert urls(searched(actor, f"{other.given_name} {other.family_name}")) == []
    assert lotse.user_id == actor.user_id


def test_reviewers_see_no_name_at_a_certificate(world: World) -> None:
    """They reach the person through a page that writes a log (docs/programme.md § 8)."""
    certificate = Certificate.objects.get()
    for role, shown in ((Role.OFFICE, True), (Role.MINISTRY, False), (Role.AUDITOR, False)):
        [group] = searched(world.own[role], certificate.number).groups
        name = certificate.enrolment.lotse.full_name
        assert (name in group.hits[0].detail) == shown
