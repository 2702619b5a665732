"""Input of the seminars: what is forgiven, what is refused, what comes out."""

from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from lotsen.core.forms import ClockField
from lotsen.seminars.forms import ConfirmDaysForm, MarkForm, MarksForm
from lotsen.seminars.forms.attendance import parse_cell
from lotsen.seminars.services import Mark

ANNA = UUID("00000000-0000-4000-8000-00000000000a")  # fixed: parametrized names must not vary
BERND = UUID("00000000-0000-4000-8000-00000000000b")


def query(**values: object) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, [str(part) for part in (value if isinstance(value, list) else [value])])
    return data


def test_a_cell_is_an_enrolment_and_a_day() -> None:
    assert parse_cell(f"{ANNA}:3") == (ANNA, 3)


@pytest.mark.parametrize(
    "text", ["", ":", "x:1", f"{ANNA}", f"{ANNA}:0", f"{ANNA}:4", f"{ANNA}:1:2"]
)
def test_what_is_no_cell_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="laden Sie die Seite neu"):
        parse_cell(text)


@pytest.mark.parametrize(("sent", "present"), [("1", True), ("0", False)])
def test_a_tick_says_what_it_sets(sent: str, present: bool) -> None:
    form = MarkForm(query(zelle=f"{ANNA}:2", anwesend=sent))
    assert form.is_valid()
    assert form.mark() == Mark(ANNA, 2, present)


def test_the_whole_sheet_sets_only_what_it_showed() -> None:
    ticked = [f"{ANNA}:1", f"{uuid4()}:1", f"{BERND}:3"]
    form = MarksForm(query(person=[ANNA, BERND], tage=[1, 2], anwesend=ticked))
    assert form.is_valid()
    assert form.marks() == [
        Mark(ANNA, 1, True),
        Mark(ANNA, 2, False),
        Mark(BERND, 1, False),
        Mark(BERND, 2, False),
    ]


def test_a_sheet_without_a_tick_is_valid() -> None:
    form = MarksForm(query(person=[ANNA], tage=[1]))
    assert form.is_valid()
    assert form.marks() == [Mark(ANNA, 1, False)]


def test_more_cells_than_a_sheet_has_are_refused() -> None:
    form = MarksForm(query(person=[ANNA], tage=[1], anwesend=[f"{ANNA}:1"] * 5_000))
    assert not form.is_valid()


def test_a_confirmation_names_its_days_once() -> None:
    form = ConfirmDaysForm(query(tage=[1, 2], stand="abc", richtig="on"), gaps=[])
    assert form.is_valid()
    assert form.cleaned_data["tage"] == [1, 2]
    for sent in (
        query(tage=["x"], stand="abc", richtig="on"),
        query(tage=[1], stand="", richtig="on"),
    ):
        assert not ConfirmDaysForm(sent, gaps=[]).is_valid()


@pytest.mark.parametrize("typed", ["9:30", "09.30", "9.30 Uhr", "09:30 Uhr"])
def test_times_are_read_as_people_type_them(typed: str) -> None:
    assert f"{ClockField().clean(typed):%H:%M}" == "09:30"
