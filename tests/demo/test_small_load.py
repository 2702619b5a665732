"""The small demo: sign-ins, open work for every role, progress, and only in demo mode."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory

from kommunen.models import Kommune
from lotsen.accounts.middleware import SESSION_KEY
from lotsen.accounts.models import Membership, User
from lotsen.core import clock
from lotsen.core.models import Job, Mail
from lotsen.core.roles import Role
from lotsen.demo import accounts
from lotsen.demo.load import load
from lotsen.demo.plan.cast import DEMO_STADT
from lotsen.demo.plan.scale import SMALL
from lotsen.people.models import Lotse
from lotsen.reporting.queries.seminars import overdue
from lotsen.seminars.models import Attendance, Certificate, Enrolment, Seminar
from tests.demo.loaded import loaded
from tests.factories.seminars import vouchers_out_of_step
from vouchers.enums import EntryKind, ReclaimState, SampleState
from vouchers.models import ControlSample, JournalEntry, Reclaim, TransferContract, Voucher
from vouchers.queries.samples import repeat_draw
from vouchers.queries.verify import verify

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    yield from loaded(SMALL, django_db_blocker)


def client_of(account: accounts.DemoAccount, hat: int = 0) -> Client:
    user = User.objects.get(email=account.email)
    role, _ = account.hats[hat]
    membership = Membership.objects.filter(user=user, role=role).order_by("valid_from")[hat]
    client = Client()
    client.force_login(user)
    session = client.session
    session[SESSION_KEY] = str(membership.pk)
    session.save()
    return client


def overview_of(account: accounts.DemoAccount) -> str:
    answer = client_of(account).get("/uebersicht/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_progress_reaches_the_end(demo: str) -> None:
    lines = demo.splitlines()
    assert lines[0] == "Demodaten … 0 %"
    assert lines[-1] == "Demodaten … 100 %"


def test_every_role_can_sign_in_with_the_shown_password(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    roles = set()
    for listed in accounts.listing():
        request = RequestFactory().get("/")
        user = authenticate(request, email=listed.email, password=listed.password)
        assert user is not None, listed.email
        roles |= set(Membership.objects.filter(user=user).values_list("role", flat=True))
    assert roles == set(Role)


def test_one_person_has_two_hats_and_one_is_a_deputy() -> None:
    hats = Membership.objects.filter(user__email=accounts.TWO_HATS.email)
    assert {hat.organisation.name for hat in hats} == {"Calw (Landkreis Calw)", "Landkreis Calw"}
    deputy = Membership.objects.get(user__email=accounts.DEPUTY.email)
    assert deputy.deputy_for is not None
    assert deputy.valid_until is not None
    assert deputy.valid_until > clock.today()


def test_the_city_of_the_demo_says_whom_to_ask() -> None:
    city = Kommune.objects.get(key=DEMO_STADT)
    assert city.contacts.filter(is_public=True).count() == 1
    assert [address.label for address in city.invoice_addresses.all()] == [
        "Hauptamt",
        "IT-Abteilung",
    ]


def test_second_run_changes_nothing(settings: Any) -> None:
    settings.DEMO_MODE = True
    before = Lotse.objects.count(), User.objects.count()
    out = StringIO()
    call_command("demo", stdout=out)
    assert "schon geladen" in out.getvalue()
    assert (Lotse.objects.count(), User.objects.count()) == before
    assert load(SMALL) is None


def test_refuses_outside_demo_mode(settings: Any) -> None:
    settings.DEMO_MODE = False
    with pytest.raises(CommandError, match="DEMO_MODE"):
        call_command("demo")


def test_listing_names_every_account() -> None:
    out = StringIO()
    call_command("demo", "--list-accounts", stdout=out)
    assert all(account.email in out.getvalue() for account in accounts.ACCOUNTS)


def test_ledger_is_sound() -> None:
    assert verify().problems == []


def test_open_work_for_each_role() -> None:
    hr = overview_of(accounts.HR)
    assert "zum Seminar anmelden" in hr
    assert "1 Platz" in hr.replace("\N{NO-BREAK SPACE}", " ")
    assert "Vertrag liegt bei der Programmstelle" in hr
    assert "Anwesenheit bestätigen" in overview_of(accounts.PROVIDER)
    assert "Entwurf veröffentlichen" in overview_of(accounts.PROVIDER)
    assert "Verträge prüfen" in overview_of(accounts.OFFICE)
    assert "Gutscheine zu vereinbarten Verträgen" in overview_of(accounts.DEPUTY)
    ministry = overview_of(accounts.MINISTRY)
    assert "Anwesenheit überfällig" in ministry
    assert "Wartet auf Ihre Freigabe: Verpflichtungsermächtigung" in ministry
    assert "Entwurf veröffentlichen" in overview_of(accounts.ORGANISER)
    lotse = overview_of(accounts.LOTSE)
    assert "DL-" in lotse
    assert "Für das Vernetzungsevent anmelden" in lotse


def test_seminar_whose_days_are_over_is_half_ticked() -> None:
    seminar = overdue().get()
    ticks = Attendance.objects.filter(day__seminar=seminar)
    people = Enrolment.objects.filter(seminar=seminar).count()
    assert people < ticks.count() < 2 * people


def test_published_seminars_have_free_seats() -> None:
    coming = Seminar.objects.filter(state="published", days__held_on__gt=clock.today()).distinct()
    free = [seminar.max_seats - seminar.enrolments.count() for seminar in coming]
    assert len(free) >= 6
    assert 1 in free
    assert max(free) == 20


def test_contracts_in_every_state_that_waits() -> None:
    assert TransferContract.objects.filter(state="submitted").count() == 4
    assert TransferContract.objects.filter(state="agreed", issued_at=None).count() == 1
    unused = Voucher.objects.filter(state="issued", enrolments=None)
    assert unused.count() == 4
    lines = set(unused.values_list("line__kind", flat=True))
    assert lines == {"basis", "aufbau"}


def test_history_is_silent_and_the_present_is_not() -> None:
    assert 0 < Mail.objects.count() < 60
    old = clock.now() - timedelta(days=40)
    assert not Mail.objects.filter(created_at__lt=old).exists()
    jobs = Job.objects.exclude(kind="mail.send")
    assert not jobs.filter(created_at__lt=old).exists()
    assert jobs.count() < 20
    fresh = Certificate.objects.filter(enrolment__lotse__user__email=accounts.LOTSE.email)
    assert fresh.count() == 1


def test_a_reclaim_is_decided_and_a_sample_has_open_and_closed_cases() -> None:
    [reclaim] = Reclaim.objects.all()
    assert reclaim.state == ReclaimState.DECIDED
    [sample] = ControlSample.objects.all()
    assert repeat_draw(sample).is_identical
    assert set(sample.cases.values_list("state", flat=True)) == set(SampleState)


def test_a_voucher_has_gone_to_a_substitute_and_another_was_issued_anew() -> None:
    moved = JournalEntry.objects.get(kind=EntryKind.TRANSFER)
    assert moved.postings.values("voucher").distinct().count() == 1
    anew = Voucher.objects.get(replaces__isnull=False)
    assert anew.replaces is not None
    assert (anew.replaces.state, anew.contract) == ("cancelled", anew.replaces.contract)
    assert vouchers_out_of_step() == []
