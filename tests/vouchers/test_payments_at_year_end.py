"""A payment around the turn of the year: it is settled before its year is closed."""

from datetime import date, datetime

import pytest

from lotsen.core import clock
from lotsen.core.errors import Conflict
from tests.deferred import fire_deferred
from tests.factories.claims import make_claim_cast
from tests.factories.money import close_year
from tests.factories.payments import make_file, make_payment
from tests.factories.vouchers import Cast
from vouchers import services
from vouchers.models import JournalEntry, Payment
from vouchers.queries import balances
from vouchers.queries.verify import verify

pytestmark = pytest.mark.django_db
YEAR = 2025
PAID_ON = date(YEAR, 12, 31)
JANUARY = datetime(YEAR + 1, 1, 13, 9)


@pytest.fixture
def sent() -> tuple[Cast, Payment]:
    """Ordered and sent on one of the last days of the year."""
    with clock.at(datetime(YEAR, 12, 30, 9)):
        cast = make_claim_cast()
        payment = make_payment(cast)
        make_file(cast, payment)
    return cast, payment


def test_an_open_payment_keeps_its_year_open_until_it_is_settled(
    sent: tuple[Cast, Payment],
) -> None:
    cast, payment = sent
    with clock.at(JANUARY):
        with pytest.raises(Conflict, match="noch nicht als ausgezahlt bestätigt"):
            close_year(cast, YEAR)
        services.confirm_paid(payment_ids=[payment.pk], paid_on=PAID_ON, actor=cast.ministry)
        entry = JournalEntry.objects.get(kind="pay")
        assert (entry.year_id, entry.occurred_on) == (YEAR, PAID_ON)
        close_year(cast, YEAR)
        assert balances(year=YEAR).paid == 300_00
    fire_deferred()
    assert verify().problems == []


def test_what_comes_back_after_the_closing_is_reclaimed(sent: tuple[Cast, Payment]) -> None:
    cast, payment = sent
    with clock.at(JANUARY):
        services.confirm_paid(payment_ids=[payment.pk], paid_on=PAID_ON, actor=cast.ministry)
        close_year(cast, YEAR)
        with pytest.raises(Conflict, match=f"Haushaltsjahr {YEAR}.*fordern Sie zurück"):
            services.return_payment(
                payment_id=payment.pk,
                returned_on=JANUARY.date(),
                reason="Unbekannt",
                actor=cast.ministry,
            )
