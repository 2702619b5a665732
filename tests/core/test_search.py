"""What somebody typed, in the forms that finders compare with."""

import pytest

from lotsen.core.search import CaseNumber, Search, is_exactly, read, written

KNOWN = "WV"


def typed(text: str) -> Search:
    return read(text, limit=8)


@pytest.mark.parametrize(
    "text",
    [
        "WV-2026-0012",
        "wv-2026-0012",
        "WV 2026 0012",
        "wv20260012",
        " WV-2026-0012. ",
        "Vertrag WV-2026-0012",
        "WV‑2026–12",
        "wv/2026/000012",
        "\u202eWV-2026-0012",
    ],
)
def test_a_number_is_known_however_it_is_typed(text: str) -> None:
    search = typed(text)
    assert search.number is not None
    assert written(search.number, KNOWN, 4) == "WV-2026-0012"
    assert search.is_number
    assert is_exactly(search, "WV-2026-0012")
    assert not is_exactly(search, "WV-2026-0013")


@pytest.mark.parametrize("text", ["V 2026 000123", "Vorgang 2026-123", "2026/00123"])
def test_unknown_letters_leave_the_kind_open(text: str) -> None:
    search = typed(text)
    assert search.number == CaseNumber("", 2026, (search.number.serials[0],))  # type: ignore[union-attr]
    assert int(search.number.serials[0]) == 123
    assert not search.is_number
    assert not is_exactly(search, "WV-2026-0123")


@pytest.mark.parametrize(
    "text",
    ["", "2026", "20260012", "08221000", "Halle 2026 Nord", "WV", "WV-1999-1", "WV-2026-123456789",
     "KDL-2026-1-2-3", "Mühlacker", "08215084-B-0001"],
)  # fmt: skip
def test_other_text_is_no_number(text: str) -> None:
    assert typed(text).number is None


def test_the_beginning_of_a_number_is_one() -> None:
    assert typed("wv-2026").number == CaseNumber("WV", 2026, ())
    assert typed("KDL-2026-041-07").number == CaseNumber("KDL", 2026, ("041", "07"))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("08215084-B-0001", "08215084B0001"),
        ("08215084 b 0001.", "08215084B0001"),
        ("Gutschein: 08215084-B-0001", "08215084B0001"),
        ("8215084-B-0001", "08215084B0001"),
        ("8221000", "08221000"),
        ("88214", "88214"),
    ],
)
def test_keys_are_compared_without_what_stands_between(text: str, key: str) -> None:
    assert typed(text).key == key


def test_long_and_strange_input_is_cut_and_cleaned() -> None:
    assert len(typed("x" * 10_000).text) == 100
    assert typed("a\x00b\ud800\n c").text == "a b c"
    assert typed("😀" * 50).form == ""
    assert typed("%_'\"\\").form == ""
