"""One address, one overview per role; few queries, as many for three rows as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor
from tests.factories.events import make_event
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse, make_qualification
from tests.factories.seminars import make_course
from tests.factories.vouchers import make_cast, make_contract, make_grant, make_vouchers
from vouchers.enums import VoucherState
from vouchers.models import Voucher

pytestmark = pytest.mark.django_db
OVERSIGHT_PAGES = (
    "/berichte/",
    "/berichte/stichtage/",
    "/berichte/lotsen/",
    "/berichte/angemeldete/",
    "/berichte/kommunen/",
    "/berichte/buchungen/",
    "/berichte/abdeckung/",
    "/berichte/abdeckung/kommunen/",
    "/berichte/abdeckung/weisse-flecken/",
)
MOST_QUERIES = 12
MOST_FOR_OVERVIEW = 18  # what waits for two people, payments and open years come on top


def queries_of(actor: Actor, page: str = "/uebersicht/") -> int:
    client = client_of(actor)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(page)
    assert answer.status_code == 200, page
    return len(captured)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_an_overview_within_the_budget(role: Role) -> None:
    assert queries_of(make_actor(role)) <= MOST_FOR_OVERVIEW


@pytest.mark.parametrize("page", OVERSIGHT_PAGES)
def test_reports_stay_within_the_budget(page: str, ministry: Actor) -> None:
    assert queries_of(ministry, page) <= MOST_QUERIES


@pytest.mark.parametrize("page", ["/uebersicht/", *OVERSIGHT_PAGES])
def test_reports_need_as_many_queries_for_three_rows_as_for_one(page: str) -> None:
    cast = make_cast()
    make_grant(cast)
    [voucher] = make_vouchers(cast)
    make_qualification(voucher.lotse, cast.kommune)
    one = queries_of(cast.ministry, page)
    for _ in range(2):
        more = make_cast()
        make_grant(more)
        make_qualification(make_vouchers(more)[0].lotse, more.kommune)
    most = MOST_FOR_OVERVIEW if page == "/uebersicht/" else MOST_QUERIES
    assert queries_of(cast.ministry, page) == one <= most


def test_hr_overview_needs_as_many_queries_for_three_people_as_for_one() -> None:
    cast = make_cast()
    make_grant(cast)
    make_vouchers(cast)
    one = queries_of(cast.hr)
    make_contract(cast)
    make_lotse(cast.kommune)
    assert queries_of(cast.hr) == one <= MOST_QUERIES


def test_hr_sees_free_places_and_the_next_step_of_each_person() -> None:
    cast = make_cast()
    make_grant(cast)
    [voucher] = make_vouchers(cast)
    waiting = make_contract(cast)
    page = client_of(cast.hr).get("/uebersicht/").content.decode()
    assert "Weitergabevertrag einreichen" in page
    assert f"{voucher.lotse.full_name} zum Seminar anmelden" in page
    assert waiting.number in page
    assert "Vertrag liegt bei der Programmstelle" in page


def test_hr_sees_who_missed_a_day_and_offers_no_contract_without_a_place() -> None:
    course = make_course(3)
    with course.on_day(3):
        course.mark_all(True, True, False)
        course.confirm()
    page = client_of(course.cast.hr).get("/uebersicht/").content.decode()
    assert "teilweise besucht" in page
    assert "kein Platz frei" in page


def test_hr_of_a_dissolved_kommune_reads_who_follows_and_submits_nothing() -> None:
    cast = make_cast()
    client, submit = client_of(cast.hr), reverse("vouchers:contract-new")
    assert f'href="{submit}"' in client.get("/uebersicht/").content.decode()
    new = make_kommune("Neustadt")
    own = type(new).objects.filter(pk=cast.kommune.pk)
    for people in range(2):
        if people:
            make_lotse(cast.kommune)
        own.update(dissolved_on=clock.today(), successor=new)
        page = client.get("/uebersicht/").content.decode()
        assert "Ihre Kommune besteht nicht mehr" in page
        assert f"Neue Verträge reicht die Personalstelle von {new.display_name} ein" in page
        assert f'href="/kommunen/{new.pk}/"' in page
        assert f'href="{submit}"' not in page
        assert "eförderte Plätze" not in page
        assert ("Für diese Kommune ist niemand eingetragen" in page) == (people == 0)
        own.update(dissolved_on=None, successor=None)
    own.update(dissolved_on=clock.today(), successor=new)
    answer = client.get(submit)
    assert answer.status_code == 422
    assert "reicht die Nachfolgerin ein" in answer.content.decode()
    assert "laden Sie die Seite neu" not in answer.content.decode()


def test_hr_reads_the_state_of_the_voucher_of_who_is_trained() -> None:
    """Redeemed is not settled yet, and who is trained without a voucher has none."""
    course = make_course(1)
    with course.on_day(3):
        course.mark_all(True, True, True)
        course.confirm()
    [voucher] = Voucher.objects.all()
    page = client_of(course.cast.hr).get("/uebersicht/").content.decode()
    assert voucher.state == VoucherState.REDEEMED
    assert f'{voucher.pk}</a><span class="muted">eingelöst</span>' in page
    assert "abgerechnet" not in page
    free = make_cast()
    make_qualification(make_lotse(free.kommune), free.kommune, funded=False)
    page = client_of(free.hr).get("/uebersicht/").content.decode()
    assert "besucht" in page
    assert "vereinbart" not in page
    assert "eingelöst" not in page


def test_hr_sees_only_the_own_people() -> None:
    mine, theirs = make_cast(), make_cast()
    foreign = make_lotse(theirs.kommune)
    assert foreign.full_name not in client_of(mine.hr).get("/uebersicht/").content.decode()


def test_office_finds_the_contracts_to_decide_above_the_figures() -> None:
    cast = make_cast()
    make_contract(cast)
    page = client_of(cast.office).get("/uebersicht/").content.decode()
    assert "1 neu" in page
    assert page.index("Zu erledigen") < page.index("Auf einen Blick")


def test_organiser_sees_drafts_and_places() -> None:
    organiser = make_actor(Role.ORGANISER)
    make_event(organiser, published=False, title="Noch ein Entwurf")
    make_event(organiser, title="Steht fest")
    page = client_of(organiser).get("/uebersicht/").content.decode()
    assert "Noch ein Entwurf" in page
    assert "0 von 10" in page


def test_nothing_to_do_is_said() -> None:
    assert (
        "Zurzeit ist nichts zu tun"
        in client_of(make_actor(Role.ADMIN)).get("/uebersicht/").content.decode()
    )
