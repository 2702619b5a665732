"""The lists of claims, payments, payment files and reclaims are sorted, pages and files alike."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from lotsen.accounts.models import Organisation
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.paging import paginate
from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor
from tests.factories.claims import make_claim, make_claim_cast
from tests.factories.corrections import pay_out, redeem_all
from tests.factories.payments import make_payment
from tests.factories.vouchers import Cast, make_cast, make_grant, make_vouchers
from tests.vouchers.test_list_files import notes_of, rows_of
from tests.vouchers.test_reclaim_pages import propose
from vouchers import services
from vouchers.bank_rules import next_bank_day
from vouchers.services.reclaiming import approve_reclaim

pytestmark = pytest.mark.django_db

CLAIMS = "/abrechnungen/"
PAYMENTS = "/foerdermittel/zahlungen/"
FILES = "/foerdermittel/zahlungsdateien/"
RECLAIMS = "/foerdermittel/rueckforderungen/"
NAMES, PEOPLE = ("Chemie", "Amsel", "Bach"), (1, 2, 1)
OLDEST, BY_NAME = (0, 1, 2), (1, 2, 0)
NEWEST = tuple(reversed(OLDEST))


@pytest.fixture(autouse=True)
def pages_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paginate, "__defaults__", (2,))


def named(cast: Cast, name: str) -> Cast:
    Organisation.objects.filter(pk=cast.provider.pk).update(name=name)
    return cast


def houses() -> list[Cast]:
    """Three houses with redeemed days; the second one has twice as many."""
    return [
        named(make_claim_cast(people), name) for name, people in zip(NAMES, PEOPLE, strict=True)
    ]


def assert_sorted(
    reader: Actor, path: str, query: str, numbers: Sequence[str], expected: Sequence[int]
) -> None:
    """The file behind `query`, and the pages one after the other, have the expected order."""
    joint = "&" if "?" in path else "?"
    address = f"{path}{joint}sortierung={query}"
    in_order = [numbers[place] for place in expected]
    client = client_of(reader)
    pages = [client.get(f"{address}&seite={number}").context["page"] for number in (1, 2)]
    assert [row.number for page in pages for row in page] == in_order, query
    shown = client.get(address).context["export_url"]
    assert f"sortierung={query}" in shown
    file = path.replace(CLAIMS, f"{CLAIMS}csv/")
    assert [row["Nummer"] for row in rows_of(reader, f"{file}{joint}sortierung={query}")] == (
        in_order
    ), query


def test_claims() -> None:
    casts = houses()
    numbers = [make_claim(cast).number for cast in casts]
    office = casts[0].office
    for order, expected in (
        ("", NEWEST),
        ("aelteste", OLDEST),
        ("traeger", BY_NAME),
        ("betrag", (1, 2, 0)),
        ("unsinn", NEWEST),
    ):
        assert_sorted(office, f"{CLAIMS}?stand=", order, numbers, expected)
    assert "Sortierung: Betrag, höchster zuerst" in notes_of(
        office, f"{CLAIMS}csv/?sortierung=betrag"
    )


def test_an_inbox_of_claims_begins_with_what_has_waited_longest() -> None:
    casts = houses()
    numbers = [make_claim(cast).number for cast in casts]
    office = casts[0].office
    for order, expected in (
        ("", OLDEST),
        ("neueste", NEWEST),
        ("traeger", BY_NAME),
        ("betrag", (1, 0, 2)),
        ("aelteste", OLDEST),  # taken along from another list
    ):
        assert_sorted(office, CLAIMS, order, numbers, expected)
    inbox = client_of(office).get(CLAIMS).content.decode()
    assert '<option value="" selected>Älteste zuerst</option>' in inbox
    assert '<option value="neueste">Neueste zuerst</option>' in inbox
    assert_sorted(office, f"{CLAIMS}?stand=submitted", "neueste", numbers, NEWEST)


def test_payments() -> None:
    casts = houses()
    payments = [make_payment(cast) for cast in casts]
    ministry = casts[0].ministry
    services.make_payment_file(
        payment_ids=[payments[0].pk], execute_on=next_bank_day(clock.today()), actor=ministry
    )
    services.confirm_paid(
        payment_ids=[payments[0].pk], paid_on=clock.today(), actor=casts[1].ministry
    )
    numbers = [payment.number for payment in payments]
    for order, expected in (
        ("", NEWEST),
        ("aelteste", OLDEST),
        ("traeger", BY_NAME),
        ("betrag", (1, 2, 0)),
        ("auszahlung", (0, 2, 1)),
        ("unsinn", NEWEST),
    ):
        assert_sorted(ministry, PAYMENTS, order, numbers, expected)
    assert "Sortierung: Zuletzt ausgezahlt" in notes_of(
        ministry, f"{PAYMENTS}?sortierung=auszahlung&ausgabe=csv"
    )


def test_payment_files() -> None:
    files = [
        services.make_payment_file(
            payment_ids=[make_payment(cast).pk],
            execute_on=next_bank_day(clock.today() + timedelta(days=days)),
            actor=cast.ministry,
        )
        for cast, days in zip(houses(), (7, 0, 0), strict=True)
    ]
    auditor, numbers = make_actor(Role.AUDITOR), [file.number for file in files]
    for order, expected in (
        ("", NEWEST),
        ("aelteste", OLDEST),
        ("betrag", (1, 2, 0)),
        ("ausfuehrung", (0, 2, 1)),
        ("unsinn", NEWEST),
    ):
        assert_sorted(auditor, FILES, order, numbers, expected)
    assert "Sortierung: Summe, höchste zuerst" in notes_of(
        auditor, f"{FILES}?sortierung=betrag&ausgabe=csv"
    )


def make_reclaim(name: str, days: Sequence[int], due_in: int | None) -> tuple[Cast, str]:
    """Paid days of one house that are reclaimed; only proposed without a day of payment."""
    cast = named(make_cast(), name)
    make_grant(cast)
    [voucher] = make_vouchers(cast)
    redeem_all(cast, voucher)
    pay_out(cast, voucher, clock.today() - timedelta(days=100))
    reclaim = propose(cast, voucher, *days)
    if due_in is not None:
        due_on = clock.today() + timedelta(days=due_in)
        approve_reclaim(reclaim_id=reclaim.pk, due_on=due_on, actor=cast.ministry)
    return cast, reclaim.number


def test_reclaims() -> None:
    made = [
        make_reclaim(*row) for row in zip(NAMES, [(1,), (1, 2), (1,)], [30, 10, None], strict=True)
    ]
    office, numbers = made[0][0].office, [number for _, number in made]
    for order, expected in (
        ("", NEWEST),
        ("aelteste", OLDEST),
        ("traeger", BY_NAME),
        ("betrag", (1, 2, 0)),
        ("frist", (1, 0, 2)),
        ("unsinn", NEWEST),
    ):
        assert_sorted(office, RECLAIMS, order, numbers, expected)
    assert "Sortierung: Zahlbar bis, früheste zuerst" in notes_of(
        office, f"{RECLAIMS}?sortierung=frist&ausgabe=csv"
    )


def test_a_provider_is_not_offered_to_sort_by_provider() -> None:
    trainer = make_actor(Role.PROVIDER)
    for path in (CLAIMS, RECLAIMS):
        for actor, offered in ((trainer, False), (make_actor(Role.AUDITOR), True)):
            page = client_of(actor).get(path).content.decode()
            assert ('value="traeger"' in page) is offered, path
        assert client_of(trainer).get(f"{path}?sortierung=traeger").status_code == 200


def test_an_order_alone_is_no_filter() -> None:
    """An empty list that is sorted is an empty list, not one in which nothing was found."""
    ministry = make_actor(Role.MINISTRY)
    for path, sentence in (
        (f"{CLAIMS}?stand=&", "Noch keine Abrechnungen"),
        (f"{PAYMENTS}?", "Noch keine Zahlungen"),
        (f"{FILES}?", "Noch keine Zahlungsdateien"),
        (f"{RECLAIMS}?", "Die Programmstelle schlägt eine Rückforderung"),
    ):
        page = client_of(ministry).get(f"{path}sortierung=aelteste").content.decode()
        assert sentence in page
