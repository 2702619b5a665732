"""Cases of a Kommune that was merged: the office sees the successor, whose quota counts."""

import pytest

from kommunen.models import Kommune
from kommunen.queries import living_body
from lotsen.core import clock
from lotsen.core.errors import Conflict
from tests.factories.accounts import client_of
from tests.factories.kommunen import make_kommune
from tests.factories.vouchers import make_cast, make_contract, make_grant, make_vouchers
from tests.vouchers.test_pages import text_of
from vouchers import services
from vouchers.models import TransferContract

pytestmark = pytest.mark.django_db


def merge(old: Kommune, new: Kommune) -> None:
    old.dissolved_on, old.successor = clock.today(), new
    old.save(update_fields=["dissolved_on", "successor"])


def agree_page(contract: TransferContract) -> str:
    return f"/vertraege/{contract.pk}/vereinbaren/"


def test_the_office_sees_the_successor_and_its_quota() -> None:
    cast = make_cast(population=1_000)
    new = make_kommune("Endingen", population=40_000)
    make_grant(cast, 1_500_00)
    make_vouchers(cast.of_kommune(new))
    contract = make_contract(cast)
    plain = text_of(client_of(cast.office).get(agree_page(contract)))
    assert "besteht nicht mehr" not in plain
    assert "<dt>Kontingent</dt><dd>1 Platz, 0 vergeben, 1 in offenen Verträgen" in plain
    merge(cast.kommune, new)
    text = text_of(client_of(cast.office).get(agree_page(contract)))
    assert "Die Kommune des Vertrags besteht nicht mehr" in text
    assert f'Nachfolgerin ist <a href="/kommunen/{new.key}/">{new.label}</a>' in text
    assert f"Kontingent von {new.label}</dt><dd>3 Plätze, 1 vergeben" in text
    [voucher] = services.agree_and_issue(contract_id=contract.pk, actor=cast.office)
    assert voucher.pk.startswith(cast.kommune.pk)


def test_places_that_the_successor_has_not_are_not_given() -> None:
    """The old one has two places left, the new body none: its one place is used."""
    cast = make_cast(population=40_000)
    new = make_kommune("Endingen", population=1_000)
    make_grant(cast, 1_500_00)
    make_vouchers(cast.of_kommune(new))
    contract = make_contract(cast)
    merge(cast.kommune, new)
    with pytest.raises(Conflict, match=r"reicht nicht: Endingen .* hat 1 geförderte Plätze, 1 "):
        services.agree_and_issue(contract_id=contract.pk, actor=cast.office)
    answer = client_of(cast.office).post(agree_page(contract))
    assert answer.status_code == 409
    contract.refresh_from_db()
    assert contract.state == "submitted"


def test_a_new_voucher_of_an_old_contract_asks_the_successor_too() -> None:
    cast = make_cast(population=40_000)
    new = make_kommune("Endingen", population=1_000)
    make_grant(cast, 1_500_00)
    make_vouchers(cast.of_kommune(new))
    [voucher] = make_vouchers(cast)
    services.cancel_voucher(voucher_id=voucher.pk, reason="Falsch", actor=cast.office)
    merge(cast.kommune, new)
    text = client_of(cast.office).get(f"/gutscheine/{voucher.pk}/neu-ausstellen/").content.decode()
    assert f"{new.label} hat keinen freien Platz" in text
    with pytest.raises(Conflict, match="Endingen"):
        services.reissue_voucher(voucher_id=voucher.pk, actor=cast.office)


def test_the_living_body_is_the_last_successor() -> None:
    last = make_kommune("Neustadt")
    middle = make_kommune("Mittelstadt", dissolved_on=clock.today(), successor=last)
    first = make_kommune("Altstadt", dissolved_on=clock.today(), successor=middle)
    gone = make_kommune("Nirgends", dissolved_on=clock.today())
    assert [living_body(kommune) for kommune in (first, middle, last, gone)] == [
        *[last] * 3,
        gone,
    ]


@pytest.mark.parametrize("contracts", [0, 1])
def test_hr_of_a_dissolved_kommune_reads_in_its_contracts_who_submits_now(contracts: int) -> None:
    cast = make_cast()
    client, new = client_of(cast.hr), make_kommune("Endingen")
    assert "Noch keine Verträge" in text_of(client.get("/vertraege/"))
    for _ in range(contracts):
        make_contract(cast)
    merge(cast.kommune, new)
    page = text_of(client.get("/vertraege/"))
    assert "Ihre Kommune besteht nicht mehr" in page
    assert "Neue Verträge reicht die Personalstelle von Endingen ein" in page
    assert "Vertrag anlegen" not in page
    assert "kommt vor der Seminarbuchung" not in page
    assert ("ist kein Vertrag eingereicht" in page) == (contracts == 0)
