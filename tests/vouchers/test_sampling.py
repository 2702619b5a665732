"""Control samples: the draw can be repeated, the check is done once and by somebody else."""

import hashlib
import re
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from lotsen.core import clock
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.roles import Role
from tests.deferred import fire_deferred
from tests.factories.accounts import client_of, make_actor
from tests.factories.corrections import redeem_all
from tests.factories.vouchers import Cast, basis_line, make_cast, make_grant, make_vouchers
from vouchers import sampling_rules, services
from vouchers.models import ControlSample, SampleCase, Voucher
from vouchers.queries.samples import population, repeat_draw
from vouchers.services.sampling import check_case, draw_sample

pytestmark = pytest.mark.django_db
LIST = "/foerdermittel/stichproben/"
SEED = "gewuerfelt-2026"
LIST_QUERIES, PAGE_QUERIES = 5, 6


@pytest.fixture
def cast() -> Cast:
    basis_line().quota_rules.update(places=100)
    cast = make_cast()
    make_grant(cast)
    return cast


@pytest.fixture
def vouchers(cast: Cast) -> list[Voucher]:
    """Five vouchers with a redeemed day, one with a released and one with a reversed day."""
    made = make_vouchers(cast, 7)
    for voucher in made[:5]:
        redeem_all(cast, voucher, [1])
    entry = redeem_all(cast, made[5], [1])[0].entry
    services.reverse_day(entry_id=entry.pk, reason="Irrtum", actor=cast.office)
    return made


def draw(cast: Cast, amount: int = 2, seed: str = SEED, *, per_cent: bool = False) -> ControlSample:
    year = clock.today().year
    return draw_sample(year=year, seed=seed, amount=amount, per_cent=per_cent, actor=cast.office)


def check(sample: ControlSample, actor: Any, *, sound: bool = True) -> SampleCase:
    return check_case(
        sample_id=sample.pk, position=1, sound=sound, note="Liste gesehen.", actor=actor
    )


def text_of(response: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode().replace("\xa0", " "))
    return re.sub(r"\s+", " ", plain)


@pytest.mark.usefixtures("vouchers")
def test_only_vouchers_with_a_redeemed_day_can_be_drawn(
    cast: Cast, vouchers: list[Voucher]
) -> None:
    assert population(clock.today().year) == sorted(voucher.pk for voucher in vouchers[:5])
    assert population(clock.today().year - 1) == []


@pytest.mark.usefixtures("vouchers")
def test_the_draw_is_what_anybody_computes(cast: Cast) -> None:
    sample = draw(cast)
    ids = population(clock.today().year)
    by_hand = sorted(ids, key=lambda one: hashlib.sha256(f"{SEED}:{one}".encode()).hexdigest())
    assert list(sample.cases.values_list("voucher_id", flat=True)) == by_hand[:2]
    assert sample.population_sha256 == hashlib.sha256("\n".join(ids).encode()).hexdigest()
    assert repeat_draw(sample).is_identical


@pytest.mark.usefixtures("vouchers")
def test_a_changed_case_or_list_is_noticed(cast: Cast, vouchers: list[Voucher]) -> None:
    sample = draw(cast)
    drawn = set(sample.cases.values_list("voucher_id", flat=True))
    other = next(voucher for voucher in vouchers[:5] if voucher.pk not in drawn)
    fire_deferred()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE vouchers_samplecase DISABLE TRIGGER USER")
    SampleCase.objects.filter(sample=sample, position=1).update(voucher=other)
    assert not repeat_draw(sample).cases_fit
    sample.population = [*sample.population[1:], "08000000-B-0001"]
    assert not repeat_draw(sample).population_fits


@pytest.mark.usefixtures("vouchers")
def test_a_share_is_rounded_up(cast: Cast) -> None:
    assert draw(cast, 30, per_cent=True).size == 2
    assert draw(cast, 100, per_cent=True).size == 5


@pytest.mark.usefixtures("vouchers")
def test_what_cannot_be_drawn(cast: Cast) -> None:
    with pytest.raises(DomainError, match=r"nur\s5\sGutscheine"):
        draw(cast, 6)
    with pytest.raises(DomainError, match="Startwert"):
        draw(cast, 1, seed="kurz")
    with pytest.raises(DomainError, match="noch kein Gutscheintag"):
        draw_sample(year=2019, seed=SEED, amount=1, per_cent=False, actor=cast.office)
    draw(cast)
    with pytest.raises(Conflict, match="gibt es schon"):
        draw(cast)


@pytest.mark.usefixtures("vouchers")
def test_a_case_is_checked_once_and_by_somebody_else(cast: Cast) -> None:
    sample = draw(cast)
    with pytest.raises(NotAllowed, match="Prüfen muss eine andere Person"):
        check(sample, cast.office)  # agreed the contract
    colleague = make_actor(Role.OFFICE)
    assert check(sample, colleague, sound=False).get_state_display() == "Beanstandung"
    with pytest.raises(Conflict, match="schon geprüft: Beanstandung"):
        check(sample, cast.ministry)


@pytest.mark.usefixtures("vouchers")
def test_the_way_through_the_pages(cast: Cast) -> None:
    office, ministry = client_of(cast.office), client_of(cast.ministry)
    auditor = client_of(make_actor(Role.AUDITOR))
    seed = re.search(r'name="seed" value="([0-9a-f]{32})"', _form(office))
    assert seed is not None
    year = str(clock.today().year)
    sent = {"year": year, "amount": "40", "unit": "prozent", "seed": seed[1]}
    assert "ist gezogen" in text_of(office.post(f"{LIST}neu/", sent, follow=True))
    sample = ControlSample.objects.get()
    assert "2 Fälle offen" in text_of(auditor.get(LIST))
    page = f"{LIST}{sample.pk}/"
    assert "Die Ziehung ist dieselbe" in text_of(auditor.get(f"{page}?nachrechnen=1"))
    assert "Eine andere Person prüft" in text_of(office.get(f"{page}1/"))
    assert "Vermerk speichern" in text_of(ministry.get(f"{page}1/"))
    note = {"result": "objection", "note": "Unterschrift fehlt."}
    assert auditor.post(f"{page}1/", note).status_code in (403, 422)
    assert ministry.post(f"{page}1/", note).status_code == 302
    again = ministry.post(f"{page}1/", note | {"note": "Doch nicht."})
    assert again.status_code == 409
    assert "Unterschrift fehlt." in text_of(again)
    assert "Fall 2" in text_of(auditor.get(f"{page}?stand=open"))
    sheet = auditor.get(f"{page}csv/").content.decode()
    assert "Unterschrift fehlt." in sheet
    assert sample.population_sha256 in sheet


def _form(client: Any) -> str:
    page = client.get(f"{LIST}neu/").content.decode()
    tag = next(tag for tag in re.findall(r"<input[^>]*>", page) if 'name="seed"' in tag)
    value = re.search(r'value="[^"]*"', tag)
    return f'name="seed" {value[0] if value else ""}'


@pytest.mark.usefixtures("vouchers")
@pytest.mark.parametrize("size", [1, 3])
def test_lists_ask_the_same_number_of_queries(
    cast: Cast, size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    samples = [draw(cast, size, seed=f"{SEED}-{number}") for number in range(size)]
    client = client_of(cast.ministry)
    with django_assert_num_queries(LIST_QUERIES):
        assert client.get(LIST).status_code == 200
    with django_assert_num_queries(PAGE_QUERIES):
        assert client.get(f"{LIST}{samples[0].pk}/").status_code == 200


names = st.sets(st.text("0123456789ABC-", min_size=1, max_size=12), min_size=1, max_size=40)


@given(names, st.text(min_size=8, max_size=20), st.integers(1, 40))
def test_a_draw_does_not_depend_on_the_order_and_grows_in_place(
    ids: set[str], seed: str, size: int
) -> None:
    drawn = sampling_rules.draw(ids, seed=seed, size=size)
    assert drawn == sampling_rules.draw(sorted(ids, reverse=True), seed=seed, size=size)
    assert len(drawn) == len(set(drawn)) == min(size, len(ids))
    assert sampling_rules.draw(ids, seed=seed, size=size + 1)[:size] == drawn
