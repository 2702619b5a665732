"""The examples of everyday calls, on the whole registry."""

import pytest
from django.test import Client
from django.urls import reverse

from kommunen.models import Kommune
from lotsen.core.actor import Actor
from lotsen.core.search import Hit, find, read
from tests.factories.kommunen import registry  # noqa: F401
from tests.factories.people import make_lotse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registry")]

SEARCH = "/suche/"


def kommunen(text: str) -> list[Hit]:
    groups = find(None, read(text, limit=8)).groups
    return next((group.hits for group in groups if group.label == "Kommunen"), [])


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("muhl", "Mühlacker"),
        ("Muehlacker", "Mühlacker"),
        ("Mühlaker", "Mühlacker"),
        ("Tuebingen", "Tübingen"),
        ("st. georgen", "St. Georgen im Schwarzwald"),
        ("08221", "Heidelberg"),
        ("8221000", "Heidelberg"),
        ("75417", "Mühlacker"),
        ("Landkreis Calw", "Landkreis Calw"),
    ],
)
def test_a_kommune_however_it_is_quoted(text: str, first: str) -> None:
    assert first in [hit.title for hit in kommunen(text)][:2]


def test_equal_names_are_shown_with_their_kreis() -> None:
    both = [hit for hit in kommunen("Altheim") if hit.title == "Altheim"]
    assert [hit.detail.split(" · ")[0] for hit in both] == [
        "Alb-Donau-Kreis",
        "Landkreis Biberach",
    ]


@pytest.mark.parametrize("text", ["08221000", "0822 1000", "08221000.", "082210000000", "8221000"])
def test_a_whole_key_leads_straight_to_the_kommune(text: str) -> None:
    response = Client().get(SEARCH, {"q": text})
    assert response.status_code == 302
    assert response["Location"] == reverse("kommunen:kommune", args=["08221000"])


@pytest.mark.parametrize("text", ["08221", "08221000-", "Heidelberg"])
def test_less_or_more_than_the_key_shows_the_results(text: str) -> None:
    response = Client().get(SEARCH, {"q": text})
    assert response.status_code == 200
    assert "Heidelberg" in response.content.decode()


def test_a_former_kommune_says_what_became_of_it() -> None:
    from lotsen.core import clock

    old, new = Kommune.objects.get(name="Mühlacker"), Kommune.objects.get(key="08236000")
    Kommune.objects.filter(pk=old.pk).update(dissolved_on=clock.today(), successor=new)
    [hit] = kommunen(old.key)
    assert "aufgelöst zum" in hit.detail
    assert hit.detail.endswith(f"heute {new.display_name} · {old.key}")


def test_people_are_found_by_any_part_of_the_name_and_with_one_typing_error(
    office: Actor,
) -> None:
    home = Kommune.objects.get(name="Mühlacker")
    make_lotse(home, given_name="Jörg-Peter", family_name="Müller-Lüdenscheidt")
    person = make_lotse(home, given_name="Anneliese", family_name="Grünwald", email="a.g@m.example")
    for text in ("mueller", "joerg mull", "Müller-Lüd", "peter", "ludenscheidt"):
        titles = [hit.title for hit in hits_of(office, text, "Personen")]
        assert titles == ["Müller-Lüdenscheidt, Jörg-Peter"], text
    for text in ("Gruenwald", "Grünwalt", "Grünwadl", "Annelise", "Anneliese Gruwald", "a.g@m"):
        [hit] = hits_of(office, text, "Personen")
        assert hit.title == "Grünwald, Anneliese"
        assert hit.detail == home.label
        assert hit.url == reverse("people:person", args=[person.pk])


def hits_of(actor: Actor, text: str, label: str) -> list[Hit]:
    groups = find(actor, read(text, limit=8)).groups
    return next((group.hits for group in groups if group.label == label), [])
