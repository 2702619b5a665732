"""The pages around a reclaim, for office, ministry, auditor and provider."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from lotsen.core import clock
from lotsen.core.formatting import day
from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor
from tests.factories.corrections import pay_out, redeem_all
from tests.factories.seminars import run_jobs
from tests.factories.vouchers import Cast, make_cast, make_grant, make_vouchers
from vouchers.models import InterestRate, Reclaim, Voucher
from vouchers.queries.reclaims import RECLAIM_JOB, missing_half_years
from vouchers.services.reclaiming import approve_reclaim, propose_reclaim

pytestmark = pytest.mark.django_db
LIST = "/foerdermittel/rueckforderungen/"
RATES = f"{LIST}zinssaetze/"
LIST_QUERIES = 6


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    make_grant(cast)
    return cast


@pytest.fixture
def voucher(cast: Cast) -> Voucher:
    voucher = make_vouchers(cast)[0]
    redeem_all(cast, voucher)
    pay_out(cast, voucher, clock.today() - timedelta(days=100))
    return voucher


def propose(cast: Cast, voucher: Voucher, *days: int, ago: int = 100) -> Reclaim:
    return propose_reclaim(
        voucher_id=voucher.pk,
        day_numbers=days,
        reason="Teilnahme nicht belegt",
        interest_from=clock.today() - timedelta(days=ago),
        submission_key=f"{voucher.pk}{days}",
        actor=cast.office,
    )


def approve(cast: Cast, reclaim: Reclaim) -> Reclaim:
    due_on = clock.today() + timedelta(days=30)
    return approve_reclaim(reclaim_id=reclaim.pk, due_on=due_on, actor=cast.ministry)


def text_of(response: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode().replace("\xa0", " "))
    return re.sub(r"\s+", " ", plain)


def page_of(reclaim: Reclaim, step: str = "") -> str:
    return f"{LIST}{reclaim.pk}/{step}"


def test_the_way_through_the_pages(cast: Cast, voucher: Voucher) -> None:
    office, ministry = client_of(cast.office), client_of(cast.ministry)
    new = reverse("vouchers:reclaim-new", args=[voucher.pk])
    paid_on = day(clock.today() - timedelta(days=100))
    page = office.get(new)
    assert f"100,00 €, ausgezahlt am {paid_on}" in text_of(page)
    assert f'value="{paid_on}"' in page.content.decode()
    sent = {"token": "t", "days": ["1", "2"], "reason": "Beleg fehlt", "interest_from": paid_on}
    assert "wartet auf die Freigabe" in text_of(office.post(new, sent, follow=True))
    reclaim = Reclaim.objects.get()
    assert "Freigeben" in text_of(ministry.get(page_of(reclaim)))
    assert "200,00 € werden als zurückgefordert" in text_of(
        ministry.get(page_of(reclaim, "freigeben/"))
    )
    due_on = day(clock.today() + timedelta(days=30))
    done = ministry.post(page_of(reclaim, "freigeben/"), {"due_on": due_on}, follow=True)
    assert "wird erstellt" in text_of(done)
    assert "Noch offen, ohne Zinsen 200,00 €" in text_of(office.get(LIST))
    run_jobs(RECLAIM_JOB)
    trainer = client_of(cast.trainer)
    assert reclaim.number in text_of(trainer.get(LIST))
    letter = trainer.get(page_of(reclaim, "schreiben/"))
    assert letter["Content-Type"] == "application/pdf"
    shown = text_of(office.get(page_of(reclaim)))
    assert re.search(r"Bis heute: [1-9]\d*,\d\d €", shown)
    assert "nicht im Journal gebucht" in shown
    office.post(page_of(reclaim, "eingang/"), {"repaid_on": day(clock.today())})
    assert "Bis zum Eingang:" in text_of(office.get(page_of(reclaim)))
    assert "Noch offen, ohne Zinsen 0,00 €" in text_of(office.get(LIST))


def test_a_provider_sees_only_its_own_decided_cases(cast: Cast, voucher: Voucher) -> None:
    proposed, decided = propose(cast, voucher, 1), approve(cast, propose(cast, voucher, 2))
    own, other = client_of(cast.trainer), client_of(make_actor(Role.PROVIDER))
    assert own.get(page_of(proposed)).status_code == 404
    assert own.get(page_of(decided)).status_code == 200
    assert other.get(page_of(decided)).status_code == 404
    assert "Von Ihrem Haus wird nichts zurückgefordert" in text_of(other.get(LIST))


def test_a_lost_race_is_told(cast: Cast, voucher: Voucher) -> None:
    reclaim = approve(cast, propose(cast, voucher, 1))
    answer = client_of(cast.second).post(page_of(reclaim, "ablehnen/"), {"reason": "Doch nicht"})
    assert answer.status_code == 409
    assert "wurde schon entschieden" in text_of(answer)
    for step in ("freigeben/", "ablehnen/"):
        assert client_of(cast.second).get(page_of(reclaim, step))["Location"] == page_of(reclaim)


def test_another_decision_of_the_same_person_is_refused(cast: Cast, voucher: Voucher) -> None:
    reclaim = approve(cast, propose(cast, voucher, 1))
    later = {"due_on": day(clock.today() + timedelta(days=31))}
    client = client_of(cast.ministry)
    assert client.post(page_of(reclaim, "freigeben/"), later).status_code == 409
    assert client.post(page_of(reclaim, "ablehnen/"), {"reason": "Doch nicht"}).status_code == 409
    same = {"due_on": day(clock.today() + timedelta(days=30))}
    again = client.post(page_of(reclaim, "freigeben/"), same)
    assert again["Location"] == page_of(reclaim)


def test_an_overdue_case_stands_out(cast: Cast, voucher: Voucher) -> None:
    with clock.at(clock.now() - timedelta(days=60)):
        approve(cast, propose(cast, voucher, 1, ago=40))
    assert "überfällig" in text_of(client_of(cast.ministry).get(LIST))


def test_the_rate_table_warns_and_takes_the_missing_half_years(cast: Cast) -> None:
    office, missing = client_of(cast.office), missing_half_years()
    assert f"Halbjahr ab {day(missing[-1])}" in text_of(office.get(RATES))
    for start in missing:
        new = {"valid_from": day(start), "base": "1,27", "source": "Bundesbank"}
        assert office.post(f"{RATES}neu/", new).status_code == 302
        assert InterestRate.objects.get(valid_from=start).yearly_hundredths == 627
    assert missing_half_years() == []
    assert "Basiszinssatz fehlt" not in text_of(office.get(RATES))
    again = office.post(f"{RATES}neu/", new)
    assert again.status_code == 409
    assert "steht schon ein Zinssatz" in text_of(again)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"valid_from": "02.01.2026"}, "1. Januar und am 1. Juli"),
        ({"valid_from": "01.01.2099"}, "noch nicht bekannt"),
        ({"base": "1,275"}, "zwei Nachkommastellen"),
        ({"base": "99"}, "zwischen -5 und 20"),
        ({"source": ""}, "Quelle"),
    ],
)
def test_a_rate_that_cannot_be(cast: Cast, change: dict[str, str], sentence: str) -> None:
    sent = {"valid_from": "01.01.2026", "base": "1,27", "source": "Bundesbank"} | change
    before = InterestRate.objects.count()
    answer = client_of(cast.ministry).post(f"{RATES}neu/", sent)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert InterestRate.objects.count() == before


@pytest.mark.parametrize("cases", [1, 3])
def test_the_list_asks_the_same_number_of_queries(
    cast: Cast, cases: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    voucher = make_vouchers(cast)[0]
    redeem_all(cast, voucher)
    pay_out(cast, voucher, clock.today() - timedelta(days=100))
    for number in range(1, cases + 1):
        propose(cast, voucher, number)
    client = client_of(cast.ministry)
    with django_assert_num_queries(LIST_QUERIES):
        assert client.get(LIST).status_code == 200
    with django_assert_num_queries(4):
        text = client.get(LIST, {"ausgabe": "csv"}).content.decode("utf-8-sig")
    head, *rows = text.split("\r\n\r\n")[0].splitlines()
    assert head.startswith("Nummer;Gutschein-ID;Kommune;Schlüssel;Bildungsträger;Betrag;Zinsen;")
    assert [row.split(";")[1] for row in rows] == [voucher.pk] * cases
    other = client_of(cast.trainer).get(LIST, {"ausgabe": "csv"}).content.decode()
    assert voucher.pk not in other, "not decided yet"


def test_the_same_proposal_again_leads_to_its_page(cast: Cast, voucher: Voucher) -> None:
    client, path = client_of(cast.office), reverse("vouchers:reclaim-new", args=[voucher.pk])
    sent = {
        "token": "einmal",
        "days": ["2", "3"],
        "reason": "Teilnahme nicht belegt",
        "interest_from": day(clock.today() - timedelta(days=100)),
    }
    first = client.post(path, sent)
    assert client.post(path, sent)["Location"] == first["Location"]
    for other in ({"days": ["1"]}, {"reason": "Anders"}, {"days": ["2", "9" * 5000]}):
        refused = client.post(path, sent | other)
        assert refused.status_code == 409, other
        assert "schon mit anderen Angaben abgeschickt" in refused.content.decode()
    assert client.post(path, sent | {"token": "neu"}).status_code == 422
    assert Reclaim.objects.count() == 1
