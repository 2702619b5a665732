"""One side ends an agreed contract while the office issues its vouchers: exactly one wins.

Two guards stand behind each other: the row lock of the contract, and the CHECK that an ended
contract has no vouchers. The controls take them away one after the other.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection

from lotsen.core.db import violated_constraint
from lotsen.core.errors import Conflict
from tests.concurrency.race import meeting, race
from tests.factories.vouchers import Cast, make_cast, make_contract, make_grant
from vouchers import services
from vouchers.enums import ContractState
from vouchers.models import TransferContract, Voucher
from vouchers.queries.verify import verify
from vouchers.services import ending, issuing
from vouchers.services.locking import lock_contract

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def agreed() -> tuple[Cast, TransferContract]:
    cast = make_cast()
    make_grant(cast, 300_00)
    contract = make_contract(cast)
    return cast, services.agree_contract(contract_id=contract.pk, actor=cast.office, notify=False)


def hold_open(monkeypatch: pytest.MonkeyPatch, read: Callable[..., Any]) -> None:
    """Both wait for each other after reading the contract: the worst moment."""
    together = meeting(read)
    for module in (ending, issuing):
        monkeypatch.setattr(module, "lock_contract", together)


@pytest.fixture
def read_together(monkeypatch: pytest.MonkeyPatch) -> None:
    hold_open(monkeypatch, lock_contract)


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    related = ("kommune", "line__period", "provider")
    rows = TransferContract.objects.select_related(*related)
    hold_open(monkeypatch, lambda contract_id: rows.get(pk=contract_id))


@pytest.fixture
def no_check() -> None:
    """Gone with the copy of the database that this test spoils."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE vouchers_transfercontract DROP CONSTRAINT contract_issued_only_when_agreed"
        )


def end_and_issue(cast: Cast, contract: TransferContract) -> list[Any]:
    def end() -> Any:
        return services.end_contract(
            contract_id=contract.pk, reason="Nicht mehr gebraucht", actor=cast.hr
        )

    def issue() -> Any:
        return services.issue_vouchers(contract_id=contract.pk, actor=cast.office, notify=False)

    results = race(end, issue)
    contract.refresh_from_db()
    return results


def is_whole(contract: TransferContract) -> bool:
    """Either ended and without vouchers, or issued and agreed."""
    ended = contract.state == ContractState.ENDED
    return (ended, Voucher.objects.count()) in {(True, 0), (False, 1)}


@pytest.mark.usefixtures("read_together")
def test_a_contract_is_ended_or_issued(agreed: tuple[Cast, TransferContract]) -> None:
    cast, contract = agreed
    results = end_and_issue(cast, contract)
    [loser] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(loser, Conflict)
    assert "ist aufgehoben" in str(loser) or "schon Gutscheine ausgestellt" in str(loser)
    assert is_whole(contract)
    assert verify().problems == []


@pytest.mark.usefixtures("no_lock")
def test_control_without_the_lock_the_check_of_the_database_still_holds(
    agreed: tuple[Cast, TransferContract],
) -> None:
    cast, contract = agreed
    [loser] = [r for r in end_and_issue(cast, contract) if isinstance(r, Exception)]
    assert isinstance(loser, IntegrityError)
    assert violated_constraint(loser) == "contract_issued_only_when_agreed"
    assert is_whole(contract)


@pytest.mark.usefixtures("no_lock", "no_check")
def test_control_without_lock_and_check_an_ended_contract_has_vouchers(
    agreed: tuple[Cast, TransferContract],
) -> None:
    cast, contract = agreed
    results = end_and_issue(cast, contract)
    assert not [result for result in results if isinstance(result, Exception)]
    assert not is_whole(contract)
