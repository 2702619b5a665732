"""The daily report: once a day, to ministry, audit office and outside; a problem stands first."""

from datetime import datetime, time, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from lotsen.core import clock
from lotsen.core.models import Mail
from lotsen.core.roles import Role
from tests.deferred import fire_deferred
from tests.factories.accounts import make_actor
from tests.factories.corrections import redeem_all
from tests.factories.vouchers import Cast, make_cast, make_grant, make_vouchers
from vouchers import tasks
from vouchers.models import LedgerHead
from vouchers.queries import daily_report
from vouchers.queries.verify import Report
from vouchers.services.daily_report import report_text, send_once_a_day

pytestmark = pytest.mark.django_db
REPORTS = Mail.objects.filter(key__startswith="ledger-report:")


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    make_actor(Role.AUDITOR)
    make_grant(cast)
    fire_deferred()
    return cast


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guards are looked at elsewhere (test_golden.py, test_verify.py)."""
    head = LedgerHead.objects.first

    def proof() -> Report:
        end = head()
        assert end is not None
        return Report(1, 2, end.seq, bytes(end.hash).hex())

    monkeypatch.setattr(daily_report, "verify", proof)


def on(day: int, at: time) -> Any:
    return clock.at(datetime.combine(clock.today() + timedelta(days=day), at))


@pytest.mark.usefixtures("cast", "sound")
def test_ministry_auditor_and_outside_get_the_end_of_the_chain(settings: Any) -> None:
    settings.LEDGER_REPORT_TO = ["Archiv@extern.example"]
    assert send_once_a_day()
    assert REPORTS.count() == 4  # two of the ministry, one of the audit office, one outside
    mail = REPORTS.get(to="archiv@extern.example")
    end = LedgerHead.objects.get()
    assert f"Siegel: {end.seq}\nHash: {bytes(end.hash).hex()}" in mail.body
    assert f"verify_ledger --seq {end.seq} --head {bytes(end.hash).hex()}" in mail.body
    assert "verfügbar: 3.000,00" in mail.body
    assert mail.subject.endswith("in Ordnung")


@pytest.mark.usefixtures("cast", "sound")
def test_it_goes_out_once_a_day_from_ten_past_six() -> None:
    with on(1, time(6, 9)):
        tasks.daily_ledger_report()
    assert not REPORTS.exists()
    with on(1, time(9)):
        tasks.daily_ledger_report()
        tasks.daily_ledger_report()
        assert not send_once_a_day()
    first = REPORTS.count()
    assert first > 0
    with on(2, time(6, 10)):
        tasks.daily_ledger_report()
    assert REPORTS.count() == 2 * first


@pytest.mark.usefixtures("cast")
def test_a_failed_check_says_so_in_the_subject(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Report(1, 2, 3, "ab", ["Siegel 2: Kette unterbrochen oder Buchung verändert"])
    monkeypatch.setattr(daily_report, "verify", lambda: broken)
    send_once_a_day()
    mail = REPORTS.earliest("created_at")
    assert mail.subject.startswith("FEHLER im Buchungsjournal")
    assert "1 Problem" in mail.subject.replace("\xa0", " ")
    assert "- Siegel 2: Kette unterbrochen" in mail.body


@pytest.mark.usefixtures("cast")
def test_a_check_that_breaks_off_is_reported_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Report:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM gone")
        raise AssertionError

    monkeypatch.setattr(daily_report, "verify", broken)
    send_once_a_day()
    assert "Die Prüfung ist abgebrochen (UndefinedTable)" in REPORTS.earliest("created_at").body


@pytest.mark.usefixtures("sound")
def test_what_lies_open_for_more_than_30_days_is_named(cast: Cast) -> None:
    redeem_all(cast, make_vouchers(cast)[0], [1, 2])
    with on(20, time(9)):
        redeem_all(cast, make_vouchers(cast)[0], [1])
    with on(40, time(9)):
        report = daily_report.ledger_report()
        [old] = report.old_items
        assert (old.account, old.days, old.cents) == ("due", 2, 200_00)
        assert "fällig: 2 Gutscheintage, 200,00 €" in report_text(report).replace("\xa0", " ")


@pytest.mark.usefixtures("cast", "sound")
def test_the_command_prints_and_sends_once() -> None:
    out = StringIO()
    call_command("ledger_report", "--print", stdout=out)
    assert not REPORTS.exists()
    call_command("ledger_report", stdout=out)
    call_command("ledger_report", stdout=out)
    assert "Tagesbericht des Buchungsjournals" in out.getvalue()
    assert "war schon verschickt" in out.getvalue()
