"""`verify` names every kind of damage; a superuser without triggers does the damage."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tests.deferred import fire_deferred
from tests.factories.vouchers import make_cast, make_grant, make_vouchers
from vouchers.queries.verify import verify

pytestmark = pytest.mark.django_db


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture(autouse=True)
def _booked() -> None:
    cast = make_cast()
    make_grant(cast)
    make_vouchers(cast)
    fire_deferred()


def damage(table: str, sql: str) -> list[str]:
    """Problems after a statement with the triggers of one table switched off."""
    run(f"ALTER TABLE vouchers_{table} DISABLE TRIGGER USER")
    run(sql)
    return [problem for problem in verify().problems if not problem.startswith("Wächter")]


def test_a_whole_ledger_has_no_problems() -> None:
    report = verify()
    assert report.is_sound
    assert (report.entries, report.postings, report.head_seq) == (2, 6, 2)
    assert len(report.head) == 64


@pytest.mark.parametrize(
    ("table", "change", "named"),
    [
        ("posting", "UPDATE vouchers_posting SET cents = cents + 1 WHERE cents = 10000", "Summe"),
        ("posting", "DELETE FROM vouchers_posting WHERE account = 'external'", "Siegel 1"),
        (
            "posting",
            "UPDATE vouchers_posting SET person = gen_random_uuid() WHERE person IS NOT NULL",
            "Siegel 2",
        ),
        ("journalentry", "UPDATE vouchers_journalentry SET reason = 'anders'", "Siegel 1"),
        (
            "journalentry",
            "UPDATE vouchers_journalentry SET booked_at = '2020-01-01' WHERE kind = 'issue'",
            "Siegel 2",
        ),
        (
            "journalentry",
            "UPDATE vouchers_journalentry SET number = 7 WHERE number = 2",
            "höchste Nummer 7",
        ),
        ("seal", "DELETE FROM vouchers_seal WHERE seq = 2", "nicht versiegelt"),
        ("seal", "UPDATE vouchers_seal SET hash = sha256('x') WHERE seq = 1", "Siegel 2"),
        ("ledgerhead", "UPDATE vouchers_ledgerhead SET seq = 9", "Kopf der Kette (9)"),
        (
            "balance",
            "UPDATE vouchers_balance SET cents = 1 WHERE account = 'available'",
            "available",
        ),
        (
            "voucherbalance",
            "UPDATE vouchers_voucherbalance SET cents = 0 WHERE day_number = 1",
            "Tag 1",
        ),
        (
            "voucher",
            "UPDATE vouchers_voucher SET state = 'partly_redeemed', redeemed_days = 1",
            "1 eingelöste Tage",
        ),
        ("voucher", "UPDATE vouchers_voucher SET released_days = 1", "Stand nennt 2 offene Tage"),
        ("yearhead", "UPDATE vouchers_yearhead SET last_number = 5", "Zähler 5"),
    ],
)
def test_damage_is_named(table: str, change: str, named: str) -> None:
    assert any(named in problem for problem in damage(table, change))


def test_the_command_only_looks_at_the_guards() -> None:
    out, err = StringIO(), StringIO()
    call_command("verify_ledger", "--guards", stdout=out)
    assert out.getvalue().startswith("Alle Wächter stehen.\n")
    run("ALTER TABLE vouchers_balance DROP CONSTRAINT budget_not_overdrawn")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_ledger", "--guards", stderr=err)
    assert ended.value.code == 1
    assert "Regel budget_not_overdrawn auf vouchers_balance fehlt" in err.getvalue()
    assert "So wird nicht gestartet" in err.getvalue()


def test_an_older_programme_does_not_judge_a_newer_database() -> None:
    out = StringIO()
    run("ALTER TABLE vouchers_balance DROP CONSTRAINT budget_not_overdrawn")
    MigrationRecorder(connection).record_applied("vouchers", "9999_of_tomorrow")
    call_command("verify_ledger", "--guards", stdout=out)
    assert "neuer als dieses Programm" in out.getvalue()


def test_the_command_prints_json_and_exits_with_1() -> None:
    out = StringIO()
    call_command("verify_ledger", "--json", stdout=out)
    report: dict[str, Any] = json.loads(out.getvalue())
    assert (report["sound"], report["entries"], report["problems"]) == (True, 2, [])
    damage("ledgerhead", "UPDATE vouchers_ledgerhead SET seq = 9")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_ledger", stdout=StringIO())
    assert ended.value.code == 1
