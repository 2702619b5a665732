"""Two HR clerks of one Kommune name people for the last free place at the same moment."""

from collections.abc import Callable
from typing import Any

import pytest

from lotsen.core.errors import Conflict
from lotsen.people.models import Lotse
from tests.concurrency.race import meeting, race
from tests.factories.people import make_lotse
from tests.factories.vouchers import Cast, basis_line, make_cast, make_contract
from vouchers.models import TransferContract
from vouchers.queries import quota_of
from vouchers.services import submitting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def last_place(monkeypatch: pytest.MonkeyPatch) -> tuple[Cast, list[Lotse]]:
    """One place, two employees; both clerks wait for each other after counting."""
    cast = make_cast(population=5_000)
    lotsen = [make_lotse(cast.kommune) for _ in range(2)]
    monkeypatch.setattr(submitting, "quota_of", meeting(quota_of))
    return cast, lotsen


def submit(cast: Cast, lotse: Lotse) -> Callable[[], Any]:
    return lambda: make_contract(cast, [lotse])


def test_the_last_place_is_given_once(last_place: tuple[Cast, list[Lotse]]) -> None:
    cast, lotsen = last_place
    results = race(*(submit(cast, lotse) for lotse in lotsen))
    [loser] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(loser, Conflict)
    assert "frei 0, benötigt 1" in str(loser)
    assert TransferContract.objects.count() == 1


def test_control_without_the_lock_it_is_given_twice(
    last_place: tuple[Cast, list[Lotse]], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, lotsen = last_place
    monkeypatch.setattr(submitting, "lock_kommune", lambda kommune: None)
    results = race(*(submit(cast, lotse) for lotse in lotsen))
    assert not [result for result in results if isinstance(result, Exception)]
    assert quota_of(cast.kommune, basis_line()).taken == 2
