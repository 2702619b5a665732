"""Words in titles and names are found however they are spelt."""

import pytest

from lotsen.accounts.models import Organisation
from lotsen.core.folded import with_words
from lotsen.core.folding import search_form
from tests.factories.accounts import make_organisation

pytestmark = pytest.mark.django_db


def found(text: str) -> bool:
    return with_words(Organisation.objects.all(), search_form(text), "name", "kind").exists()


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("VWA – Freiburg (Süd)", ["sued", "SÜD", "sud", "freib", "vwa süd", "süd vwa"]),
        ("Baden-Württemberg", ["wuerttemberg", "Württ", "wurtt", "baden-w", "baden w"]),
        ("Neue Wege: aktuell", ["neue", "aktuelle"[:7], "aktuell neu", "wege"]),
        ("Muehlacker", ["Muehlacker", "muehl"]),
        ("Straße & Größe", ["strasse", "straße", "groesse", "größe", "grosse"]),
        ("Sankt Blasien", ["st. blasien", "sankt blasien", "St Blasien"]),
        ("St. Märgen", ["Sankt Märgen", "st.maergen", "st margen"]),
        ("Café Françoise", ["cafe", "francoise", "Françoise"]),
    ],
)
def test_spellings_meet(name: str, texts: list[str]) -> None:
    make_organisation(name=name)
    assert [text for text in texts if not found(text)] == []


@pytest.mark.parametrize("text", ["", "%", "_", "schule", "karlsruhe fehlt", "💥", "\\"])
def test_other_text_finds_nothing(text: str) -> None:
    make_organisation(name="Verwaltungsschule Karlsruhe")
    assert not found(text)
