"""Two HR clerks of two Kommunen press the binding button for the last seat at once."""

from itertools import count
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from lotsen.people.models import Lotse
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models import Enrolment, Seminar
from lotsen.seminars.queries.seminars import taken_seats
from lotsen.seminars.services import enrolling
from tests.concurrency.race import meeting, race
from tests.factories.accounts import client_of
from tests.factories.people import make_lotse
from tests.factories.seminars import make_seminar
from tests.factories.vouchers import Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two_clerks(monkeypatch: pytest.MonkeyPatch) -> tuple[Seminar, list[tuple[Cast, Lotse]]]:
    """One seat, two Kommunen; both clerks wait for each other after counting the seats."""
    casts = [make_cast() for _ in range(2)]
    seminar = make_seminar(casts[0].trainer, max_seats=1)
    monkeypatch.setattr(enrolling, "taken_seats", meeting(taken_seats))
    return seminar, [(cast, make_lotse(cast.kommune)) for cast in casts]


def press_together(seminar: Seminar, clerks: list[tuple[Cast, Lotse]]) -> list[tuple[int, str]]:
    """Both are signed in and press the button; their answers."""
    signed_in = [(client_of(cast.hr), lotse) for cast, lotse in clerks]
    return race(*((lambda c=c, p=p: press(c, seminar, p)) for c, p in signed_in))


def press(client: Client, seminar: Seminar, lotse: Lotse) -> tuple[int, str]:
    """Status and page after the binding button."""
    sent = {"personen": [str(lotse.pk)], "voller_preis": "on", "step": "submit"}
    answer = client.post(reverse("seminars:enrol", args=[seminar.pk]), sent)
    return answer.status_code, answer.content.decode()


def seats_taken() -> int:
    return Enrolment.objects.exclude(state=EnrolmentState.CANCELLED).count()


def test_control_without_lock_and_trigger_both_get_the_seat(
    two_clerks: tuple[Seminar, list[tuple[Cast, Lotse]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_without_lock(seminar_id: UUID) -> Seminar:
        return Seminar.objects.select_related("provider", "line").get(pk=seminar_id)

    numbers = count(1)
    monkeypatch.setattr(enrolling, "lock_seminar", read_without_lock)
    monkeypatch.setattr(enrolling, "next_in", lambda seminar: next(numbers))
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER enrolment_1_within_capacity ON seminars_enrolment")
    assert [status for status, _ in press_together(*two_clerks)] == [302, 302]
    assert seats_taken() == 2


def test_one_clerk_gets_the_last_seat_and_the_other_a_sentence(
    two_clerks: tuple[Seminar, list[tuple[Cast, Lotse]]],
) -> None:
    answers = press_together(*two_clerks)
    assert sorted(status for status, _ in answers) == [302, 409]
    [page] = [page for status, page in answers if status == 409]
    assert "Alle Plätze sind vergeben. Es wurde niemand angemeldet." in page
    assert seats_taken() == 1
