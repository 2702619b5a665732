"""A provider plans its seminars over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.formatting import day
from lotsen.core.roles import Role
from lotsen.seminars import services
from lotsen.seminars.enums import SeminarState
from lotsen.seminars.models import Seminar
from lotsen.seminars.models.seminar import LARGEST_SEMINAR
from tests.factories.accounts import client_of, make_actor
from tests.factories.seminars import make_course, make_plan, make_seminar
from tests.factories.vouchers import basis_line

pytestmark = pytest.mark.django_db
NEW = "/seminare/neu/"


@pytest.fixture
def client(provider: Actor) -> Client:
    return client_of(provider)


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def page(seminar: Seminar, rest: str) -> str:
    return f"/seminare/{seminar.pk}/{rest}/"


def typed(**changes: Any) -> dict[str, Any]:
    """The form as a person fills it in."""
    first = clock.today() + timedelta(days=30)
    values: dict[str, Any] = {
        "token": "6f1c9c9e-0000-4000-8000-000000000001",
        "title": "Grundkurs",
        "line": str(basis_line().pk),
        "format": "presence",
        "city": "Karlsruhe",
        "fee_cents": "690",
        "max_seats": "20",
        "min_seats": "8",
        "enrol_until": day(first - timedelta(days=14)),
        "cancel_until": f"{first - timedelta(days=7):%d.%m.%y}",
    }
    for number in range(1, 4):
        values[f"day{number}"] = day(first + timedelta(days=number))
        values[f"starts{number}"], values[f"ends{number}"] = "9 Uhr", "16.30"
    return values | changes


def stored(seminar: Seminar, **changes: Any) -> dict[str, Any]:
    """The form of a published seminar, unchanged but for `changes`."""
    names = ("title", "format", "venue", "city", "max_seats", "min_seats", "version")
    values = {name: str(getattr(seminar, name)) for name in names}
    values["enrol_until"] = day(seminar.enrol_until)
    values["cancel_until"] = day(seminar.cancel_until)
    return values | changes


def test_a_draft_is_made_from_sloppy_input(client: Client, provider: Actor) -> None:
    assert client.get(NEW).status_code == 200
    answer = client.post(NEW, typed())
    made = Seminar.objects.get()
    assert answer["Location"] == f"/seminare/{made.pk}/"
    assert (made.fee_cents, made.max_seats, made.provider_id) == (
        690_00,
        20,
        provider.organisation_id,
    )
    assert [f"{d.starts_at:%H:%M}" for d in made.days.all()] == ["09:00"] * 3


def test_a_second_press_makes_no_second_draft(client: Client) -> None:
    locations = {client.post(NEW, typed())["Location"] for _ in range(2)}
    assert len(locations) == Seminar.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Bitte füllen Sie dieses Feld aus."),
        ("title", "x" * 200, "höchstens 160"),
        ("line", "999999", "Bitte wählen Sie"),
        ("line", "x", "Bitte wählen Sie"),
        ("format", "brief", "Bitte wählen Sie"),
        ("day1", "morgen", "Tag.Monat.Jahr"),
        ("day1", "", "Bitte geben Sie ein Datum ein."),
        ("starts2", "früh", "Uhrzeit wie 09:30"),
        ("ends1", "8:00", "nach seinem Beginn"),
        ("fee_cents", "viel", "Betrag wie"),
        ("max_seats", "0", "mindestens 1"),
        ("max_seats", str(LARGEST_SEMINAR + 1), f"höchstens {LARGEST_SEMINAR}"),
        ("min_seats", "30", "Mindestzahl"),
        ("enrol_until", "31.12.2098", "Anmeldefrist"),
        ("online_url", "javascript:alert(1)", ""),
    ],
)
def test_bad_input_gets_a_sentence(client: Client, field: str, value: str, sentence: str) -> None:
    answer = client.post(NEW, typed(**{field: value}))
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "Fehler: " in text(answer)
    assert not Seminar.objects.exists()


def test_days_out_of_order_are_refused(client: Client) -> None:
    data = typed()
    data["day1"], data["day2"] = data["day2"], data["day1"]
    answer = client.post(NEW, data)
    assert answer.status_code == 422
    assert "in ihrer Reihenfolge" in text(answer)


def test_a_draft_can_be_changed_completely(client: Client, provider: Actor) -> None:
    draft = make_seminar(provider, published=False)
    assert "450,00" in text(client.get(page(draft, "bearbeiten")))
    answer = client.post(page(draft, "bearbeiten"), typed(version=draft.version, title="Neu"))
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.fee_cents) == ("Neu", 690_00)


def test_a_published_seminar_keeps_days_and_fee(client: Client, provider: Actor) -> None:
    seminar = make_seminar(provider)
    shown = text(client.get(page(seminar, "bearbeiten")))
    assert "stehen fest" in shown
    assert 'name="fee_cents"' not in shown
    data = stored(seminar, title="Neuer Titel", fee_cents="1", day1="01.01.2099")
    assert client.post(page(seminar, "bearbeiten"), data).status_code == 302
    seminar.refresh_from_db()
    assert (seminar.title, seminar.fee_cents) == ("Neuer Titel", 450_00)


def test_a_stale_form_is_a_conflict(client: Client, provider: Actor) -> None:
    seminar = make_seminar(provider)
    data = stored(seminar)
    services.edit_seminar(
        seminar_id=seminar.pk,
        plan=make_plan(title="Anders"),
        version=seminar.version,
        actor=provider,
    )
    answer = client.post(page(seminar, "bearbeiten"), data)
    assert answer.status_code == 409
    assert "inzwischen geändert" in text(answer)


def test_publishing_shows_what_everybody_will_see(client: Client, provider: Actor) -> None:
    draft = make_seminar(provider, published=False)
    assert "10 Plätze" in text(client.get(page(draft, "veroeffentlichen")))
    for _ in range(2):
        assert client.post(page(draft, "veroeffentlichen")).status_code == 302
    draft.refresh_from_db()
    assert draft.state == SeminarState.PUBLISHED


def test_without_a_place_nothing_is_published(client: Client, provider: Actor) -> None:
    draft = make_seminar(provider, published=False, city="", venue="")
    assert "Es fehlt noch der Ort" in text(client.get(page(draft, "veroeffentlichen")))
    answer = client.post(page(draft, "veroeffentlichen"))
    assert answer.status_code == 422
    assert "den Ort des Seminars" in text(answer)


def test_a_copy_is_made_once_per_form(client: Client, provider: Actor) -> None:
    seminar = make_seminar(provider)
    token = {"token": "6f1c9c9e-0000-4000-8000-000000000002"}
    assert "Termine rücken" in text(client.get(page(seminar, "kopieren")))
    locations = {client.post(page(seminar, "kopieren"), token)["Location"] for _ in range(2)}
    assert len(locations) == 1
    assert Seminar.objects.count() == 2
    assert client.post(page(seminar, "kopieren"), {"token": "x"}).status_code == 422


def test_calling_off_needs_a_reason_and_frees_everybody() -> None:
    course = make_course(2)
    client = client_of(course.trainer)
    assert "2 Anmeldungen enden" in text(client.get(page(course.seminar, "absagen")))
    assert client.post(page(course.seminar, "absagen"), {"reason": " "}).status_code == 422
    answer = client.post(page(course.seminar, "absagen"), {"reason": "Leitung erkrankt"})
    assert answer.status_code == 302
    course.seminar.refresh_from_db()
    assert course.seminar.is_cancelled
    assert not course.seminar.enrolments.exclude(state="cancelled").exists()


def test_a_draft_is_discarded(client: Client, provider: Actor) -> None:
    draft = make_seminar(provider, published=False)
    answer = client.post(page(draft, "absagen"), {"reason": "Doppelt"}, follow=True)
    assert answer.status_code == 200
    assert "abgesagt" in text(answer)


@pytest.mark.parametrize("rest", ["bearbeiten", "veroeffentlichen", "kopieren", "absagen"])
def test_seminars_of_other_houses_do_not_exist(rest: str, provider: Actor) -> None:
    seminar = make_seminar(provider)
    stranger = client_of(make_actor(Role.PROVIDER))
    assert stranger.get(page(seminar, rest)).status_code == 404
    assert stranger.post(page(seminar, rest)).status_code == 404
    assert client_of(make_actor(Role.HR)).get(page(seminar, rest)).status_code == 403
    assert client_of(make_actor(Role.OFFICE)).get(page(seminar, rest)).status_code == 200
