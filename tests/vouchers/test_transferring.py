"""A substitute takes over a voucher: who may, who can, and what the ledger says."""

import pytest

from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.models import Mail
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from tests.deferred import fire_deferred
from tests.factories.accounts import make_actor
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse, make_qualification
from tests.factories.vouchers import Cast, make_cast, make_contract, make_grant, make_vouchers
from vouchers import services
from vouchers.models import JournalEntry, Posting, Voucher, VoucherBalance
from vouchers.queries import balances

pytestmark = pytest.mark.django_db
REASON = "Elternzeit"


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    make_grant(cast)
    return cast


@pytest.fixture
def voucher(cast: Cast) -> Voucher:
    return make_vouchers(cast)[0]


@pytest.fixture
def substitute(cast: Cast) -> Lotse:
    return make_lotse(cast.kommune)


def transfer(voucher: Voucher, to: Lotse, actor: Actor, reason: str = REASON) -> Voucher:
    return services.transfer_voucher(voucher_id=voucher.pk, to=to, reason=reason, actor=actor)


@pytest.mark.parametrize("role", ["hr", "office"])
def test_the_voucher_goes_to_another_employee(
    cast: Cast, voucher: Voucher, substitute: Lotse, role: str
) -> None:
    before, earlier = balances(), voucher.lotse
    transfer(voucher, substitute, getattr(cast, role))
    voucher.refresh_from_db()
    assert voucher.lotse == substitute
    assert balances() == before
    assert [person.lotse for person in voucher.contract.persons.all()] == [substitute]
    entry = JournalEntry.objects.get(kind="transfer")
    moved = Posting.objects.filter(entry=entry).values_list("person", "cents")
    assert sorted(moved, key=str) == sorted(
        [(earlier.pseudonym, -100_00), (substitute.pseudonym, 100_00)] * 3, key=str
    )
    assert entry.reason == REASON
    fire_deferred()


def test_the_contact_person_is_told(cast: Cast, voucher: Voucher, substitute: Lotse) -> None:
    earlier = voucher.lotse.full_name
    transfer(voucher, substitute, cast.hr)
    mail = Mail.objects.get(subject__contains="übertragen")
    assert mail.to == voucher.contract.contact_email
    assert all(text in mail.body for text in (earlier, substitute.full_name, REASON, voucher.pk))


def test_a_second_click_changes_nothing(cast: Cast, voucher: Voucher, substitute: Lotse) -> None:
    transfer(voucher, substitute, cast.hr)
    transfer(voucher, substitute, cast.hr, reason="Noch einmal")
    assert JournalEntry.objects.filter(kind="transfer").count() == 1


def test_it_can_come_back_and_go_again(cast: Cast, voucher: Voucher, substitute: Lotse) -> None:
    first = voucher.lotse
    for person in (substitute, first, substitute):
        transfer(voucher, person, cast.hr)
    assert JournalEntry.objects.filter(kind="transfer").count() == 3
    assert set(
        VoucherBalance.objects.filter(account="committed").values_list("cents", flat=True)
    ) == {100_00}


def test_the_first_person_can_be_named_again(
    cast: Cast, voucher: Voucher, substitute: Lotse
) -> None:
    earlier = voucher.lotse
    transfer(voucher, substitute, cast.hr)
    assert make_contract(cast, [earlier]).persons.count() == 1


def test_what_is_redeemed_later_names_the_new_person(
    cast: Cast, voucher: Voucher, substitute: Lotse
) -> None:
    transfer(voucher, substitute, cast.hr)
    services.redeem_day(
        voucher_id=voucher.pk,
        day_number=1,
        seminar_day_on=voucher.issued_at.date(),
        actor=cast.trainer,
        idempotency_key="day-1",
    )
    assert Posting.objects.get(account="due").person == substitute.pseudonym


def test_people_who_cannot_take_it(cast: Cast, voucher: Voucher) -> None:
    trained = make_lotse(cast.kommune)
    make_qualification(trained, cast.kommune)
    with pytest.raises(DomainError, match="schon abgeschlossen"):
        transfer(voucher, trained, cast.hr)
    stranger = make_lotse(make_kommune())
    with pytest.raises(DomainError, match="ist nicht bei"):
        transfer(voucher, stranger, cast.office)
    [holder] = make_vouchers(cast)
    with pytest.raises(Conflict, match="hat einen Gutschein"):
        transfer(voucher, holder.lotse, cast.hr)
    waiting = make_lotse(cast.kommune)
    make_contract(cast, [waiting])
    with pytest.raises(Conflict, match="offenen Vertrag"):
        transfer(voucher, waiting, cast.hr)


def test_actors_who_may_not(cast: Cast, voucher: Voucher, substitute: Lotse) -> None:
    for actor in (make_actor(Role.HR), cast.trainer, cast.ministry):
        with pytest.raises(NotAllowed):
            transfer(voucher, substitute, actor)


def test_vouchers_that_cannot_be_transferred(
    cast: Cast, voucher: Voucher, substitute: Lotse
) -> None:
    with pytest.raises(DomainError, match="Grund"):
        transfer(voucher, substitute, cast.hr, reason=" ")
    services.assign_vouchers(vouchers=[voucher], actor=cast.hr, use="KDL-1")
    with pytest.raises(Conflict, match="auf der Seite der Anmeldung"):
        transfer(voucher, substitute, cast.hr)
    services.unassign_vouchers(voucher_ids=[voucher.pk], actor=cast.hr, use="KDL-1")
    services.cancel_voucher(voucher_id=voucher.pk, reason="Wechsel", actor=cast.office)
    with pytest.raises(Conflict, match="storniert"):
        transfer(voucher, substitute, cast.hr)
