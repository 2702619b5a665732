"""The Auszug tells where the centre of a Gemeinde is; the text file does not, and changes none."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

from kommunen.enums import ChangeGroup
from kommunen.files import Edition, FileRefused, read_official
from kommunen.files import auszug as reading
from kommunen.files.centres import (
    MOVED_METRES,
    as_centre,
    as_degrees,
    centre_of,
    has_moved,
    in_words,
    metres_between,
)
from kommunen.files.compare import compare
from kommunen.models import Kommune, RegistryEdition
from kommunen.queries import current_edition
from kommunen.queries.editions import changed_groups, registry_as_edition
from kommunen.services.applying import apply_edition
from kommunen.services.receiving import keep_file
from kommunen.services.staging import choose_changes, discard_edition, stage_edition
from kommunen.services.undoing import undo_edition
from lotsen.core.actor import SYSTEM
from tests.factories.auszug import auszug
from tests.factories.editions import editions
from tests.factories.gv100 import part_of
from tests.factories.kommunen import registry  # noqa: F401
from tests.kommunen.test_editions import (
    CALW,
    KNOWN,
    MUEHLACKER,
    NEW_DATES,
    ON,
    groups_of,
    stage,
    with_places,
)
from tests.kommunen.test_returning import MOVED, moved_to_enzkreis

SMALL = part_of(KNOWN, "08236")
HERE = (48_949_000, 8_838_000)
in_registry = pytest.mark.usefixtures("registry")


def test_degrees_are_read_as_people_write_them() -> None:
    assert centre_of("48,775846", "9,177734") == (48_775_846, 9_177_734)
    assert centre_of(" 48.7758461234", "9") == (48_775_846, 9_000_000)
    for latitude, longitude in (
        ("9,177734", "48,775846"),  # the wrong way round
        ("48,775846", ""),
        ("", ""),
        ("nord", "ost"),
        ("NaN", "9"),
        ("1e2", "9"),
        ("4877584", "917773"),
    ):
        assert centre_of(latitude, longitude) is None, (latitude, longitude)


def test_centres_are_stored_without_loss() -> None:
    assert as_centre(*as_degrees(HERE)) == HERE
    assert as_centre(Decimal("48.775817"), Decimal("9.177734")) == (48_775_817, 9_177_734)
    assert as_centre(None, None) is None
    assert in_words(HERE) == "48,94900° N, 8,83800° O"


def test_a_rounding_is_no_move() -> None:
    north = HERE[0] + 1_000, HERE[1]
    east = HERE[0], HERE[1] + 1_000
    assert (metres_between(HERE, north), metres_between(HERE, east)) == (111, 73)
    assert has_moved(HERE, north)
    assert not has_moved(HERE, east)
    assert metres_between(HERE, HERE) == 0 < MOVED_METRES
    assert has_moved(None, HERE)
    assert not has_moved(HERE, None)
    assert not has_moved(None, None)


def shifted(key: str, metres: int) -> Edition:
    """The known edition with one centre so many metres farther north."""
    place = KNOWN.places[key]
    assert place.centre is not None
    north = place.centre[0] + round(metres / 111_320 * 1_000_000)
    return with_places(replace(place, centre=(north, place.centre[1])))


def stage_auszug(edition: Edition) -> RegistryEdition:
    file = keep_file(content=auszug(edition), filename="Auszug.xlsx")
    return stage_edition(file=file, dates=NEW_DATES, actor=SYSTEM)


def stored(key: str = MUEHLACKER) -> tuple[int, int] | None:
    kommune = Kommune.objects.get(key=key)
    return as_centre(kommune.latitude, kommune.longitude)


def apply_staged(staged: RegistryEdition, *groups: ChangeGroup) -> RegistryEdition:
    chosen = set(groups or ChangeGroup)
    choose_changes(edition_id=staged.pk, groups=chosen, successors={}, actor=SYSTEM)
    return apply_edition(edition_id=staged.pk, effective_on=ON, actor=SYSTEM)


@pytest.mark.django_db
@in_registry
def test_a_moved_centre_is_shown_applied_and_taken_back() -> None:
    before, edition = stored(), shifted(MUEHLACKER, 400)
    staged = stage_auszug(edition)
    assert groups_of(staged) == [(ChangeGroup.CENTRE, MUEHLACKER)]
    [change] = changed_groups(staged)[0].changes
    assert before is not None
    assert change.before_text == in_words(before)
    assert change.after_text.endswith("° O, 400 m entfernt")
    applied = apply_staged(staged)
    assert stored() == edition.places[MUEHLACKER].centre
    assert applied.centre_as_of == KNOWN.as_of
    assert stage(KNOWN) == applied  # the text file names no centre
    undo_edition(edition_id=applied.pk, actor=SYSTEM)
    assert stored() == before
    current = current_edition()
    assert current is not None
    assert current.centre_as_of == date(2020, 12, 31)


@pytest.mark.django_db
@in_registry
def test_a_rounded_centre_is_no_difference() -> None:
    assert groups_of(stage_auszug(shifted(MUEHLACKER, 60))) == []


@pytest.mark.django_db
@in_registry
def test_centres_that_were_not_wanted_stay() -> None:
    before = stored()
    edition = shifted(MUEHLACKER, 400)
    place = replace(edition.places[MUEHLACKER], name="Mühlacker an der Enz")
    edition = replace(edition, places=edition.places | {MUEHLACKER: place})
    applied = apply_staged(stage_auszug(edition), ChangeGroup.NAME)
    assert stored() == before
    assert applied.centre_as_of == date(2020, 12, 31)


@pytest.mark.django_db
@in_registry
def test_a_kommune_that_moves_brings_its_centre() -> None:
    before = stored(CALW)
    applied = apply_staged(stage(moved_to_enzkreis()))
    assert stored(MOVED) == before
    undo_edition(edition_id=applied.pk, actor=SYSTEM)
    edition = moved_to_enzkreis()
    place = replace(edition.places[MOVED], centre=HERE)
    edition = replace(edition, places=edition.places | {MOVED: place})
    apply_staged(stage_auszug(edition))
    assert (stored(CALW), stored(MOVED)) == (before, HERE)


def test_a_file_without_the_headings_has_no_centres() -> None:
    places = read_official(auszug(SMALL, centres=False)).places.values()
    assert {place.centre for place in places} == {None}


def test_an_impossible_centre_is_refused_with_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    place = replace(SMALL.places[MUEHLACKER], centre=(8_838_000, 48_949_000))
    wrong = replace(SMALL, places=SMALL.places | {MUEHLACKER: place})
    with pytest.raises(FileRefused, match=r"Zeile \d+: Die Mittelpunktkoordinaten liegen nicht"):
        read_official(auszug(wrong))
    assert reading.DEGREES == ("Längengrad", "Breitengrad")


@pytest.mark.django_db
@in_registry
@settings(
    max_examples=2,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(edition=editions(KNOWN))
def test_any_auszug_imported_exported_and_imported_again_changes_nothing(edition: Edition) -> None:
    gone = KNOWN.places.keys() - edition.places.keys()
    with transaction.atomic():
        staged = stage_auszug(edition)
        choose_changes(
            edition_id=staged.pk,
            groups=set(ChangeGroup),
            successors={key: f"{key[:5]}000" for key in gone},
            actor=SYSTEM,
        )
        applied = apply_edition(edition_id=staged.pk, effective_on=ON, actor=SYSTEM)
        exported = registry_as_edition(date(2026, 10, 31))
        different = {change.group for change in compare(edition, exported)}
        assert different <= {ChangeGroup.AREA, ChangeGroup.PLACE}  # seats are not in the Auszug
        for staging in (stage_auszug, stage):
            again = staging(exported)
            assert groups_of(again) == []
            discard_edition(edition_id=again.pk, actor=SYSTEM)
        undo_edition(edition_id=applied.pk, actor=SYSTEM)
        assert registry_as_edition(KNOWN.as_of) == KNOWN
        transaction.set_rollback(True)
