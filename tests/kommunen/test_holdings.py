"""The page of an edition: what hangs on a Kommune that ends or comes back, and who follows it."""

from dataclasses import replace
from datetime import date

import pytest

from kommunen.enums import ChangeGroup
from kommunen.holdings import NOTHING, holdings_of
from kommunen.models import Kommune, RegistryEdition
from kommunen.queries.preview import named_groups, with_holdings
from kommunen.services.staging import discard_edition
from kommunen.services.undoing import undo_edition
from lotsen.core.actor import SYSTEM
from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor
from tests.factories.kommunen import registry  # noqa: F401
from tests.factories.vouchers import cast_around, make_contract, make_grant, make_vouchers
from tests.kommunen.test_editions import CALW, KNOWN, MUEHLACKER, apply, stage, with_places
from tests.kommunen.test_returning import BAD_LIEBENZELL, FIRST, SECOND, moved_to_enzkreis

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registry")]

HELD = "2 Verträge, 1 Gutschein, 2 Personen, 1 Zugang"


@pytest.fixture(autouse=True)
def cases(registry: None) -> None:  # noqa: F811
    cast = cast_around(Kommune.objects.get(key=CALW))
    make_grant(cast, 3_000_00)
    make_vouchers(cast, 1)
    make_contract(cast)


def rows(edition: RegistryEdition, group: ChangeGroup) -> list[tuple[str, str, str, str]]:
    groups = {x.group: x.changes for x in with_holdings(named_groups(edition))}
    return [(x.key, x.before_text, x.after_text, plain(x.held)) for x in groups[group]]


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def page(edition: RegistryEdition, query: str = "") -> str:
    client = client_of(make_actor(Role.OFFICE))
    address = f"/kommunen/verzeichnis/{edition.pk}/{query}"
    return plain(client.get(address).content.decode())


def test_every_app_says_what_it_keeps() -> None:
    held = holdings_of([CALW, MUEHLACKER])
    assert {key: plain(text) for key, text in held.items()} == {CALW: HELD, MUEHLACKER: NOTHING}


def test_who_ends_is_shown_with_what_hangs_on_it_and_later_with_its_successor() -> None:
    before = "Große Kreisstadt, 24.692 Einwohner"
    gone = with_places(without=(CALW,))
    staged = stage(gone)
    [(key, was, becomes, held)] = rows(staged, ChangeGroup.DISSOLVED)
    assert (key, becomes, held) == (CALW, "–", HELD)
    assert was.startswith(before[:16])
    assert HELD in page(staged)
    discard_edition(edition_id=staged.pk, actor=SYSTEM)
    applied = apply(gone, FIRST, {CALW: BAD_LIEBENZELL})
    label = Kommune.objects.get(key=BAD_LIEBENZELL).label
    [(_, _, becomes, held)] = rows(applied, ChangeGroup.DISSOLVED)
    assert (becomes, held) == (f"Teil von {label}", HELD)
    assert f'<a href="/kommunen/{BAD_LIEBENZELL}/">Teil von {label}</a>' in page(applied)


def test_who_comes_back_is_not_called_new() -> None:
    apply(with_places(without=(CALW,)), FIRST, {CALW: BAD_LIEBENZELL})
    label = Kommune.objects.get(key=BAD_LIEBENZELL).label
    staged = stage(KNOWN)
    [expected] = rows(staged, ChangeGroup.NEW)
    assert expected[1] == f"aufgelöst am 01.01.2026, seitdem Teil von {label}"
    assert expected[2].startswith("wieder da: Große Kreisstadt, ")
    assert expected[3] == HELD
    shown = page(staged)
    assert "wieder da: Große Kreisstadt" in shown
    assert HELD in shown
    discard_edition(edition_id=staged.pk, actor=SYSTEM)
    applied = apply(KNOWN, SECOND)
    assert rows(applied, ChangeGroup.NEW) == [expected]
    undo_edition(edition_id=applied.pk, actor=SYSTEM)
    applied.refresh_from_db()
    assert rows(applied, ChangeGroup.NEW) == [expected]


@pytest.mark.parametrize("on", [FIRST, SECOND])
def test_what_was_new_when_it_was_decided_stays_new(on: date) -> None:
    place = KNOWN.places[BAD_LIEBENZELL]
    village = replace(place, key="08235099", ars=f"{place.ars[:9]}099", name="Neudorf")
    added = with_places(village)
    withdrawn = apply(added, FIRST)
    undo_edition(edition_id=withdrawn.pk, actor=SYSTEM)
    discarded = discard_edition(edition_id=stage(added).pk, actor=SYSTEM)
    first = apply(added, FIRST)
    apply(KNOWN, on, {village.key: BAD_LIEBENZELL})
    for edition in (withdrawn, discarded, first):
        edition.refresh_from_db()
        [(key, before, after, held)] = rows(edition, ChangeGroup.NEW)
        assert (key, before, held) == (village.key, "–", "")
        assert not after.startswith("wieder da")
    again = stage(added)
    [expected] = rows(again, ChangeGroup.NEW)
    assert expected[1].startswith(f"aufgelöst am {on:%d.%m.%Y}, seitdem Teil von Bad Liebenzell")
    discard_edition(edition_id=again.pk, actor=SYSTEM)
    applied = apply(added, SECOND)
    assert rows(applied, ChangeGroup.NEW) == rows(again, ChangeGroup.NEW) == [expected]


def test_a_move_shows_it_as_well() -> None:
    staged = stage(moved_to_enzkreis())
    assert [row[3] for row in rows(staged, ChangeGroup.MOVED)] == [HELD]
    discard_edition(edition_id=staged.pk, actor=SYSTEM)
    apply(moved_to_enzkreis(), FIRST)
    # On the way back the cases that stayed under the old key count as well.
    assert [row[3] for row in rows(stage(KNOWN), ChangeGroup.MOVED)] == [HELD]


def test_the_file_of_the_differences_has_it_too() -> None:
    staged = stage(with_places(without=(CALW,)))
    client = client_of(make_actor(Role.MINISTRY))
    text = client.get(f"/kommunen/verzeichnis/{staged.pk}/aenderungen/?ausgabe=csv")
    assert HELD in plain(text.content.decode())
