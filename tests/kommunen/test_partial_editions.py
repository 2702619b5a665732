"""What the registry says of itself after an older edition, or one that was applied in parts."""

from dataclasses import replace
from datetime import date

import pytest

from kommunen.enums import ChangeGroup
from kommunen.files import Place
from kommunen.models import Kommune, RegistryEdition
from kommunen.queries import current_edition, population
from kommunen.queries.editions import registry_as_edition
from kommunen.queries.figures import area_day
from kommunen.services.applying import apply_edition
from kommunen.services.staging import FileDates, choose_changes, discard_edition
from kommunen.services.undoing import undo_edition
from lotsen.core.actor import SYSTEM
from lotsen.core.errors import DomainError
from tests.factories.kommunen import registry  # noqa: F401
from tests.kommunen.test_editions import CALW, KNOWN, MUEHLACKER, NEW_DATES, stage, with_places

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registry")]

BAD_LIEBENZELL, MOVED = "08235008", "08236099"
OLDER = FileDates(date(2023, 12, 31), "Zensus 2011", date(2022, 12, 31))
SAME = FileDates(date(2024, 12, 31), "Zensus 2022", date(2023, 12, 31))
FIRST, SECOND = date(2026, 1, 1), date(2026, 7, 1)


def decide(
    staged: RegistryEdition, *groups: ChangeGroup, on: date = FIRST, **successors: str
) -> RegistryEdition:
    """Apply some of the groups, all where none is named; successors by "k08235085"."""
    choose_changes(
        edition_id=staged.pk,
        groups=set(groups or ChangeGroup),
        successors={key[1:]: successor for key, successor in successors.items()},
        actor=SYSTEM,
    )
    return apply_edition(edition_id=staged.pk, effective_on=on, actor=SYSTEM)


def larger(key_known: str, **changed: object) -> Place:
    place = KNOWN.places[key_known]
    return replace(place, population=place.population + 9, area_ha=place.area_ha + 1, **changed)  # type: ignore[arg-type]


def day_of(key: str) -> date | None:
    return area_day(Kommune.objects.get(key=key), current_edition())


def test_nothing_of_an_edition_is_not_applied() -> None:
    staged = stage(with_places(larger(MUEHLACKER)))
    choose_changes(edition_id=staged.pk, groups=set(), successors={}, actor=SYSTEM)
    with pytest.raises(DomainError, match="nichts ausgewählt"):
        apply_edition(edition_id=staged.pk, effective_on=FIRST, actor=SYSTEM)
    staged.refresh_from_db()
    assert staged.is_staged


def test_the_source_names_every_edition_that_is_shown_in_parts() -> None:
    edition = with_places(larger(MUEHLACKER, name="Mühlacker an der Enz"))
    whole = stage(edition).attribution
    first = decide(RegistryEdition.objects.get(attribution=whole), ChangeGroup.NAME)
    assert first.attribution == f"{whole} (teilweise übernommen), sonst Gebietsstand 31.08.2025"
    assert (first.population_as_of, first.area_as_of) == (date(2024, 12, 31), date(2023, 12, 31))
    later = stage(replace(edition, as_of=date(2026, 9, 30)))
    second = decide(later, ChangeGroup.PLACE, on=SECOND)
    assert second.attribution.endswith("sonst Gebietsstand 31.08.2026 und 31.08.2025")
    assert second.area_as_of == NEW_DATES.area_as_of
    third = decide(stage(replace(edition, as_of=date(2026, 10, 31))), on=SECOND)
    assert "teilweise" not in third.attribution


def test_an_older_file_says_that_its_figures_are_older() -> None:
    staged = stage(with_places(larger(MUEHLACKER)), OLDER)
    found = " ".join(staged.doubts)
    assert "schon Zahlen vom 31.12.2024 und zeigt weiter diese" in found
    assert "Als Stand der Flächen ist der 31.12.2022 angegeben" in found
    decide(staged)
    assert (day_of(MUEHLACKER), day_of(CALW)) == (OLDER.area_as_of, OLDER.area_as_of)


def test_an_older_file_with_the_same_areas_makes_no_area_older() -> None:
    place = KNOWN.places[MUEHLACKER]
    edition = with_places(replace(place, population=place.population + 9))
    staged = stage(edition, OLDER)
    assert "Flächen" not in " ".join(staged.doubts)
    decide(staged)
    assert day_of(MUEHLACKER) == date(2023, 12, 31)


def test_an_older_area_of_a_new_kommune_is_said() -> None:
    fresh = replace(KNOWN.places[CALW], key="08236098", ars="082360098098", name="Neustadt")
    staged = stage(with_places(fresh), OLDER)
    assert "Als Stand der Flächen ist der 31.12.2022 angegeben" in " ".join(staged.doubts)
    decide(staged)
    assert day_of("08236098") == OLDER.area_as_of


def test_who_is_not_in_the_file_keeps_the_day_of_its_area() -> None:
    edition = with_places(larger(MUEHLACKER), without=(CALW,))
    applied = decide(stage(edition), k08235085=BAD_LIEBENZELL)
    assert (day_of(CALW), day_of(MUEHLACKER)) == (date(2023, 12, 31), NEW_DATES.area_as_of)
    undo_edition(edition_id=applied.pk, actor=SYSTEM)
    groups = (ChangeGroup.PLACE, ChangeGroup.POPULATION)  # nobody confirms that Calw is gone
    decide(stage(edition), *groups)
    assert (day_of(CALW), day_of(MUEHLACKER)) == (date(2023, 12, 31), NEW_DATES.area_as_of)
    figures = [population(Kommune.objects.get(key=key)) for key in (CALW, MUEHLACKER)]
    days = [figure and figure.as_of for figure in figures]
    assert days == [date(2024, 12, 31), NEW_DATES.population_as_of]


@pytest.mark.parametrize("dates", [OLDER, NEW_DATES])
def test_a_body_that_moves_keeps_its_figures(dates: FileDates) -> None:
    verband = KNOWN.places[MUEHLACKER].ars[5:9]
    moved = larger(CALW, key=MOVED, ars=f"{MOVED[:5]}{verband}{MOVED[5:]}")
    applied = decide(stage(with_places(moved, without=(CALW,)), dates))
    new, old = Kommune.objects.get(key=MOVED), Kommune.objects.get(key=CALW)
    then = [population(kommune, date(2025, 1, 1)) for kommune in (new, old)]
    assert [figure and (figure.value, figure.as_of) for figure in then] == [
        (KNOWN.places[CALW].population, date(2024, 12, 31))
    ] * 2
    today = population(new)
    assert today is not None
    assert today.as_of == max(dates.population_as_of, date(2024, 12, 31))
    undo_edition(edition_id=applied.pk, actor=SYSTEM)
    assert registry_as_edition(KNOWN.as_of) == KNOWN


def test_a_new_kommune_has_inhabitants_in_any_case() -> None:
    fresh = larger(CALW, key="08236098", ars="082360098098", name="Neustadt im Enzkreis")
    decide(stage(with_places(fresh)), ChangeGroup.NEW)
    figure = population(Kommune.objects.get(key=fresh.key))
    assert figure is not None
    assert figure.value == fresh.population
    kreis = population(Kommune.objects.get(key="08236000"))
    assert kreis is not None
    assert kreis.as_of == date(2024, 12, 31)


def test_other_figures_of_the_same_day_are_named() -> None:
    staged = stage(with_places(larger(MUEHLACKER)), SAME)
    found = " ".join(staged.doubts)
    assert "Andere Einwohnerzahl, obwohl derselbe Stand angegeben ist (31.12.2024): Mühl" in found
    assert "Mühlacker (26.796 statt 26.787). Das kommt vor" in found
    assert "Andere Fläche, obwohl derselbe Stand angegeben ist (31.12.2023): Mühlacker (" in found
    discard_edition(edition_id=staged.pk, actor=SYSTEM)
    assert stage(with_places(larger(MUEHLACKER))).doubts == []


def test_a_day_that_only_an_older_file_brought_is_compared_with_that_file() -> None:
    decide(stage(with_places(larger(MUEHLACKER)), OLDER))
    again = stage(replace(KNOWN, as_of=date(2026, 9, 30)), replace(OLDER, area_as_of=FIRST))
    found = " ".join(again.doubts)
    assert "obwohl derselbe Stand angegeben ist (31.12.2023): Mühlacker (26.787 statt" in found
