"""What somebody can do who has got hold of the application: book by the rules, and nothing else.

Twenty-five attempts with the database role of web server and worker, on a real connection of that
role. The first nine break rules of the ledger and are refused by name, all others lack the right.
"""

from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import Error, IntegrityError, connection, transaction

from lotsen.core.db import violated_constraint
from tests.database_role import as_application
from tests.deferred import fire_deferred
from tests.factories.vouchers import make_cast, make_grant, make_vouchers
from tests.vouchers.by_hand import (
    Statement,
    booking_sql,
    entry_sql,
    posting_sql,
    run,
    value,
)
from tests.vouchers.world import World, build_world
from vouchers.queries.database_role import ADD_ONLY, READ_ONLY, is_owner, surplus_rights
from vouchers.queries.guards import guarded_tables
from vouchers.queries.readiness import start_problems
from vouchers.queries.verify import verify

NO_RIGHT = "42501"
GOOD = (("external", -5, None), ("available", 5, None))


def against_rules(world: World) -> dict[str, Statement]:
    """Attempts by the name of the rule that refuses them."""
    one_person = {
        "kind": "order",
        "actor_id": world.cast.ministry.user_id,
        "approver_id": world.cast.ministry.user_id,
    }
    ordered = (("due", -100_00, 1), ("ordered", 100_00, 1))
    return {
        "entry_idempotency_key_once": booking_sql(
            world.fresh, *GOOD, idempotency_key=world.grant.idempotency_key
        ),
        "entry_balanced": booking_sql(world.fresh, ("external", -5, None), ("available", 4, None)),
        "entry_balanced ": entry_sql(world.fresh),
        "budget_not_overdrawn": booking_sql(
            world.fresh, ("external", 9_000_00, None), ("available", -9_000_00, None)
        ),
        "voucher_day_moves_whole": booking_sql(
            world.fresh, ("committed", -23_45, 1), ("due", 23_45, 1), kind="redeem"
        ),
        "entry_sealed": posting_sql(world.grant.pk, world.fresh, *GOOD, first=11),
        "entry_four_eyes": booking_sql(world.used, *ordered, **one_person),
        "entry_four_eyes ": booking_sql(world.used, *ordered, **one_person | {"approver_id": None}),
        "voucher_day_taken_once": booking_sql(
            world.used, ("committed", -100_00, 1), ("due", 100_00, 1), kind="redeem"
        ),
    }


WITHOUT_RIGHT = (
    "UPDATE vouchers_journalentry SET reason = 'x'",
    "UPDATE vouchers_posting SET cents = 1",
    "DELETE FROM vouchers_posting",
    "TRUNCATE vouchers_seal",
    "UPDATE vouchers_balance SET cents = 1",
    (
        "INSERT INTO vouchers_seal (seq, entry_id, previous, hash)"
        " SELECT 999, entry_id, previous, hash FROM vouchers_seal"
    ),
    "UPDATE vouchers_ledgerhead SET hash = ''",
    (
        "INSERT INTO vouchers_journalentry SELECT * FROM vouchers_journalentry"
        " ON CONFLICT (id) DO UPDATE SET reason = 'x'"
    ),
    "SELECT 1 FROM vouchers_journalentry FOR UPDATE",
    "ALTER TABLE vouchers_posting DISABLE TRIGGER ledger_posting_frozen",
    "DROP TABLE vouchers_seal",
    (
        "CREATE OR REPLACE FUNCTION ledger_frozen() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN RETURN NEW; END'"
    ),
    (
        "CREATE TRIGGER mine BEFORE INSERT ON vouchers_posting"
        " FOR EACH ROW EXECUTE FUNCTION ledger_frozen()"
    ),
    "CREATE TEMP TABLE vouchers_seal (seq bigint)",
    "CREATE SCHEMA own",
    "SET session_replication_role = replica",
    "SET ROLE {owner}",
    "UPDATE core_auditentry SET action = 'x'",
    "DELETE FROM core_document",
    "DELETE FROM django_migrations",
    "ALTER ROLE {role} SUPERUSER",
)


def refusal(sql: str, params: list[Any] | None = None) -> str:
    """Name of the rule, or the code of the error."""
    try:
        with transaction.atomic():
            run(sql, params)
            fire_deferred()
    except IntegrityError as error:
        return violated_constraint(error)
    except Error as error:
        return str(getattr(error.__cause__, "sqlstate", ""))
    return "nothing"


@pytest.mark.django_db(transaction=True)
def test_the_application_books_by_the_rules_and_does_nothing_else() -> None:
    with transaction.atomic():
        world = build_world()
    names = {"owner": value("SELECT current_user"), "role": settings.DATABASE_APP_ROLE}
    with as_application():
        assert not is_owner()
        run(*booking_sql(world.fresh, *GOOD))
        rules = against_rules(world)
        assert {rule: refusal(*attempt) for rule, attempt in rules.items()} == {
            rule: rule.strip() for rule in rules
        }
        attempts = {sql: refusal(sql.format(**names)) for sql in WITHOUT_RIGHT}
        assert {sql: code for sql, code in attempts.items() if code != NO_RIGHT} == {}
        assert verify().problems == []
        cast = make_cast()
        make_grant(cast)
        assert len(make_vouchers(cast)) == 1
        assert verify().problems == []


@pytest.mark.django_db(transaction=True)
def test_a_right_too_much_stops_the_start() -> None:
    call_command("grant_rights", stdout=StringIO())
    run("GRANT UPDATE (cents) ON vouchers_balance TO lotsen_app")
    run("GRANT TRUNCATE ON vouchers_claim TO lotsen_app")
    assert surplus_rights() == []  # the owner has every right
    run("SET ROLE lotsen_app")
    expected = {
        "Die Datenbankrolle der Anwendung darf UPDATE auf vouchers_balance",
        "Die Datenbankrolle der Anwendung darf TRUNCATE auf vouchers_claim",
    }
    assert set(start_problems()) == expected
    with pytest.raises(CommandError, match="wem die Tabellen gehören"):
        call_command("grant_rights")
    run("RESET ROLE")
    call_command("grant_rights", stdout=StringIO())
    run("SET ROLE lotsen_app")
    assert start_problems() == []
    connection.close()


@pytest.mark.django_db
def test_a_later_table_can_be_used_at_once() -> None:
    call_command("grant_rights", stdout=StringIO())
    run("CREATE TABLE of_tomorrow (id bigint GENERATED BY DEFAULT AS IDENTITY, name text)")
    run("SET LOCAL ROLE lotsen_app")
    run("INSERT INTO of_tomorrow (name) VALUES ('x')")
    assert refusal("TRUNCATE of_tomorrow") == NO_RIGHT


@pytest.mark.django_db
def test_the_lists_of_tables_are_tables() -> None:
    assert {*ADD_ONLY, *READ_ONLY} - {*guarded_tables(), "django_migrations"} == set()


@pytest.mark.django_db
def test_without_a_role_of_its_own_the_application_stays_the_owner(settings: Any) -> None:
    out = StringIO()
    settings.DATABASE_APP_ROLE = connection.settings_dict["USER"]
    call_command("grant_rights", stdout=out)
    assert "arbeitet als Eigentümer" in out.getvalue()
    assert start_problems() == []


@pytest.mark.django_db
def test_the_role_gets_its_password_from_the_settings(settings: Any) -> None:
    settings.DATABASE_APP_ROLE, settings.DATABASE_APP_PASSWORD = f"app_{uuid4().hex}", "it's one"
    call_command("grant_rights", stdout=StringIO())
    run("SELECT 1 FROM pg_authid WHERE rolname = %s", [settings.DATABASE_APP_ROLE])
