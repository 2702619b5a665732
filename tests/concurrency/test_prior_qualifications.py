"""Two people of the office enter a Basis for one person at once; and an entry is withdrawn while HR
submits the contract that rests on it.

The controls take the locks away, and then the constraint: only then there are two entries, or a
contract without the Basis that it needs.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import connection

from lotsen.core.errors import Conflict
from lotsen.people.models import Lotse, PriorList, PriorQualification, Qualification
from lotsen.people.queries import has_basis
from lotsen.people.services import discard_list, prior, qualify, record_list, withdraw_prior
from tests.concurrency.race import meeting, race, slowly
from tests.factories.people import make_lotse
from tests.factories.prior import make_list, make_prior
from tests.factories.vouchers import Cast, line_of, make_cast, make_contract
from vouchers.enums import LineKind
from vouchers.models import TransferContract
from vouchers.services import Terms, submitting
from vouchers.services.persons import check_named

pytestmark = pytest.mark.django_db(transaction=True)
DAYS = (date(2020, 5, 4), date(2021, 3, 1))


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def lotse(cast: Cast) -> Lotse:
    return make_lotse(cast.kommune)


@pytest.fixture
def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits before reading, and both find no Basis."""
    monkeypatch.setattr(prior, "_lock", lambda lotse: None)
    monkeypatch.setattr(prior, "_check_earned", meeting(prior._check_earned))
    monkeypatch.setattr(qualify, "has_basis", lambda lotse: False)


def enter_twice(cast: Cast, lotse: Lotse, *days: date) -> list[Any]:
    def act(day: date) -> Callable[[], PriorQualification]:
        return lambda: make_prior(lotse, cast.kommune, cast.office, completed_on=day)

    return race(*(act(day) for day in days))


def kinds(results: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_control_without_locks_and_constraint_there_are_two(
    cast: Cast, lotse: Lotse, without_locks: None
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX qualification_basis_once")
    enter_twice(cast, lotse, *DAYS)
    assert Qualification.objects.filter(lotse=lotse).count() == 2


def test_without_locks_the_constraint_still_refuses_the_second(
    cast: Cast, lotse: Lotse, without_locks: None
) -> None:
    assert kinds(enter_twice(cast, lotse, *DAYS)) == ["Conflict", "PriorQualification"]
    assert PriorQualification.objects.count() == 1


def test_one_basis_and_a_sentence_for_the_other(
    cast: Cast, lotse: Lotse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prior, "_check_earned", meeting(prior._check_earned))
    assert kinds(enter_twice(cast, lotse, *DAYS)) == ["Conflict", "PriorQualification"]
    assert Qualification.objects.filter(lotse=lotse).count() == 1


def test_the_same_facts_twice_are_one_entry(
    cast: Cast, lotse: Lotse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prior, "_check_earned", meeting(prior._check_earned))
    first, second = enter_twice(cast, lotse, DAYS[0], DAYS[0])
    assert first == second == PriorQualification.objects.get()


@pytest.fixture
def slow_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both think a moment after they have found nothing in the way."""
    monkeypatch.setattr(prior, "hindrance_of", slowly(prior.hindrance_of))
    monkeypatch.setattr(submitting, "check_named", slowly(check_named))


def withdraw_and_submit(cast: Cast, lotse: Lotse) -> list[Any]:
    entry = make_prior(lotse, cast.kommune, cast.office)
    line = line_of(LineKind.AUFBAU)
    return race(
        lambda: withdraw_prior(prior_id=entry.pk, reason="Verwechslung", actor=cast.office),
        lambda: make_contract(cast, [lotse], line=line, terms=Terms(days=1)),
    )


def test_control_without_the_lock_of_the_kommune_both_happen(
    cast: Cast, lotse: Lotse, slow_reading: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prior, "_lock_employers", lambda lotse: None)
    assert kinds(withdraw_and_submit(cast, lotse)) == ["PriorQualification", "TransferContract"]
    assert not has_basis(lotse)


def test_an_entry_is_withdrawn_or_a_contract_rests_on_it(
    cast: Cast, lotse: Lotse, slow_reading: None
) -> None:
    withdrawn, contract = withdraw_and_submit(cast, lotse)
    assert has_basis(lotse) == TransferContract.objects.exists()
    if has_basis(lotse):
        assert isinstance(withdrawn, Conflict)
    else:
        assert "braucht zuerst die Basisqualifizierung" in str(contract)


def test_a_list_is_entered_once_or_discarded(cast: Cast) -> None:
    """Two windows press the button of one list, and a third one discards it."""
    waiting = make_list(cast.kommune, cast.office)
    enter = partial(record_list, list_id=waiting.pk, actor=cast.office)
    results = race(enter, enter, partial(discard_list, list_id=waiting.pk, actor=cast.office))
    entered = PriorQualification.objects.count()
    if PriorList.objects.exists():
        assert entered == 1
        assert results[0] == results[1] == waiting
        assert isinstance(results[2], Conflict)
    else:
        assert entered == 0
        assert kinds(results) == ["Conflict", "Conflict", "NoneType"]
