"""Payments: in one file only, confirmed once, taken back as a whole."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from lotsen.core import clock, documents
from lotsen.core.db import violated_constraint
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from tests.deferred import fire_deferred
from tests.factories.claims import make_claim, make_claim_cast, redeem
from tests.factories.money import make_bank_account, propose_account
from tests.factories.payments import make_file, make_paid, make_payment
from tests.factories.vouchers import Cast, make_cast, make_grant, make_vouchers
from vouchers import services
from vouchers.bank_rules import next_bank_day
from vouchers.enums import ClaimState, PaymentState, VoucherState
from vouchers.models import Claim, JournalEntry, Payment, PaymentFile, Voucher
from vouchers.queries import balances
from vouchers.queries.payments import bank_account_on
from vouchers.queries.verify import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_claim_cast()


def soon() -> date:
    return next_bank_day(clock.today())


def amounts() -> tuple[int, int, int]:
    """Due, ordered and paid cents, the proof being whole."""
    fire_deferred()
    assert verify().problems == []
    totals = balances()
    return totals.due, totals.ordered, totals.paid


def give_back(cast: Cast, payment: Payment, reason: str = "Konto erloschen") -> Payment:
    return services.return_payment(
        payment_id=payment.pk, returned_on=clock.today(), reason=reason, actor=cast.ministry
    )


def with_one_voucher() -> tuple[Cast, Voucher]:
    """A voucher without a redeemed day, and an account to pay to."""
    cast = make_cast()
    make_grant(cast, 300_00)
    make_bank_account(cast)
    [voucher] = make_vouchers(cast)
    return cast, voucher


def test_a_payment_keeps_the_account_of_the_day_it_was_ordered(cast: Cast) -> None:
    old = bank_account_on(cast.provider)
    assert old is not None
    payment = make_payment(cast)
    with clock.at(clock.now() + timedelta(days=1)):
        account = propose_account(cast.provider, cast.trainer)
        services.confirm_bank_account(account_id=account.pk, actor=cast.office)
    payment.refresh_from_db()
    assert (payment.iban, payment.account) == (old.iban, old)
    assert payment.number == f"ZA-{clock.today().year}-0001"
    assert payment.claim.number in payment.purpose


def test_without_a_confirmed_account_nothing_is_ordered() -> None:
    cast, voucher = with_one_voucher()
    redeem(cast, voucher)
    claim = make_claim(cast)
    with clock.at(clock.now() - timedelta(days=1)), pytest.raises(DomainError, match="keine best"):
        services.create_payment(claim=claim, cents=300_00, actor=cast.ministry)
    assert not Payment.objects.exists()


def test_a_file_is_kept_with_its_checksum_and_its_sum(cast: Cast) -> None:
    payment = make_payment(cast)
    made = make_file(cast, payment)
    payment.refresh_from_db()
    assert (payment.state, payment.file) == (PaymentState.TRANSMITTED, made)
    assert (made.number, made.count, made.cents) == (f"ZD-{clock.today().year}-0001", 1, 300_00)
    assert documents.is_intact(made.document)
    content = bytes(made.document.content).decode()
    for part in (payment.iban, payment.number, payment.purpose, "<CtrlSum>300.00</CtrlSum>"):
        assert part in content
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        PaymentFile.objects.update(cents=1)
    assert violated_constraint(refused.value) == "payment_file_fixed"


def test_a_payment_is_in_one_file_only(cast: Cast) -> None:
    payment = make_payment(cast)
    made = make_file(cast, payment)
    with pytest.raises(Conflict, match=f"{payment.number} steht schon in der .*{made.number}"):
        make_file(cast, payment, actor=cast.second)
    assert PaymentFile.objects.count() == 1


def test_the_same_file_twice_is_one(cast: Cast) -> None:
    first, second = make_payment(cast), make_payment()
    made = make_file(cast, first)
    assert make_file(cast, first) == made
    with pytest.raises(Conflict, match="steht schon in der"):
        make_file(cast, first, second)
    with clock.at(clock.now() - timedelta(days=14)), pytest.raises(Conflict, match="steht schon"):
        make_file(cast, first)
    assert PaymentFile.objects.count() == 1


def test_what_a_file_refuses(cast: Cast) -> None:
    payment = make_payment(cast)

    def make(day: date, ids: list[object]) -> None:
        services.make_payment_file(payment_ids=ids, execute_on=day, actor=cast.ministry)  # type: ignore[arg-type]

    for days, sentence in ((-1, "Vergangenheit"), (60, "bis zum")):
        with pytest.raises(DomainError, match=sentence):
            make(clock.today() + timedelta(days=days), [payment.pk])
    saturday = clock.today() + timedelta(days=(5 - clock.today().weekday()) % 7 or 7)
    with pytest.raises(DomainError, match="arbeiten die Banken nicht"):
        make(saturday, [payment.pk])
    with pytest.raises(DomainError, match="mindestens eine"):
        make(soon(), [])
    with pytest.raises(Conflict, match="gibt es nicht"):
        make(soon(), [payment.pk, cast.provider.pk])
    with pytest.raises(NotAllowed):
        services.make_payment_file(payment_ids=[payment.pk], execute_on=soon(), actor=cast.office)


@pytest.mark.parametrize(
    ("name", "value"), [("PAYER_IBAN", ""), ("PAYER_NAME", ""), ("PAYER_IBAN", "DE00")]
)
def test_without_a_paying_account_there_is_no_file(
    cast: Cast, settings: object, name: str, value: str
) -> None:
    payment = make_payment(cast)
    setattr(settings, name, value)
    with pytest.raises(DomainError, match="Konto der auszahlenden Stelle"):
        make_file(cast, payment)


def test_paid_money_moves_vouchers_and_claim(cast: Cast) -> None:
    payment = make_payment(cast)
    assert amounts() == (0, 300_00, 0)
    make_file(cast, payment)
    services.confirm_paid(payment_ids=[payment.pk], paid_on=clock.today(), actor=cast.ministry)
    assert amounts() == (0, 0, 300_00)
    voucher, claim = Voucher.objects.get(), Claim.objects.get()
    assert (voucher.state, voucher.paid_days) == (VoucherState.SETTLED, 3)
    assert claim.state == ClaimState.PAID
    entry = JournalEntry.objects.get(kind="pay")
    assert entry.idempotency_key == f"pay:{payment.pk}:{clock.today().year}"
    assert entry.occurred_on == clock.today()


def test_a_voucher_with_an_open_day_is_not_settled() -> None:
    cast, voucher = with_one_voucher()
    redeem(cast, voucher, days=2)
    make_paid(cast)
    voucher.refresh_from_db()
    assert (voucher.state, voucher.paid_days) == (VoucherState.PARTLY_REDEEMED, 2)


def test_confirming_twice_is_one_booking(cast: Cast) -> None:
    payment = make_paid(cast)
    again = services.confirm_paid(
        payment_ids=[payment.pk], paid_on=clock.today(), actor=cast.second
    )
    assert again == []
    assert JournalEntry.objects.filter(kind="pay").count() == 1
    assert Voucher.objects.get().paid_days == 3
    with pytest.raises(Conflict, match="schon bestätigt"):
        services.confirm_paid(
            payment_ids=[payment.pk],
            paid_on=clock.today() - timedelta(days=1),
            actor=cast.ministry,
        )


def test_a_day_on_which_it_cannot_have_been_paid(cast: Cast) -> None:
    payment = make_payment(cast)

    def confirm(day: date) -> None:
        services.confirm_paid(payment_ids=[payment.pk], paid_on=day, actor=cast.ministry)

    with pytest.raises(DomainError, match="keiner Zahlungsdatei"):
        confirm(clock.today())
    make_file(cast, payment)
    with pytest.raises(DomainError, match="Zukunft"):
        confirm(clock.today() + timedelta(days=1))
    with pytest.raises(DomainError, match="gibt es erst seit"):
        confirm(clock.today() - timedelta(days=1))
    with pytest.raises(NotAllowed):
        services.confirm_paid(payment_ids=[payment.pk], paid_on=clock.today(), actor=cast.office)


def test_money_that_comes_back_opens_the_claim_again(cast: Cast) -> None:
    payment = make_paid(cast)
    give_back(cast, payment)
    assert amounts() == (300_00, 0, 0)
    voucher, claim = Voucher.objects.get(), Claim.objects.get()
    assert (voucher.state, voucher.paid_days) == (VoucherState.REDEEMED, 0)
    assert (claim.state, claim.ordered_by, claim.arithmetic_by is None) == (
        ClaimState.CHECKED,
        None,
        False,
    )
    second = services.order_claim(claim_id=claim.pk, version=claim.version, actor=cast.second)
    assert second.number == f"ZA-{clock.today().year}-0002"
    make_file(cast, second)
    services.confirm_paid(payment_ids=[second.pk], paid_on=clock.today(), actor=cast.ministry)
    assert amounts() == (0, 0, 300_00)


def test_a_payment_that_was_never_confirmed_can_come_back(cast: Cast) -> None:
    payment = make_payment(cast)
    with pytest.raises(DomainError, match="keiner Zahlungsdatei"):
        give_back(cast, payment)
    make_file(cast, payment)
    give_back(cast, payment)
    assert amounts() == (300_00, 0, 0)
    with pytest.raises(Conflict, match="zurückgekommen"):
        services.confirm_paid(payment_ids=[payment.pk], paid_on=clock.today(), actor=cast.ministry)


def test_it_comes_back_once(cast: Cast) -> None:
    payment = make_paid(cast)
    first = give_back(cast, payment)
    assert give_back(cast, payment) == first
    with pytest.raises(Conflict, match="schon als zurückgekommen"):
        give_back(cast, payment, "Anderer Grund")
    assert JournalEntry.objects.filter(kind="reversal").count() == 2


def test_what_a_return_needs(cast: Cast) -> None:
    payment = make_paid(cast)
    with pytest.raises(DomainError, match="Grund"):
        give_back(cast, payment, "  ")
    with pytest.raises(DomainError, match="Zukunft"):
        services.return_payment(
            payment_id=payment.pk,
            returned_on=clock.today() + timedelta(days=1),
            reason="Konto erloschen",
            actor=cast.ministry,
        )
    assert amounts() == (0, 0, 300_00)


def test_two_claims_with_days_of_one_voucher_are_confirmed_together() -> None:
    cast, voucher = with_one_voucher()
    redeem(cast, voucher, days=1)
    first = make_payment(cast)
    services.redeem_day(
        voucher_id=voucher.pk,
        day_number=2,
        seminar_day_on=clock.today(),
        actor=cast.trainer,
        idempotency_key="second day",
    )
    second = make_payment(cast)
    make_file(cast, first, second)
    services.confirm_paid(
        payment_ids=[first.pk, second.pk], paid_on=clock.today(), actor=cast.ministry
    )
    voucher.refresh_from_db()
    assert voucher.paid_days == 2
    assert amounts() == (0, 0, 200_00)
