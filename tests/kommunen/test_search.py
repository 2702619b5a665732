"""However a name is typed, the right Kommune comes first."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from kommunen.models import Kommune
from kommunen.queries import kommunen_now, matching, search
from tests.factories.kommunen import (
    make_kommune,
    registry,  # noqa: F401
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registry")]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("muhl", "Mühlacker"),
        ("Mühl", "Mühlacker"),
        ("Muehlacker", "Mühlacker"),
        ("MÜHLACKER", "Mühlacker"),
        ("Tuebingen", "Tübingen"),
        ("tubingen", "Tübingen"),
        ("st. georgen", "St. Georgen im Schwarzwald"),
        ("Sankt Georgen", "St. Georgen im Schwarzwald"),
        ("08221", "Heidelberg"),
        ("0822 1000", "Heidelberg"),
        ("082365004040", "Mühlacker"),
        ("75417", "Mühlacker"),
        ("Landkreis Calw", "Landkreis Calw"),
        ("alb donau", "Alb-Donau-Kreis"),
        ("villingen schwenningen", "Villingen-Schwenningen"),
        ("Giengen a", "Giengen an der Brenz"),
        ("altheim biberach", "Altheim"),
        ("Weissach", "Weissach"),
        ("Riß", "Biberach an der Riß"),
        ("Mühlaker", "Mühlacker"),
        ("Tübigen", "Tübingen"),
        ("Hiedelberg", "Heidelberg"),
        ("Reutlinegn", "Reutlingen"),
        ("Ulmm", "Ulm"),
        ("  Ulm  ", "Ulm"),
    ],
)
def test_first_match(text: str, first: str) -> None:
    names = [kommune.display_name for kommune in search(text)]
    assert first in names[:2], names


def test_exact_name_stands_before_longer_names() -> None:
    assert search("Ulm")[0].label == "Ulm (Stadtkreis)"
    assert search("Buchen")[0].name == "Buchen (Odenwald)"


def test_equal_names_are_told_apart_by_their_kreis() -> None:
    labels = [kommune.label for kommune in search("Altheim")]
    assert labels[:2] == ["Altheim (Alb-Donau-Kreis)", "Altheim (Landkreis Biberach)"]
    assert "Altheim (Alb), Alb-Donau-Kreis" in labels


def test_key_prefix_finds_a_kreis_with_its_gemeinden_in_order() -> None:
    keys = [kommune.key for kommune in search("08236", limit=50)]
    assert keys[0] == "08236000"
    assert keys == sorted(keys)
    assert len(keys) == 29


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "!!!", "\\", "'", "日本"])
def test_nothing_typed_finds_nothing(text: str) -> None:
    assert search(text) == []


def test_blank_text_filters_nothing_in_a_list() -> None:
    assert matching(kommunen_now(), " ").count() == 1_136
    assert matching(kommunen_now(), "%").count() == 0


def test_nonsense_finds_nothing() -> None:
    assert search("xqzw vvv") == []


def test_limit_is_kept() -> None:
    assert len(search("a", limit=7)) == 7


def test_list_is_in_dictionary_order() -> None:
    names = list(Kommune.objects.values_list("name", flat=True))
    assert names.index("Offenburg") < names.index("Öhningen") < names.index("Oppenau")
    assert names.index("Überlingen") < names.index("Ulm") < names.index("Umkirch")


def gone(name: str, successor: Kommune, **facts: Any) -> Kommune:
    """Was dissolved with the last turn of the year."""
    return make_kommune(name, successor=successor, dissolved_on=date(2026, 1, 1), **facts)


@pytest.mark.parametrize("text", ["Forstheimen", "forsthei", "08999777"])
def test_the_list_says_what_became_of_a_dissolved_kommune(client: Client, text: str) -> None:
    now = Kommune.objects.get(name="Endingen am Kaiserstuhl")
    between = gone("Zwischenort", now)
    gone("Forstheimen", between, key="08999777")
    page = client.get("/kommunen/", {"q": text}).content.decode()
    assert '<a href="/kommunen/08999777/">Forstheimen</a> besteht seit 01.01.2026 nicht' in page
    assert f'heute <a href="/kommunen/{now.pk}/">{now.label}</a>.' in page


def test_a_living_kommune_needs_no_notice(client: Client) -> None:
    gone("Mühlackerhausen", Kommune.objects.get(name="Mühlacker"))
    for text in ("", "Mühlacker", "08999", "Enzkreis"):
        assert (
            "Nicht mehr im Verzeichnis"
            not in client.get("/kommunen/", {"q": text}).content.decode()
        )


def test_who_changed_the_kreis_is_told_with_the_new_one(client: Client) -> None:
    now = Kommune.objects.get(name="Mühlacker")
    gone("Mühlacker", now, key="08999778", changed_kreis=True)
    for text in ("Mühlacker", "08999778"):
        page = client.get("/kommunen/", {"q": text}).content.decode()
        assert 'Mühlacker gehört seit 01.01.2026 zum <a href="/kommunen/08236000/">Enzkreis' in page


def moved_and(successor: Kommune, on: date) -> Kommune:
    """Forstheim moved to the Enzkreis with the year and became part of another one on that day."""
    kreis = Kommune.objects.get(name="Enzkreis")
    facts: dict[str, Any] = {
        "key": "08236777",
        "ars": "082360777777",
        "dissolved_on": on,
        "successor": successor,
        "changed_kreis": successor.name == "Forstheim",
    }
    new = make_kommune("Forstheim", kreis, **facts)
    return gone("Forstheim", new, key="08999779", changed_kreis=True)


@pytest.mark.parametrize("text", ["Forstheim", "08999779"])
def test_who_moved_and_merged_later_is_told_in_this_order(client: Client, text: str) -> None:
    now = Kommune.objects.get(name="Mühlacker")
    old = moved_and(now, date(2026, 7, 1))
    sentence = (
        " gehörte ab 01.01.2026 zum"
        ' <a href="/kommunen/08236000/">Enzkreis</a>'
        ' (Schlüssel <a href="/kommunen/08236777/">08236777</a>) und besteht seit 01.07.2026 nicht'
        f' mehr, heute <a href="/kommunen/{now.pk}/">Mühlacker (Enzkreis)</a>.'
    )
    page = client.get("/kommunen/", {"q": text}).content.decode()
    assert f'<a href="/kommunen/08999779/">Forstheim</a>{sentence}' in page
    page = client.get(f"/kommunen/{old.pk}/").content.decode()
    assert f"<p>\nForstheim{sentence}" in page
    assert "Diese Kommune besteht nicht mehr" in page
    assert "Mühlacker führt Verträge, Gutscheine und Anmeldungen weiter." in page
    assert "gehört seit" not in page


def test_who_moved_twice_is_told_the_last_kreis(client: Client) -> None:
    kreis = Kommune.objects.get(name="Ortenaukreis")
    last = make_kommune("Forstheim", kreis, key="08317777", ars="083170777777")
    old = moved_and(last, date(2026, 7, 1))
    for address in ("/kommunen/?q=08999779", f"/kommunen/{old.pk}/"):
        page = client.get(address).content.decode()
        assert (
            'Forstheim gehört seit 01.07.2026 zum <a href="/kommunen/08317000/">Ortenaukreis</a>'
            ' und hat den Schlüssel <a href="/kommunen/08317777/">08317777</a>.'
        ) in page


def test_what_became_of_somebody_whom_nobody_follows(client: Client) -> None:
    make_kommune("Wüstung", key="08999780", dissolved_on=date(2026, 1, 1))
    for address in ("/kommunen/?q=Wüstung", "/kommunen/08999780/"):
        page = client.get(address).content.decode()
        assert re.search("Wüstung(</a>)? besteht seit 01.01.2026 nicht mehr\\.", page)
