"""Keys come back, older editions follow newer ones, and all of it can be undone."""

from dataclasses import replace
from datetime import date

import pytest

from kommunen.enums import ChangeGroup
from kommunen.files import Edition, Place
from kommunen.models import Kommune
from kommunen.queries import current_edition, version_on
from kommunen.queries.editions import registry_as_edition
from kommunen.services.applying import apply_edition
from kommunen.services.staging import choose_changes
from kommunen.services.undoing import undo_edition
from lotsen.core.actor import SYSTEM
from lotsen.core.errors import Conflict, DomainError
from tests.factories.kommunen import registry  # noqa: F401
from tests.kommunen.test_editions import (
    CALW,
    KNOWN,
    MUEHLACKER,
    NEW_DATES,
    apply,
    groups_of,
    stage,
    with_places,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registry")]

BAD_LIEBENZELL, MOVED = "08235008", "08236099"
FIRST, SECOND = date(2026, 1, 1), date(2026, 7, 1)


def moved_to_enzkreis() -> Edition:
    verband = KNOWN.places[MUEHLACKER].ars[5:9]
    place = replace(KNOWN.places[CALW], key=MOVED, ars=f"{MOVED[:5]}{verband}{MOVED[5:]}")
    return with_places(place, without=(CALW,))


def facts(key: str) -> tuple[object, ...]:
    kommune = Kommune.objects.get(key=key)
    version = version_on(key, SECOND)
    return (
        *(kommune.label, kommune.dissolved_on, kommune.successor_id, kommune.organisation_id),
        *(kommune.latitude, version and (version.name, version.valid_from, version.valid_until)),
    )


@pytest.mark.parametrize("second", [SECOND, FIRST])
def test_a_dissolved_kommune_comes_back_with_its_organisation(second: date) -> None:
    organisation = Kommune.objects.get(key=CALW).organisation_id
    apply(with_places(without=(CALW,)), FIRST, {CALW: BAD_LIEBENZELL})
    gone = facts(CALW)
    back = apply(KNOWN, second)
    calw = Kommune.objects.get(key=CALW)
    assert (calw.dissolved_on, calw.successor) == (None, None)
    assert calw.organisation_id == organisation
    assert calw.latitude is not None
    version = version_on(CALW, SECOND)
    assert version is not None
    # What came back on the day on which it ended had never been away.
    assert version.valid_from == (second if second > FIRST else None)
    assert registry_as_edition(KNOWN.as_of) == KNOWN

    undo_edition(edition_id=back.pk, actor=SYSTEM)
    assert facts(CALW) == gone
    apply(KNOWN, second)
    assert registry_as_edition(KNOWN.as_of) == KNOWN


def test_a_kommune_moves_to_another_kreis_and_back() -> None:
    before = facts(CALW)
    apply(moved_to_enzkreis(), FIRST)
    there = facts(CALW), facts(MOVED)
    back = apply(KNOWN, SECOND)
    assert Kommune.objects.get(key=CALW).dissolved_on is None
    moved = Kommune.objects.get(key=MOVED)
    assert (moved.dissolved_on, moved.successor_id) == (SECOND, CALW)

    undo_edition(edition_id=back.pk, actor=SYSTEM)
    assert (facts(CALW), facts(MOVED)) == there
    current = current_edition()
    assert current is not None
    undo_edition(edition_id=current.pk, actor=SYSTEM)
    assert facts(CALW)[:5] == before[:5]
    assert not Kommune.objects.filter(key=MOVED).exists()


def test_a_new_body_takes_the_name_of_the_old_one_in_the_same_kreis() -> None:
    old = KNOWN.places[CALW]
    key = "08235099"
    heir: Place = replace(old, key=key, ars=old.ars[:9] + key[5:])
    apply(with_places(heir, without=(CALW,)), FIRST)
    assert Kommune.objects.get(key=CALW).successor_id == key
    assert Kommune.objects.get(key=key).label == Kommune.objects.get(key=CALW).label


def test_the_last_applied_edition_counts_even_if_it_is_older() -> None:
    newer = apply(KNOWN, FIRST)
    older = replace(
        with_places(replace(KNOWN.places[MUEHLACKER], name="Mühlacker an der Enz")),
        as_of=date(2024, 12, 31),
    )
    applied = apply(older, FIRST)
    assert current_edition() == applied
    with pytest.raises(Conflict, match="spätere"):
        undo_edition(edition_id=newer.pk, actor=SYSTEM)
    again = stage(KNOWN, NEW_DATES)
    assert again != newer
    assert groups_of(again) == [(ChangeGroup.NAME, MUEHLACKER)]


def test_what_was_left_out_is_offered_again() -> None:
    place = replace(KNOWN.places[MUEHLACKER], name="Mühlacker an der Enz", postcode="75418")
    renamed = with_places(place)
    staged = stage(renamed)
    choose_changes(edition_id=staged.pk, groups={ChangeGroup.PLACE}, successors={}, actor=SYSTEM)
    apply_edition(edition_id=staged.pk, effective_on=FIRST, actor=SYSTEM)
    again = stage(renamed)
    assert groups_of(again) == [(ChangeGroup.NAME, MUEHLACKER)]


def test_history_is_written_forward() -> None:
    apply(with_places(without=(CALW,)), SECOND, {CALW: BAD_LIEBENZELL})
    with pytest.raises(DomainError, match=r"„Gilt ab“ liegt vor dem 01\.07\.2026"):
        apply(KNOWN, FIRST)


def test_figures_of_a_day_that_another_edition_brought_stay() -> None:
    first = with_places(replace(KNOWN.places[MUEHLACKER], population=20_000))
    apply(first, FIRST)
    second = with_places(replace(KNOWN.places[MUEHLACKER], population=21_000))
    applied = apply(second, SECOND)
    undo_edition(edition_id=applied.pk, actor=SYSTEM)
    assert registry_as_edition(KNOWN.as_of).places[MUEHLACKER].population == 20_000
