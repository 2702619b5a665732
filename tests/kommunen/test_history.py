"""What the pages say about other days: keys that ended and came back, and whose facts are shown."""

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from kommunen.models import Kommune, KommuneVersion
from kommunen.queries.history import Span, as_of, spans_of
from kommunen.services.undoing import undo_edition
from kommunen.timeline import timeline_of
from lotsen.core.actor import SYSTEM
from lotsen.core.formatting import day
from tests.factories.kommunen import registry  # noqa: F401
from tests.kommunen.test_editions import CALW, KNOWN, MUEHLACKER, ON, apply, with_places
from tests.kommunen.test_returning import BAD_LIEBENZELL, FIRST, MOVED, SECOND, moved_to_enzkreis

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registry")]

CENTRES = "geografische Mittelpunkte: Gebietsstand 31.12.2020"


def page(key: str, query: str = "") -> str:
    return Client().get(f"/kommunen/{key}/{query}").content.decode()


@pytest.mark.parametrize("address", [f"/kommunen/{CALW}/", "/kommunen/", "/kommunen/?ausgabe=csv"])
def test_the_date_of_the_centres_stays_in_the_source(address: str) -> None:
    assert Client().get(address).content.decode().count(CENTRES) == 1
    apply(KNOWN, ON)
    shown = Client().get(address).content.decode()
    assert shown.count(CENTRES) == 1
    assert "Gebietsstand 31.08.2026" in shown


def kommune(key: str) -> Kommune:
    return Kommune.objects.get(key=key)


def told(key: str) -> list[tuple[str, str]]:
    """The timeline without figures, the oldest first: "01.01.2026 Aufgegangen in", "Neustadt"."""
    entries = reversed(timeline_of(kommune(key), None))
    return [(f"{day(x.on)} {x.text}", x.link) for x in entries if "Einwohner" not in x.text]


def versions() -> set[tuple[object, ...]]:
    facts = ("kommune", "name", "valid_from", "valid_until")
    return set(KommuneVersion.objects.values_list(*facts))


def test_two_editions_of_one_day_leave_what_is_true_and_no_nonsense() -> None:
    begun = versions()
    renamed = replace(KNOWN.places[MUEHLACKER], name="Mühlacker an der Enz")
    apply(with_places(renamed, without=(CALW,)), FIRST, {CALW: BAD_LIEBENZELL})
    between = versions()
    back = apply(KNOWN, FIRST)
    assert (told(MUEHLACKER), told(CALW), told(BAD_LIEBENZELL)) == ([], [], [])
    assert versions() == begun
    undo_edition(edition_id=back.pk, actor=SYSTEM)
    assert versions() == between
    assert [text for text, _ in told(CALW)] == ["01.01.2026 Aufgegangen in"]
    apply(KNOWN, SECOND)
    assert told(MUEHLACKER)[-1][0] == (
        "01.07.2026 Umbenannt: Mühlacker an der Enz heißt jetzt Mühlacker"
    )


def test_a_move_and_its_way_back_on_one_day_never_were() -> None:
    before = told(CALW)
    apply(moved_to_enzkreis(), FIRST)
    back = apply(KNOWN, FIRST)
    assert told(CALW) == before == []
    assert told(MOVED) == []
    assert [x.key for x in spans_of(kommune(CALW))] == [CALW]
    assert "gehört seit" not in page(MOVED)
    assert "gab es an keinem Tag" in page(MOVED)
    assert f'<a href="/kommunen/{MOVED}/">' not in page(CALW)
    assert as_of(kommune(CALW), FIRST).body == kommune(CALW)
    undo_edition(edition_id=back.pk, actor=SYSTEM)
    assert told(MOVED) == [("01.01.2026 Vorher, in einem anderen Kreis:", "Calw (Landkreis Calw)")]


def test_a_kommune_that_began_and_ended_on_one_day_never_was() -> None:
    place = KNOWN.places[BAD_LIEBENZELL]
    fresh = replace(place, key="08235099", ars=f"{place.ars[:9]}099", name="Neudorf")
    fresh = replace(fresh, population=1_234)
    before = timeline_of(kommune(BAD_LIEBENZELL), None)
    apply(with_places(fresh), FIRST)
    apply(KNOWN, FIRST, {fresh.key: BAD_LIEBENZELL})
    assert told(BAD_LIEBENZELL) == []
    after = timeline_of(kommune(BAD_LIEBENZELL), None)
    assert {x.kommune for x in after} == {x.kommune for x in before}
    assert not any("1.234" in x.text for x in after)
    assert "Neudorf" not in page(BAD_LIEBENZELL)


def test_a_key_of_one_day_is_passed_over() -> None:
    apply(moved_to_enzkreis(), FIRST)
    apply(with_places(without=(CALW,)), FIRST, {MOVED: MUEHLACKER})
    label = kommune(MUEHLACKER).label
    assert told(CALW) == [("01.01.2026 Aufgegangen in", label)]
    assert told(MUEHLACKER) == [("01.01.2026 Aufgenommen:", "Calw (Landkreis Calw)")]
    found = as_of(kommune(CALW), SECOND)
    assert (found.body, found.was_part) == (kommune(MUEHLACKER), True)


def test_who_came_back_and_its_host_tell_the_whole_story() -> None:
    host = kommune(BAD_LIEBENZELL).label
    calw = kommune(CALW).label
    apply(with_places(without=(CALW,)), FIRST, {CALW: BAD_LIEBENZELL})
    gone = told(CALW), told(BAD_LIEBENZELL)
    back = apply(KNOWN, SECOND)
    assert told(CALW) == [
        ("01.01.2026 Aufgegangen in", host),
        ("01.07.2026 Wieder im Verzeichnis", ""),
    ]
    assert told(BAD_LIEBENZELL) == [
        ("01.01.2026 Aufgenommen:", calw),
        ("01.07.2026 Wieder eigenständig:", calw),
    ]
    assert [(x.begun, x.until, x.into and x.into.pk) for x in spans_of(kommune(CALW))] == [
        (SECOND, None, None),
        (FIRST, date(2026, 6, 30), BAD_LIEBENZELL),
        (None, date(2025, 12, 31), None),
    ]
    shown = page(CALW, "?stand=1.3.2026")
    link = f'<a href="/kommunen/{BAD_LIEBENZELL}/">{host}</a>'
    assert f"An diesem Tag gehörte Calw zu {link}." in shown
    assert f">Teil von {link}</td>" in shown
    undo_edition(edition_id=back.pk, actor=SYSTEM)
    assert (told(CALW), told(BAD_LIEBENZELL)) == gone


def test_a_day_before_and_after_another_kreis_is_found_under_both_keys() -> None:
    apply(moved_to_enzkreis(), FIRST)
    before = page(MOVED, "?stand=31.12.2025")
    assert f'hatte Calw den Schlüssel <a href="/kommunen/{CALW}/">{CALW}</a>.' in before
    assert '<dd><a href="/kommunen/08235000/">Landkreis Calw</a></dd>' in before
    assert "gab es diese Kommune nicht" not in before
    after = page(CALW, "?stand=1.1.2026")
    assert f'hatte Calw den Schlüssel <a href="/kommunen/{MOVED}/">{MOVED}</a>.' in after
    assert '<dd><a href="/kommunen/08236000/">Enzkreis</a></dd>' in after
    for key in (CALW, MOVED):
        assert [(x.key, x.begun) for x in spans_of(kommune(key))] == [(MOVED, FIRST), (CALW, None)]
        assert ">Schlüssel</th>" in page(key)
    assert told(MOVED) == [
        ("01.01.2026 Vorher, in einem anderen Kreis:", "Calw (Landkreis Calw)"),
    ]


def test_a_kommune_that_moved_and_came_back_is_one_body_all_the_time() -> None:
    apply(moved_to_enzkreis(), FIRST)
    apply(KNOWN, SECOND)
    assert told(CALW) == [
        ("01.01.2026 Gehört jetzt zu einem anderen Kreis:", "Calw (Enzkreis)"),
        ("01.07.2026 Vorher, in einem anderen Kreis:", "Calw (Enzkreis)"),
    ]
    days = (date(2025, 1, 1), date(2026, 3, 1), date(2026, 8, 1))
    for key in (CALW, MOVED):
        found = [as_of(kommune(key), on) for on in days]
        assert [x.body and x.body.pk for x in found] == [CALW, MOVED, CALW]
        assert not any(x.was_part for x in found)
        assert [x.key for x in spans_of(kommune(key))] == [CALW, MOVED, CALW]


def test_a_body_that_was_never_there_on_a_day_says_so() -> None:
    fresh = replace(
        KNOWN.places[CALW], key="08236098", ars="082360098098", name="Neustadt im Enzkreis"
    )
    apply(with_places(fresh), FIRST)
    assert "An diesem Tag gab es diese Kommune nicht." in page(fresh.key, "?stand=31.12.2025")
    assert told(fresh.key) == [("01.01.2026 Neu im Verzeichnis", "")]
    assert [type(x) for x in spans_of(kommune(fresh.key))] == [Span]


def test_what_a_body_takes_along_is_told_once() -> None:
    apply(moved_to_enzkreis(), FIRST)
    for key in (CALW, MOVED):
        figures = [(x.on, x.text) for x in timeline_of(kommune(key), None) if "Einwohner" in x.text]
        assert figures
        assert len(figures) == len(set(figures))


def test_a_landkreis_is_called_one_on_any_day() -> None:
    assert "<dt>Name</dt><dd>Landkreis Calw</dd>" in page("08235000", "?stand=1.3.2026")
    assert "<dt>Name</dt><dd>Calw</dd>" in page(CALW, "?stand=1.3.2026")
