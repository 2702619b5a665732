"""Races for a payment, each with its control that shows the race without the guard.

Two files at once: the row lock lets the second one read that the payment stands in the first. The
control takes it away, and the payment is in two files that both go to the bank. Confirming and
returning at once: the ledger lock comes first; behind it the balances refuse what was moved.
"""

from collections.abc import Callable
from typing import Any

import pytest

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict
from tests.concurrency.race import meeting, race
from tests.factories.claims import make_claim_cast
from tests.factories.payments import make_file, make_payment
from tests.factories.vouchers import Cast
from vouchers import services
from vouchers.bank_rules import next_bank_day
from vouchers.enums import ClaimState, PaymentState, VoucherState
from vouchers.models import Claim, JournalEntry, Payment, PaymentFile, Voucher
from vouchers.queries import balances
from vouchers.queries.verify import verify
from vouchers.services import booking, payment_files, payments, returning

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ordered() -> tuple[Cast, Payment]:
    cast = make_claim_cast()
    return cast, make_payment(cast)


@pytest.fixture
def sent(ordered: tuple[Cast, Payment]) -> tuple[Cast, Payment]:
    cast, payment = ordered
    make_file(cast, payment)
    return cast, payment


def filing(payment: Payment, actor: Actor) -> Callable[[], Any]:
    return lambda: services.make_payment_file(
        payment_ids=[payment.pk],
        execute_on=next_bank_day(clock.today()),
        actor=actor,
    )


def confirming(cast: Cast, payment: Payment) -> Callable[[], Any]:
    return lambda: services.confirm_paid(
        payment_ids=[payment.pk], paid_on=clock.today(), actor=cast.ministry
    )


def giving_back(cast: Cast, payment: Payment) -> Callable[[], Any]:
    return lambda: services.return_payment(
        payment_id=payment.pk,
        returned_on=clock.today(),
        reason="Konto erloschen",
        actor=cast.second,
    )


@pytest.fixture
def filed_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both wait for each other after reading the payments: the worst moment."""
    monkeypatch.setattr(payment_files, "lock_payments", meeting(payments.lock_payments))


@pytest.fixture
def no_row_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only for this test: the payments are read without locking them."""

    def read(payment_ids: Any) -> list[Payment]:
        found = Payment.objects.filter(pk__in=list(payment_ids)).order_by("pk")
        return list(found.select_related("file", "claim__provider"))

    for module in (payment_files, payments, returning):
        monkeypatch.setattr(module, "lock_payments", meeting(read))


@pytest.mark.usefixtures("filed_together")
def test_a_payment_goes_into_one_of_two_files(ordered: tuple[Cast, Payment]) -> None:
    cast, payment = ordered
    results = race(filing(payment, cast.ministry), filing(payment, cast.second))
    [loser] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(loser, Conflict)
    assert "steht schon in der Zahlungsdatei" in str(loser)
    assert PaymentFile.objects.count() == 1


@pytest.mark.usefixtures("no_row_lock")
def test_control_without_the_lock_a_payment_goes_to_the_bank_twice(
    ordered: tuple[Cast, Payment],
) -> None:
    cast, payment = ordered
    results = race(filing(payment, cast.ministry), filing(payment, cast.second))
    assert not [result for result in results if isinstance(result, Exception)]
    files = PaymentFile.objects.select_related("document")
    assert [payment.number in bytes(x.document.content).decode() for x in files] == [True, True]


def test_confirming_twice_at_once_is_one_booking(sent: tuple[Cast, Payment]) -> None:
    cast, payment = sent
    results = race(confirming(cast, payment), confirming(cast, payment))
    assert sorted(len(result) for result in results) == [0, 1]
    assert JournalEntry.objects.filter(kind="pay").count() == 1
    assert Voucher.objects.get().paid_days == 3
    assert verify().problems == []


def test_confirmed_and_returned_at_once_ends_as_one_of_both(sent: tuple[Cast, Payment]) -> None:
    """Whoever comes first: money, payment, claim and voucher tell the same story."""
    cast, payment = sent
    confirmed, returned = race(confirming(cast, payment), giving_back(cast, payment))
    assert not isinstance(returned, Exception)
    if isinstance(confirmed, Exception):
        assert isinstance(confirmed, Conflict)
    payment.refresh_from_db()
    claim, voucher = Claim.objects.get(), Voucher.objects.get()
    assert payment.state == PaymentState.RETURNED
    assert claim.state == ClaimState.CHECKED
    assert (voucher.state, voucher.paid_days) == (VoucherState.REDEEMED, 0)
    assert (balances().due, balances().ordered, balances().paid) == (300_00, 0, 0)
    assert verify().problems == []


@pytest.mark.usefixtures("no_row_lock")
def test_control_without_locks_the_second_reads_what_is_no_longer_true(
    sent: tuple[Cast, Payment], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both see a payment at the bank. The guards behind still keep the money from moving twice."""
    monkeypatch.setattr(booking, "lock_ledger", lambda: None)
    cast, payment = sent
    results = race(confirming(cast, payment), giving_back(cast, payment))
    [loser] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(loser, Conflict), loser
    assert balances().ordered == 0
    assert balances().due + balances().paid == 300_00
