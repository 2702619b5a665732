"""The page of a voucher tells its life: each day, each booking, who may do what next."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lotsen.core import clock
from lotsen.core.roles import Role
from tests.factories.accounts import client_of
from tests.factories.people import make_lotse
from tests.factories.seminars import make_course
from tests.factories.vouchers import Cast, make_cast, make_grant, make_vouchers
from vouchers import services
from vouchers.models import JournalEntry, Voucher

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    make_grant(cast)
    return cast


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def page(voucher: Voucher, rest: str = "") -> str:
    return f"/gutscheine/{voucher.pk}/{rest}"


def days_table(client: Client, voucher: Voucher) -> str:
    return text(client.get(page(voucher))).split('id="tage"')[1].split("</table>")[0]


def redeem(cast: Cast, voucher: Voucher, *numbers: int) -> None:
    for number in numbers:
        services.redeem_day(
            voucher_id=voucher.pk,
            day_number=number,
            seminar_day_on=clock.today(),
            actor=cast.trainer,
            idempotency_key=f"{voucher.pk}:{number}",
        )


def test_each_day_says_where_its_money_lies() -> None:
    course = make_course(1)
    [voucher], office = course.vouchers, client_of(course.cast.office)
    with course.on_day(2):
        course.mark_all(True, False)
        course.confirm(1, 2)
    shown = days_table(office, voucher)
    assert [shown.count(word) for word in ("eingelöst", "freigegeben", "gebunden")] == [1, 1, 1]
    for day in course.days:
        assert f"{day.held_on:%d.%m.%Y}" in shown
    with clock.at(clock.now() + timedelta(days=40)):
        services.submit_claim(
            provider=course.cast.provider,
            days=[(voucher.pk, 1)],
            provider_reference="",
            submission_key="claim-1",
            actor=course.cast.trainer,
        )
    assert "in Abrechnung" in days_table(office, voucher)
    assert "Abrechnung eingereicht" in text(office.get(page(voucher)))
    hr = text(client_of(course.cast.hr).get(page(voucher)))
    assert "in Abrechnung" in hr
    assert "/abrechnungen/" not in hr


def test_bookings_stand_in_the_timeline_with_number_and_amount(cast: Cast) -> None:
    [voucher] = make_vouchers(cast)
    redeem(cast, voucher, 1)
    entry = JournalEntry.objects.get(kind="redeem")
    office = text(client_of(cast.office).get(page(voucher)))
    assert "Tag eingelöst (Tag 1)" in office
    assert f'href="{reverse("vouchers:entry", args=[entry.pk])}">{entry.reference}</a>' in office
    assert f"{cast.trainer.name}, Bildungsträger" in office
    assert "<strong>300,00 €</strong>" in office  # issued
    hr = text(client_of(cast.hr).get(page(voucher)))
    assert entry.reference in hr
    assert reverse("vouchers:entry", args=[entry.pk]) not in hr
    assert f"{cast.trainer.name}, Bildungsträger" not in hr
    assert "Bildungsträger" in hr


def test_the_enrolment_is_on_the_page() -> None:
    course = make_course(1)
    link = reverse("seminars:enrolment", args=[course.enrolments[0].pk])
    for actor in (course.cast.hr, course.trainer, course.cast.office):
        assert link in text(client_of(actor).get(page(course.vouchers[0])))
    ministry = text(client_of(course.cast.ministry).get(page(course.vouchers[0])))
    assert link not in ministry
    assert course.seminar.title in ministry


def test_a_provider_sees_its_own_and_the_name_once_somebody_is_enrolled() -> None:
    course = make_course(1)
    free = make_vouchers(Cast(**{**_fields(course.cast), "kommune": course.cast.kommune}))
    client = client_of(course.trainer)
    assert course.vouchers[0].lotse.full_name in text(client.get(page(course.vouchers[0])))
    shown = client.get(page(free[0]))
    assert free[0].lotse.full_name not in text(shown)
    assert "Weitergabevertrag" not in text(shown)
    assert client_of(make_cast().trainer).get(page(free[0])).status_code == 404
    listed = text(client.get("/gutscheine/"))
    assert free[0].pk in listed
    assert free[0].lotse.full_name not in listed


def _fields(cast: Cast) -> dict[str, Any]:
    make_grant(cast)
    return {name: getattr(cast, name) for name in cast.__dataclass_fields__}


def test_a_voucher_in_use_offers_no_cancellation() -> None:
    course = make_course(1)
    office, address = client_of(course.cast.office), page(course.vouchers[0], "stornieren/")
    assert address not in text(office.get(page(course.vouchers[0])))
    refused = office.post(address, {"reason": "Wechsel"})
    assert refused.status_code == 409
    assert "zuerst die Anmeldung zurück" in text(refused)


def test_hr_transfers_with_a_check_page(cast: Cast) -> None:
    [voucher], colleague = make_vouchers(cast), make_lotse(cast.kommune)
    hr, address = client_of(cast.hr), page(voucher, "uebertragen/")
    assert address in text(hr.get(page(voucher)))
    assert str(colleague.pk) in text(hr.get(address))
    assert hr.post(address, {}).status_code == 422
    answers = {"person": str(colleague.pk), "reason": "Vertretung"}
    there = hr.post(address, answers)["Location"]
    assert "gehen mit" in text(hr.get(there))
    assert 'value="Vertretung"' in text(hr.get(f"{there}&aendern=1"))
    for _ in range(2):
        assert hr.post(address, answers | {"step": "submit"})["Location"] == page(voucher)
    assert hr.get(there)["Location"] == page(voucher)
    shown = text(hr.get(page(voucher)))
    assert f"<dd>{colleague.full_name}</dd>" in shown
    assert "Gutschein übertragen" in shown
    assert "Grund: Vertretung" in shown


def test_the_office_issues_anew_with_the_effect_stated(cast: Cast) -> None:
    [voucher], office = make_vouchers(cast), client_of(cast.office)
    address = page(voucher, "neu-ausstellen/")
    assert "ist ausgestellt" in text(office.get(address))
    assert office.post(address).status_code == 409
    services.cancel_voucher(voucher_id=voucher.pk, reason="Wechsel", actor=cast.office)
    assert address in text(office.get(page(voucher)))
    assert "<strong>300,00 €</strong> werden gebunden" in text(office.get(address))
    done = office.post(address)["Location"]
    new = Voucher.objects.get(replaces=voucher)
    assert done == page(new) == office.post(address)["Location"]
    assert page(voucher) in text(office.get(page(new)))
    contract = text(office.get(reverse("vouchers:contract", args=[voucher.contract_id])))
    assert (page(new) in contract, page(voucher) in contract) == (True, False)
    assert "Durch einen neuen Gutschein ersetzt" in text(office.get(page(voucher)))


def test_the_list_knows_the_states_and_what_ends_soon(cast: Cast) -> None:
    vouchers = make_vouchers(cast, 3)
    services.assign_vouchers(vouchers=vouchers[:1], actor=cast.hr, use="KDL-1")
    soon = clock.today() + timedelta(days=10)
    Voucher.objects.filter(pk=vouchers[1].pk).update(valid_until=soon)
    client = client_of(cast.hr)
    for state, wanted in (("assigned", vouchers[0]), ("ablaufend", vouchers[1])):
        shown = text(client.get("/gutscheine/", {"stand": state}))
        assert [voucher.pk in shown for voucher in vouchers] == [v is wanted for v in vouchers]
    assert f"bis {soon:%d.%m.%Y}" in text(client.get("/gutscheine/"))


@pytest.mark.parametrize("role", [Role.HR, Role.PROVIDER, Role.OFFICE])
def test_the_page_costs_the_same_for_one_and_three_days(cast: Cast, role: Role) -> None:
    actor = {Role.HR: cast.hr, Role.PROVIDER: cast.trainer, Role.OFFICE: cast.office}[role]
    [voucher], client = make_vouchers(cast), client_of(actor)
    client.get(page(voucher))
    counts = []
    for numbers in ((1,), (2, 3)):
        redeem(cast, voucher, *numbers)
        with CaptureQueriesContext(connection) as captured:
            client.get(page(voucher))
        counts.append(len(captured))
    assert counts == {Role.HR: [12, 12], Role.PROVIDER: [15, 15], Role.OFFICE: [15, 15]}[role]
