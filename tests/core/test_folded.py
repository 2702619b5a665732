"""Folding inside the database gives the same form as folding in Python."""

import pytest

from lotsen.accounts.models import Organisation
from lotsen.core.folded import folded, with_words
from lotsen.core.folding import search_form
from tests.factories.accounts import make_organisation

pytestmark = pytest.mark.django_db

NAMES = (
    "Verwaltungsschule des Gemeindetags Baden-Württemberg",
    "VWA – Freiburg (Süd)",
    "Straße & Größe, ÆØÅ",
    "Sankt Blasien, St. Märgen",
    "Çelik İğne Žitňan łódź",
    "Muehlacker Mühlacker  MÜHLACKER",
    "50 % \\ 'x' \"y\"",
)


@pytest.mark.parametrize("name", NAMES)
def test_both_foldings_agree(name: str) -> None:
    make_organisation(name=name)
    row = Organisation.objects.annotate(form=folded("name")).get(name=name)
    assert row.form.strip() == search_form(name)  # type: ignore[attr-defined]


def test_every_word_must_begin_a_word() -> None:
    make_organisation(name="Verwaltungsschule Karlsruhe")
    rows = Organisation.objects.all()
    assert with_words(rows, "karlsruhe verwaltung", "name").count() == 1
    assert with_words(rows, "schule", "name").count() == 0
    assert with_words(rows, "", "name").count() == 0
