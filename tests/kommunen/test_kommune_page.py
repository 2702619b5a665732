"""The page of a Kommune: who sees which section, at which cost, also of what was merged into it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from events.services import mark_held
from kommunen.models import Kommune, KommuneVersion
from kommunen.services.contacts import ContactFacts, add_contact
from kommunen.services.invoices import InvoiceFacts, add_invoice_address
from kommunen.timeline import timeline_of
from lotsen.accounts.models import Organisation
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from lotsen.people.models import Employment
from tests.factories.accounts import client_of, make_actor
from tests.factories.events import make_event, make_registration
from tests.factories.kommunen import (
    make_kommune,
    make_landkreis,
    make_population,
    make_stadtkreis,
)
from tests.factories.people import make_lotse, make_qualification
from tests.factories.seminars import Course, make_course
from tests.factories.vouchers import make_contract

pytestmark = pytest.mark.django_db

PUBLIC = ("Kontingent", "Stammdaten", "Verlauf")
CASES = ("Weitergabeverträge", "Gutscheine", "Digitallotsen", "Seminare", "Vernetzungsevents")


def page_of(kommune: Kommune, actor: Actor | None = None, query: str = "") -> str:
    client = client_of(actor) if actor else Client()
    return client.get(f"/kommunen/{kommune.pk}/{query}").content.decode()


def headings(page: str) -> set[str]:
    return {part.split(">")[1].split("<")[0] for part in page.split("<h2 ")[1:]}


@pytest.fixture
def course() -> Course:
    """One person with voucher completed a seminar, another one is enrolled; one event was held."""
    course = make_course(2)
    for number in (1, 2, 3):
        with course.on_day(number):
            course.mark(course.enrolments[0], *[True] * number)
            course.mark(course.enrolments[1], *[False] * number)
            course.confirm(number)
    add_contact(
        kommune=course.cast.kommune,
        facts=ContactFacts("Rathaus", phone="07041 876-0", is_public=True),
        actor=course.cast.hr,
    )
    add_invoice_address(
        kommune=course.cast.kommune,
        facts=InvoiceFacts("Hauptamt", "Stadt Musterdorf", "08236040-A123-13"),
        actor=course.cast.hr,
    )
    organiser = make_actor(Role.ORGANISER)
    event = make_event(organiser)
    make_registration(event, course.enrolments[0].lotse)
    with clock.at(event.ends_at + timedelta(hours=1)):
        mark_held(event_id=event.pk, actor=organiser)
    return course


def merged(kommune: Kommune) -> Kommune:
    """The Kommune became part of a new one yesterday."""
    new = make_kommune("Neustadt am Muster")
    kommune.successor, kommune.dissolved_on = new, clock.today() - timedelta(days=1)
    kommune.save()
    return new


def test_visitors_see_public_facts_only(course: Course) -> None:
    page = page_of(course.cast.kommune)
    assert headings(page) >= {*PUBLIC, "Kontakte"}
    assert not headings(page) & set(CASES)
    assert "07041 876-0" in page
    for secret in ("08236040-A123-13", course.vouchers[0].pk, "WV-", "Beispiel-"):
        assert secret not in page, secret


@pytest.mark.parametrize("role", [Role.HR, Role.OFFICE, Role.MINISTRY, Role.AUDITOR])
def test_hr_and_oversight_see_every_section(course: Course, role: Role) -> None:
    actor = course.cast.hr if role == Role.HR else make_actor(role)
    page = page_of(course.cast.kommune, actor)
    assert headings(page) >= {*PUBLIC, *CASES, "Kontakte"}
    lotse = course.enrolments[0].lotse
    for shown in ("08236040-A123-13", course.vouchers[0].pk, "300,00"):
        assert shown in page, shown
    # Ministry and Rechnungshof open single cases, which is logged.
    assert (lotse.full_name in page) is (role in (Role.HR, Role.OFFICE))
    opens = f"kommune={course.cast.kommune.pk}&amp;konto=due" in page
    assert opens is (role != Role.HR)
    assert ("Kontakte pflegen" in page) is (role == Role.HR)


@pytest.mark.parametrize("role", [Role.HR, Role.LOTSE, Role.PROVIDER, Role.ORGANISER, Role.ADMIN])
def test_others_see_no_cases_of_a_foreign_kommune(course: Course, role: Role) -> None:
    page = page_of(course.cast.kommune, make_actor(role, _home(role)))
    assert not headings(page) & set(CASES)
    assert "08236040-A123-13" not in page
    assert course.enrolments[0].lotse.full_name not in page


def _home(role: Role) -> Organisation | None:
    return make_kommune().organisation if role in (Role.HR, Role.LOTSE) else None


def test_the_provider_of_an_agreed_contract_reads_the_invoice_data(course: Course) -> None:
    page = page_of(course.cast.kommune, course.cast.trainer)
    assert "08236040-A123-13" in page
    assert "Gutscheine" not in headings(page)


def test_the_successor_shows_the_cases_of_its_predecessors(course: Course) -> None:
    old = course.cast.kommune
    new = merged(old)
    hr = make_actor(Role.HR, new.organisation)
    page = page_of(new, hr)
    assert headings(page) >= {*PUBLIC, *CASES}
    assert course.vouchers[0].pk in page
    assert "Vorgängerinnen" in page
    assert f'href="/kommunen/{old.pk}/"' in page
    assert page.count(old.label) > 5  # every case says where it comes from
    late = page_of(old, hr)
    assert "besteht nicht mehr" in late
    assert "führt Verträge, Gutscheine und Anmeldungen weiter" in late
    assert course.vouchers[0].pk in late
    assert "Kontingent" not in headings(late)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_cases(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    course = make_course(rows)
    for _ in range(rows):
        make_qualification(make_lotse(course.cast.kommune), course.cast.kommune)
        make_registration(make_event(), course.enrolments[0].lotse)
    client = client_of(course.cast.office)
    client.get("/kommunen/")
    # who acts (3), Kommune, timeline (9), quota (5), contracts, vouchers and money (3), people (2),
    # seminars (2), events, population, edition, predecessors, history (3), contacts, invoice data,
    # day of the area
    with django_assert_num_queries(35):
        page = client.get(f"/kommunen/{course.cast.kommune.pk}/").content.decode()
    assert headings(page) >= {*PUBLIC, *CASES}


def test_the_timeline_tells_each_what_they_may_know(course: Course) -> None:
    kommune, lotse = course.cast.kommune, course.enrolments[0].lotse
    make_population(kommune, 4_000, date(2020, 12, 31))
    seen = timeline_of(kommune, course.cast.hr)
    for_hr = [f"{_plain(entry.text)} {entry.link}" for entry in seen]
    number = course.vouchers[0].contract.number
    expected = [
        f"Digitallotse geworden: {lotse.full_name}",
        f"Seminartag 1 mit 1 Person: {course.seminar.number}",
        f"2 Gutscheine ausgestellt, Vertrag {number}",
        f"Weitergabevertrag vereinbart: {number}",
        "Vernetzungsevent mit 1 Person: Vernetzungsevent",
        "4.000 Einwohner (Basis Zensus 2022) ",
    ]
    assert [text for text in expected if text not in for_hr] == []
    assert any(text.startswith("Weitergabevertrag eingereicht") for text in for_hr)
    days = [entry.on for entry in seen]
    assert days == sorted(days, reverse=True)
    public = timeline_of(kommune, None)
    assert {entry.text.split(" (")[0] for entry in public} == {
        "4.000 Einwohner",
        "40.000 Einwohner",
    }
    assert timeline_of(kommune, make_actor(Role.HR, make_kommune().organisation)) == public
    trainer = [_plain(entry.text) for entry in timeline_of(kommune, course.cast.trainer)]
    assert "Seminartag 1 mit 1 Person:" in trainer
    assert not any("Digitallotse" in text or "Vertrag" in text for text in trainer)


def _plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_who_has_left_stays_without_name_for_hr(course: Course) -> None:
    lotse = course.enrolments[0].lotse
    Employment.objects.filter(lotse=lotse).update(ends_on=clock.today())
    texts = [entry.text for entry in timeline_of(course.cast.kommune, course.cast.hr)]
    assert "Digitallotse geworden: eine Person" in texts
    page = client_of(course.cast.hr).get(f"/kommunen/{course.cast.kommune.pk}/verlauf/")
    assert lotse.full_name not in page.content.decode()
    office = timeline_of(course.cast.kommune, course.cast.office)
    assert lotse.full_name in [entry.link for entry in office]


def test_the_timeline_is_read_page_by_page() -> None:
    kommune = make_kommune()
    for year in range(1990, 2020):
        make_population(kommune, year, date(year, 12, 31))
    first = Client().get(f"/kommunen/{kommune.pk}/verlauf/").content.decode()
    second = Client().get(f"/kommunen/{kommune.pk}/verlauf/?seite=2").content.decode()
    assert "31.12.2019" in first
    assert "31.12.1990" in second
    assert "31.12.1990" not in first
    page = page_of(kommune)
    assert "Ganzer Verlauf" in page
    assert "31.12.2001" not in page


def test_facts_of_another_day() -> None:
    kommune = make_kommune("Neuer Name", population=5_000)
    kreis = kommune.landkreis
    turn = date(2024, 1, 1)
    common = {"kommune": kommune, "landkreis": kreis, "label": "Name"}
    KommuneVersion.objects.create(name="Alter Name", kind="gemeinde", valid_until=turn, **common)
    KommuneVersion.objects.create(name="Neuer Name", kind="stadt", valid_from=turn, **common)
    make_population(kommune, 4_000, date(2022, 12, 31))
    page = page_of(kommune, query="?stand=31.12.2023")
    assert "Stand am 31.12.2023" in page
    assert "<dd>Alter Name</dd>" in page
    assert "4.000" in page
    page = page_of(kommune, query="?stand=1.1.2025")
    assert "<dd>Neuer Name</dd>" in page
    assert "<dd>Stadt</dd>" in page
    early = page_of(kommune, query="?stand=1.1.2019")
    assert "eine frühere Zahl liegt nicht vor" in early
    assert "liegt in der Zukunft" in page_of(kommune, query="?stand=1.1.2090")
    assert "<h3>Stand am" not in page_of(kommune, query="?stand=unsinn")
    texts = [entry.text for entry in timeline_of(kommune, None)]
    assert "Umbenannt: Alter Name heißt jetzt Neuer Name" in texts
    assert "Ist jetzt Stadt, vorher Gemeinde" in texts


def test_a_move_and_a_merger_stand_in_both_timelines() -> None:
    new = make_kommune("Neustadt")
    old = make_kommune("Altstadt", successor=new, dissolved_on=date(2024, 1, 1))
    assert ("Aufgegangen in", new.label) in _acts(old)
    assert ("Aufgenommen:", old.label) in _acts(new)


def moved() -> tuple[Kommune, Kommune]:
    new = make_kommune("Waldort", make_landkreis("Lörrach", "08336"))
    old = make_kommune("Waldort", successor=new, dissolved_on=date(2024, 1, 1), changed_kreis=True)
    KommuneVersion.objects.create(
        kommune=new, name=new.name, label=new.label, kind=new.kind, valid_from=date(2024, 1, 1)
    )
    return old, new


def test_another_kreis_is_no_end() -> None:
    old, new = moved()
    page = page_of(old)
    assert "Diese Kommune hat den Kreis gewechselt" in page
    assert 'gehört seit 01.01.2024 zum <a href="/kommunen/08336000/">Landkreis Lörrach</a>' in page
    assert f'und hat den Schlüssel <a href="/kommunen/{new.pk}/">{new.pk}</a>.' in page
    assert "besteht nicht mehr" not in page
    assert "Aufgelöst am" not in page
    assert "Kreis gewechselt am 01.01.2024" in page_of(new)
    assert ("Gehört jetzt zu einem anderen Kreis:", new.label) in _acts(old)
    assert ("Vorher, in einem anderen Kreis:", old.label) in _acts(new)
    assert ("Neu im Verzeichnis", "") not in _acts(new)


def test_a_body_that_became_a_stadtkreis_is_no_end() -> None:
    new = make_stadtkreis("Großstadt")
    old = make_kommune(
        "Großstadt", successor=new, dissolved_on=date(2024, 1, 1), changed_kreis=True
    )
    page = page_of(old)
    assert "ist seit 01.01.2024 Stadtkreis und hat den Schlüssel" in page


def test_the_timeline_begins_where_a_kommune_is_new_and_tells_its_return() -> None:
    kommune = make_kommune("Neuort")
    common = {"kommune": kommune, "label": "Neuort", "name": "Neuort", "kind": "gemeinde"}
    spans = [(date(2020, 1, 1), date(2022, 1, 1)), (date(2024, 1, 1), None)]
    for begun, ended in spans:
        KommuneVersion.objects.create(valid_from=begun, valid_until=ended, **common)
    found = {entry.on: entry.text for entry in timeline_of(kommune, None)}
    assert found[date(2020, 1, 1)] == "Neu im Verzeichnis"
    assert found[date(2024, 1, 1)] == "Wieder im Verzeichnis"


def _acts(kommune: Kommune) -> list[tuple[str, str]]:
    return [(entry.text, entry.link) for entry in timeline_of(kommune, None)]


def test_open_contracts_count_as_cases(course: Course) -> None:
    contract = make_contract(course.cast)
    assert contract.number in page_of(course.cast.kommune, course.cast.office)
