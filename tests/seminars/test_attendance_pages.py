"""The attendance sheet over HTTP: ticks, whole-sheet save, binding confirmation."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotsen.core.roles import Role
from lotsen.seminars import queries
from lotsen.seminars.models import Attendance, DayConfirmation
from tests.factories.accounts import client_of, make_actor
from tests.factories.seminars import Course, make_course
from vouchers.models import JournalEntry
from vouchers.services import decide_day_again, reverse_day

pytestmark = pytest.mark.django_db

SHEET_QUERIES = 12


@pytest.fixture
def course() -> Iterator[Course]:
    """Two funded people and one at the full price, on the evening of day 2."""
    made = make_course(2, unfunded=1)
    with made.on_day(2):
        yield made


@pytest.fixture
def client(course: Course) -> Client:
    return client_of(course.trainer)


def page(course: Course, rest: str = "") -> str:
    return f"/seminare/{course.seminar.pk}/anwesenheit/{rest}"


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def cell(course: Course, person: int = 0, day: int = 1) -> str:
    return f"{course.enrolments[person].pk}:{day}"


def digest(course: Course) -> str:
    return queries.attendance_sheet(course.seminar).digest


def confirmation(course: Course, **changes: Any) -> dict[str, Any]:
    """Signed; people without an entry are confirmed as absent."""
    signed = {"richtig": "on", "ohne_eintrag": "on"}
    return {"tage": ["1", "2"], "stand": digest(course), **signed} | changes


# --- The sheet -----------------------------------------------------------------------------------


def test_the_sheet_shows_boxes_for_days_that_have_come(course: Course, client: Client) -> None:
    shown = text(client.get(page(course)))
    assert shown.count('type="checkbox" name="anwesend"') == 3 * 2
    assert "Tag steht noch bevor" in shown
    assert "Anwesenheit bestätigen" in shown


def test_the_sheet_asks_as_often_for_three_people_as_for_one(
    client: Client, course: Course
) -> None:
    counts = []
    for people in (1, 3):
        other = make_course(people)
        with other.on_day(2), CaptureQueriesContext(connection) as seen:
            client_of(other.trainer).get(page(other))
        counts.append(len(seen))
    assert counts[0] == counts[1]
    with CaptureQueriesContext(connection) as seen:
        client.get(page(course))
    assert len(seen) <= SHEET_QUERIES


def test_before_the_first_day_nothing_can_be_ticked() -> None:
    course = make_course(1)
    shown = text(client_of(course.trainer).get(page(course)))
    assert "Einträge sind ab dem Seminartag möglich" in shown
    assert 'name="anwesend"' not in shown
    assert "verbindlich bestätigen" not in shown


def test_the_sheet_says_what_confirming_moves(course: Course, client: Client) -> None:
    course.mark(course.enrolments[0], True, True)
    course.mark(course.enrolments[1], True, False)
    course.mark(course.enrolments[2], True, True)
    shown = text(client.get(page(course)))
    assert "<strong>3 Gutscheintage</strong> eingelöst: <strong>300,00 €</strong>" in shown
    assert "1 versäumter Gutscheintag verfällt; 100,00 € gehen" in shown
    assert "2 Teilnahmetage ohne Gutschein" in shown
    assert "1 von 2 Tagen" in shown


# --- One tick ------------------------------------------------------------------------------------


def test_a_tick_is_set_not_toggled_and_answers_with_the_row(course: Course, client: Client) -> None:
    for _ in range(2):
        answer = client.post(page(course, "eintragen/"), {"zelle": cell(course), "anwesend": "1"})
        assert answer.status_code == 200
        assert f'id="ergebnis-{course.enrolments[0].pk}"' in text(answer)
        assert 'id="summe-1">1 von 3' in text(answer)
        assert digest(course) in text(answer)
    assert [(mark.present, mark.day.number) for mark in Attendance.objects.all()] == [(True, 1)]
    client.post(page(course, "eintragen/"), {"zelle": cell(course), "anwesend": "0"})
    assert Attendance.objects.get().present is False


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"zelle": "kein", "anwesend": "1"},
        {"zelle": "kein:1", "anwesend": "1"},
        {"zelle": f"{uuid4()}:4", "anwesend": "1"},
        {"zelle": f"{uuid4()}:1", "anwesend": "1"},
        {"zelle": "x" * 500, "anwesend": "1"},
        {"zelle": f"{uuid4()}:1\x00", "anwesend": "1"},
        {"zelle": f"{uuid4()}:1", "anwesend": "vielleicht"},
    ],
)
def test_a_broken_tick_is_refused_with_a_sentence(
    course: Course, client: Client, data: dict[str, str]
) -> None:
    answer = client.post(page(course, "eintragen/"), data)
    assert answer.status_code in (404, 422)
    assert answer["Content-Type"].startswith("text/plain")
    assert text(answer)
    assert not Attendance.objects.exists()


def test_a_day_to_come_and_a_confirmed_day_are_refused(course: Course, client: Client) -> None:
    answer = client.post(
        page(course, "eintragen/"), {"zelle": cell(course, day=3), "anwesend": "1"}
    )
    assert answer.status_code in (409, 422)
    course.confirm(1)
    answer = client.post(page(course, "eintragen/"), {"zelle": cell(course), "anwesend": "1"})
    assert answer.status_code == 409
    assert "bestätigt" in text(answer)


def test_opening_the_addresses_of_the_buttons_leads_to_the_sheet(
    course: Course, client: Client
) -> None:
    for rest in ("eintragen/", "alle/", "bestaetigen/"):
        assert client.get(page(course, rest))["Location"] == page(course)


# --- The whole sheet -----------------------------------------------------------------------------


def test_the_whole_sheet_is_saved_without_javascript(course: Course, client: Client) -> None:
    people = [str(enrolment.pk) for enrolment in course.enrolments[:2]]
    data = {"person": people, "tage": ["1", "2"], "anwesend": [cell(course), cell(course, 1, 2)]}
    answer = client.post(page(course), data, follow=True)
    assert "zwischengespeichert" in text(answer)
    stored = {(m.enrolment_id, m.day.number): m.present for m in Attendance.objects.all()}
    first, second, _ = (enrolment.pk for enrolment in course.enrolments)
    assert stored == {(first, 1): True, (first, 2): False, (second, 1): False, (second, 2): True}


@pytest.mark.parametrize(
    "data", [{}, {"person": ["x"], "tage": ["1"]}, {"person": [str(uuid4())], "tage": ["9"]}]
)
def test_a_broken_sheet_changes_nothing(
    course: Course, client: Client, data: dict[str, Any]
) -> None:
    answer = client.post(page(course), data)
    assert answer.status_code == 422
    assert "laden Sie die Seite neu" in text(answer)
    assert not Attendance.objects.exists()


def test_everybody_present_is_one_button_per_day(course: Course, client: Client) -> None:
    shown = text(client.post(page(course, "alle/"), {"tag": "1"}, follow=True))
    assert "Nehmen Sie jetzt die Fehlenden heraus" in shown
    assert Attendance.objects.filter(present=True, day__number=1).count() == 3
    assert not Attendance.objects.filter(day__number=2).exists()
    assert client.post(page(course, "alle/"), {"tag": "7"}).status_code == 422


# --- People without an entry ---------------------------------------------------------------------


def test_who_has_no_entry_is_named_and_confirmed_apart(course: Course, client: Client) -> None:
    course.mark_all(True)
    course.mark(course.enrolments[0], True, True)
    shown = text(client.get(page(course)))
    assert "Noch nicht alle sind eingetragen" in shown
    missing = [enrolment.lotse for enrolment in course.enrolments[1:]]
    names = "; ".join(
        f"{lotse.family_name}, {lotse.given_name}"
        for lotse in sorted(missing, key=lambda lotse: lotse.sort_key)
    )
    assert re.search(rf"<li>Tag 2 \([^)]+\): {names}</li>", shown)
    assert "<li>Tag 1 (" not in shown
    refused = client.post(page(course, "bestaetigen/"), confirmation(course, ohne_eintrag=""))
    assert refused.status_code == 422
    assert "bestätigen Sie, dass diese Personen gefehlt haben" in text(refused)
    assert names in text(refused)  # not lost with the error
    assert " checked" not in text(refused).split('id="ergebnis"')[1]  # to be signed anew
    assert not DayConfirmation.objects.exists()
    assert client.post(page(course, "bestaetigen/"), confirmation(course)).status_code == 302
    assert Attendance.objects.filter(day__number=2, present=False).count() == 2


def test_a_day_without_any_entry_is_told_in_one_sentence(course: Course, client: Client) -> None:
    course.mark_all(True)
    shown = text(client.get(page(course)))
    assert "für niemanden ist etwas eingetragen" in shown


def test_the_last_tick_takes_the_warning_away(course: Course, client: Client) -> None:
    course.mark_all(False, True)
    assert 'name="ohne_eintrag"' not in text(client.get(page(course)))
    Attendance.objects.filter(enrolment=course.enrolments[0], day__number=2).delete()
    assert 'name="ohne_eintrag"' in text(client.get(page(course)))
    ticked = client.post(page(course, "eintragen/"), {"zelle": cell(course, 0, 2), "anwesend": "1"})
    assert '<div id="ohne-eintrag"></div>' in text(ticked)
    assert (
        client.post(page(course, "bestaetigen/"), confirmation(course, ohne_eintrag="")).status_code
        == 302
    )


def test_nothing_entered_yet_is_no_warning(course: Course, client: Client) -> None:
    def outcome(person: int) -> str:
        shown = text(client.get(page(course)))
        return shown.split(f'id="ergebnis-{course.enrolments[person].pk}">')[1].split("</td>")[0]

    assert "nichts eingetragen" in outcome(0)
    client.post(page(course, "alle/"), {"tag": "1"})
    assert "1 von 2 Tagen" in outcome(0)
    assert "badge" not in outcome(0)
    course.mark(course.enrolments[0], True, False)
    assert "kern-badge--warning" in outcome(0)
    course.mark(course.enrolments[0], False, False)
    assert "kern-badge--danger" in outcome(0)


# --- Days that the office took back ---------------------------------------------------------------


def test_a_day_that_was_taken_back_is_shown_with_name_and_reason(course: Course) -> None:
    with course.on_day(3):
        course.mark_all(True, True, True)
        course.confirm()
        client, office = client_of(course.trainer), course.cast.office
        assert "vollständig bestätigt" in text(client.get(page(course)))
        entry = JournalEntry.objects.filter(
            kind="redeem", postings__voucher=course.vouchers[0], postings__day_number=2
        ).first()
        assert entry is not None
        reverse_day(entry_id=entry.pk, reason="Unterschrift fehlt", actor=office)
        shown = text(client.get(page(course)))
        assert "vollständig bestätigt" not in shown
        assert "in Berichtigung" in shown
        assert "Tag 2 offen" in shown
        assert f"von {office.name}, Grund: Unterschrift fehlt." in shown
        assert "noch nicht neu entschieden" in shown
        decide_day_again(entry_id=entry.pk, present=False, actor=office)
        shown = text(client.get(page(course)))
    assert "bestätigt und berichtigt" in shown
    assert "Tag 2 berichtigt: fehlte" in shown
    assert "Der Tag gilt als nicht besucht." in shown


def test_taken_back_days_cost_the_same_for_one_and_three_people() -> None:
    counts = []
    for people in (1, 3):
        other = make_course(people)
        with other.on_day(1):
            other.mark_all(True)
            other.confirm()
            for entry in JournalEntry.objects.filter(
                kind="redeem", postings__provider=other.cast.provider
            ).distinct():
                reverse_day(entry_id=entry.pk, reason="Irrtum", actor=other.cast.office)
            trainer = client_of(other.trainer)
            with CaptureQueriesContext(connection) as seen:
                trainer.get(page(other))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= SHEET_QUERIES + 2


# --- The confirmation ----------------------------------------------------------------------------


def test_confirming_needs_the_signature(course: Course, client: Client) -> None:
    answer = client.post(page(course, "bestaetigen/"), confirmation(course, richtig=""))
    assert answer.status_code == 422
    assert "unterschriebenen Liste entsprechen" in text(answer)
    assert not DayConfirmation.objects.exists()


def test_confirmed_days_are_shown_with_name_and_time(course: Course, client: Client) -> None:
    course.mark_all(True, True)
    shown = text(client.post(page(course, "bestaetigen/"), confirmation(course), follow=True))
    assert "2 Seminartage sind verbindlich bestätigt" in shown
    assert f"von {course.trainer.name}" in shown
    assert "3 von 3 anwesend" in shown
    assert DayConfirmation.objects.count() == 2


def test_a_sheet_that_changed_meanwhile_is_not_confirmed(course: Course, client: Client) -> None:
    seen = confirmation(course)
    course.mark(course.enrolments[0], True)
    answer = client.post(page(course, "bestaetigen/"), seen)
    assert answer.status_code == 409
    assert not DayConfirmation.objects.exists()
    assert digest(course) in text(answer)


def test_a_second_confirmation_is_a_conflict(course: Course, client: Client) -> None:
    data = confirmation(course)
    assert client.post(page(course, "bestaetigen/"), data).status_code == 302
    answer = client.post(page(course, "bestaetigen/"), data)
    assert answer.status_code == 409
    assert DayConfirmation.objects.count() == 2


def test_after_three_days_the_certificates_are_counted(course: Course) -> None:
    with course.on_day(3):
        client = client_of(course.trainer)
        course.mark_all(True, True, True)
        data = confirmation(course, tage=["1", "2", "3"])
        shown = text(client.post(page(course, "bestaetigen/"), data, follow=True))
        assert "Alle Tage sind bestätigt" in shown
        assert "Zertifikate: 0 von 3 fertig" in shown
        part = client.get(f"/seminare/{course.seminar.pk}/bescheinigungen/", HTTP_HX_REQUEST="true")
        assert "Zertifikate: 0 von 3 fertig" in text(part)
        assert "<html" not in text(part)


# --- Others --------------------------------------------------------------------------------------


def test_the_sheet_of_another_provider_does_not_exist(course: Course) -> None:
    stranger = client_of(make_actor(Role.PROVIDER))
    assert stranger.get(page(course)).status_code == 404
    data = {"zelle": cell(course), "anwesend": "1"}
    assert stranger.post(page(course, "eintragen/"), data).status_code == 404
    assert stranger.post(page(course, "bestaetigen/"), confirmation(course)).status_code == 404


def test_hr_does_not_tick(course: Course) -> None:
    assert client_of(course.cast.hr).get(page(course)).status_code == 403


def test_the_signature_list_has_room_for_late_comers(course: Course, client: Client) -> None:
    shown = text(client.get(f"/seminare/{course.seminar.pk}/unterschriftenliste/"))
    assert "Unterschriftenliste" in shown
    assert shown.count("<tr") == 1 + 3 + 5
