"""Sort keys and search forms of names."""

import pytest

from lotsen.core.folding import search_form, sort_key


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Mühlacker", "muhlacker"),
        ("Muehlacker", "muhlacker"),
        ("MU\u0308HLACKER", "muhlacker"),
        ("St. Georgen", "st georgen"),
        ("Sankt Georgen", "st georgen"),
        ("Riß", "riss"),
        ("Alb-Donau-Kreis", "alb donau kreis"),
        ("Rot a. d. Rot", "rot a d rot"),
        ("Łuków / Şahin", "lukow sahin"),
        ("", ""),
        ("%_'\\", ""),
        ("日本", ""),
    ],
)
def test_differently_typed_names_meet(text: str, form: str) -> None:
    assert search_form(text) == form


@pytest.mark.parametrize("name", ["Mühlacker", "Neuenbürg", "Groß-Üe", "Oedheim", "Aulendorf"])
def test_beginning_of_a_name_is_the_beginning_of_its_form(name: str) -> None:
    whole = search_form(name)
    for length in range(1, len(name)):
        assert whole.startswith(search_form(name[:length]))


def test_dictionary_order() -> None:
    names = ["Zell", "Überlingen", "Ulm", "Übersee", "Aalen", "Ähn", "Straßberg", "Strassen"]
    assert sorted(names, key=sort_key) == [
        *("Aalen", "Ähn", "Straßberg", "Strassen", "Überlingen", "Übersee", "Ulm", "Zell"),
    ]


def test_second_part_decides_only_between_equal_first_parts() -> None:
    keys = [sort_key("Calw", "z"), sort_key("Calw Nord", "a"), sort_key("Calwer", "a")]
    assert keys == sorted(keys)
