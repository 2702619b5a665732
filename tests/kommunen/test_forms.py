"""The form field takes what people type and refuses what could mean two Kommunen."""

import pytest
from django import forms

from kommunen.forms import KommuneField
from lotsen.core.forms import Form
from tests.factories.kommunen import registry  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registry")]


class ChoiceForm(Form):
    kommune = KommuneField()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("08236040", "08236040"),
        (" 08236040 ", "08236040"),
        ("Mühlacker", "08236040"),
        ("muehlacker", "08236040"),
        ("muhlac", "08236040"),
        ("Altheim (Alb-Donau-Kreis)", "08425004"),
        ("altheim (alb-donau-kreis)", "08425004"),
        ("Landkreis Calw", "08235000"),
        ("Ulm", "08421000"),
    ],
)
def test_takes(text: str, key: str) -> None:
    form = ChoiceForm({"kommune": text})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["kommune"].key == key


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Bitte geben Sie eine Kommune an."),
        ("Altheim", "Altheim (Alb-Donau-Kreis); Altheim (Landkreis Biberach)"),
        ("Bad", "und weitere"),
        ("Mühlaker", "Meinten Sie Mühlacker (Enzkreis)?"),
        ("hlacke", "Meinten Sie Mühlacker (Enzkreis)?"),
        ("09162000", "keine Kommune in Baden-Württemberg"),
        ("München", "gibt es nicht in Baden-Württemberg"),
        ("<script>", "keine Kommune in Baden-Württemberg"),
        ("x" * 500, "höchstens"),
        ("a\x00b", "das unzulässige Zeichen"),
    ],
)
def test_refuses_with_a_sentence(text: str, sentence: str) -> None:
    form = ChoiceForm({"kommune": text})
    assert not form.is_valid()
    errors = " ".join(str(error) for error in form.errors["kommune"])
    assert sentence in errors


def test_shows_the_label_of_a_chosen_kommune() -> None:
    field = ChoiceForm().fields["kommune"]
    assert isinstance(field, forms.CharField)
    kommune = field.clean("08236040")
    html = str(ChoiceForm(initial={"kommune": kommune})["kommune"])
    assert 'value="Mühlacker (Enzkreis)"' in html
    assert "/kommunen/vorschlaege/?ziel=feld" in html
