"""Every guard of the ledger by name, past the services, with plain SQL."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from lotsen.core.db import violated_constraint
from tests.factories.vouchers import make_cast, make_grant, make_vouchers
from vouchers.models import Voucher
from vouchers.queries import balances
from vouchers.queries.guards import CONSTRAINTS, TRIGGERS, missing_guards
from vouchers.queries.verify import verify

pytestmark = pytest.mark.django_db
HASH = "0" * 64


def run(sql: str, params: list[Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def refused_by(sql: str, params: list[Any] | None = None) -> str:
    """Name of the constraint that refuses the statement, at once or at commit."""
    try:
        with transaction.atomic():
            run(sql, params)
            run("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as error:
        return violated_constraint(error)
    return "nothing"


@pytest.fixture
def voucher() -> Voucher:
    cast = make_cast()
    make_grant(cast, 1_000_00)
    [voucher] = make_vouchers(cast)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET CONSTRAINTS ALL DEFERRED")
    return voucher


def entry_sql(**changed: Any) -> tuple[str, list[Any]]:
    """An entry as somebody without the service would write it."""
    values = {
        "id": uuid4(),
        "kind": "grant",
        "year_id": Voucher.objects.get().budget_year_id,
        "idempotency_key": str(uuid4()),
        "content_hash": HASH,
        "as_deputy": False,
        "reason": "am Programm vorbei",
        "booked_at": "2026-01-01T00:00Z",
        **changed,
    }
    names = ", ".join(values)
    marks = ", ".join(["%s"] * len(values))
    sql = f"INSERT INTO vouchers_journalentry ({names}) VALUES ({marks})"  # noqa: S608
    return sql, list(values.values())


def posting_sql(entry: Any, voucher: Voucher, *rows: tuple[Any, ...]) -> tuple[str, list[Any]]:
    """Postings (account, cents, day or None) for an entry."""
    params: list[Any] = []
    for position, (account, cents, day) in enumerate(rows, start=1):
        dimensions: list[Any] = [None] * 5
        if day is not None:
            dimensions = [
                voucher.pk,
                day,
                voucher.kommune_id,
                voucher.provider_id,
                voucher.lotse.pseudonym,
            ]
        params += [entry, position, account, voucher.budget_year_id, voucher.line_id]
        params += [*dimensions, cents]
    marks = ", ".join(["(" + ", ".join(["%s"] * 11) + ")"] * len(rows))
    columns = (
        "entry_id, position, account, year_id, line_id, voucher_id,"
        " day_number, kommune_id, provider_id, person, cents"
    )
    sql = f"INSERT INTO vouchers_posting ({columns}) VALUES {marks}"  # noqa: S608
    return sql, params


def booked_past_the_service(
    voucher: Voucher, *rows: tuple[Any, ...], **entry: Any
) -> tuple[str, list[Any]]:
    """Entry and postings in one statement for `refused_by`."""
    key = uuid4()
    first, values = entry_sql(id=key, **entry)
    second, more = posting_sql(key, voucher, *rows)
    return f"{first}; {second}", values + more


def test_a_good_booking_by_hand_passes(voucher: Voucher) -> None:
    run(*booked_past_the_service(voucher, ("external", -5, None), ("available", 5, None)))
    run("SET CONSTRAINTS ALL IMMEDIATE")
    assert balances().available == 700_05
    assert verify().problems == []


@pytest.mark.parametrize(
    ("rows", "guard"),
    [
        ([("external", -5, None), ("available", 4, None)], "entry_balanced"),
        ([("external", 0, None), ("available", 0, None)], "posting_not_zero"),
        ([("external", 700_01, None), ("available", -700_01, None)], "budget_not_overdrawn"),
        ([("due", -100_00, 1), ("committed", 100_00, 1)], "balance_not_negative"),
        ([("committed", -50_00, 1), ("due", 50_00, 1)], "voucher_day_moves_whole"),
        ([("committed", -100_00, 4), ("due", 100_00, 4)], "posting_fits_voucher"),
        ([("available", -5, 1), ("external", 5, None)], "posting_dimensions_fit_account"),
        ([("committed", -100_00, None), ("due", 100_00, 1)], "posting_dimensions_fit_account"),
        ([("kasse", -5, None), ("available", 5, None)], "posting_account_known"),
    ],
)
def test_bad_postings_are_refused(voucher: Voucher, rows: list[Any], guard: str) -> None:
    assert refused_by(*booked_past_the_service(voucher, *rows)) == guard


def test_an_entry_without_postings_is_refused(voucher: Voucher) -> None:
    assert refused_by(*entry_sql()) == "entry_balanced"


def test_a_voucher_day_is_redeemed_once(voucher: Voucher) -> None:
    day = [("committed", -100_00, 1), ("due", 100_00, 1)]
    run(*booked_past_the_service(voucher, *day, kind="redeem"))
    # The committed money of the other days would still cover a second payment of this one.
    again = booked_past_the_service(voucher, *day, kind="redeem")
    assert refused_by(*again) == "voucher_day_taken_once"


def test_a_posting_cannot_join_an_entry_of_another_transaction(voucher: Voucher) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM vouchers_journalentry WHERE kind = 'grant'")
        entry = cursor.fetchone()[0]
    sql, params = posting_sql(entry, voucher, ("external", -5, None), ("available", 5, None))
    params[1], params[12] = 11, 12  # positions that are still free
    assert refused_by(sql, params) == "entry_sealed"


@pytest.mark.parametrize(
    ("changed", "guard"),
    [
        ({"idempotency_key": "grant:known"}, "entry_idempotency_key_once"),
        ({"kind": "order"}, "entry_four_eyes"),
        ({"kind": "gift"}, "entry_kind_known"),
        ({"kind": "reversal"}, "entry_reversal_names_entry"),
        ({"reason": ""}, "entry_reason_where_needed"),
        ({"content_hash": "secret"}, "entry_content_hash_is_hex"),
        ({"year_id": 2099}, "budget_year_open"),
    ],
)
def test_bad_entries_are_refused(voucher: Voucher, changed: dict[str, Any], guard: str) -> None:
    if "idempotency_key" in changed:
        run(
            *booked_past_the_service(
                voucher, ("external", -5, None), ("available", 5, None), **changed
            )
        )
    assert refused_by(*entry_sql(**changed)) == guard


def test_two_people_means_two_people(voucher: Voucher) -> None:
    person = voucher.contract.submitted_by_id
    changed = {"kind": "order", "actor_id": person, "approver_id": person}
    assert refused_by(*entry_sql(**changed)) == "entry_four_eyes"


def test_numbers_are_given_by_the_database_without_gaps(voucher: Voucher) -> None:
    run(
        *booked_past_the_service(
            voucher, ("external", -5, None), ("available", 5, None), number=4_711
        )
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(number ORDER BY number) FROM vouchers_journalentry")
        assert cursor.fetchone()[0] == [1, 2, 3]


def test_a_reversal_is_exactly_the_entry_turned_round_and_comes_once(voucher: Voucher) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM vouchers_journalentry WHERE kind = 'grant'")
        grant = cursor.fetchone()[0]
    reversal: dict[str, Any] = {"kind": "reversal", "reverses_id": grant}
    half = [("external", 5, None), ("available", -5, None)]
    assert (
        refused_by(*booked_past_the_service(voucher, *half, **reversal)) == "entry_reversal_exact"
    )
    day = [("committed", -100_00, 1), ("due", 100_00, 1)]
    key = uuid4()
    first, values = entry_sql(id=key, kind="redeem")
    second, more = posting_sql(key, voucher, *day)
    run(f"{first}; {second}", values + more)
    back = [("committed", 100_00, 1), ("due", -100_00, 1)]
    again: dict[str, Any] = {"kind": "reversal", "reverses_id": key}
    run(*booked_past_the_service(voucher, *back, **again))
    assert refused_by(*booked_past_the_service(voucher, *back, **again)) == "entry_reversed_once"
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM vouchers_journalentry WHERE kind = 'reversal'")
        reversed_by = cursor.fetchone()[0]
    third: dict[str, Any] = {"kind": "reversal", "reverses_id": reversed_by}
    refusal = refused_by(*booked_past_the_service(voucher, *day, **third))
    assert refusal == "entry_reversal_of_reversal"


@pytest.mark.parametrize("table", ["journalentry", "posting", "seal"])
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE"])
def test_nothing_is_changed_or_deleted(voucher: Voucher, table: str, verb: str) -> None:
    column = {"journalentry": "reason = 'x'", "posting": "cents = 1", "seal": "seq = 9"}[table]
    sql = {
        "UPDATE": f"UPDATE vouchers_{table} SET {column}",  # noqa: S608
        "DELETE": f"DELETE FROM vouchers_{table}",  # noqa: S608
        "TRUNCATE": f"TRUNCATE vouchers_{table} CASCADE",
    }[verb]
    assert refused_by(sql) == "ledger_append_only"


@pytest.mark.parametrize("table", ["balance", "voucherbalance", "yearhead", "ledgerhead"])
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE"])
def test_what_triggers_keep_nobody_writes(voucher: Voucher, table: str, verb: str) -> None:
    column = {"yearhead": "last_number = 9", "ledgerhead": "seq = 9"}.get(table, "cents = 9")
    sql = {
        "UPDATE": f"UPDATE vouchers_{table} SET {column}",  # noqa: S608
        "DELETE": f"DELETE FROM vouchers_{table}",  # noqa: S608
        "TRUNCATE": f"TRUNCATE vouchers_{table}",
    }[verb]
    assert refused_by(sql) == "ledger_kept_by_triggers"


def test_the_guards_also_hold_in_replica_mode_and_against_cascades(voucher: Voucher) -> None:
    run("SET LOCAL session_replication_role = replica")
    assert refused_by("DELETE FROM vouchers_posting") == "ledger_append_only"
    assert refused_by("TRUNCATE vouchers_budgetyear CASCADE") in {
        "ledger_append_only",
        "ledger_kept_by_triggers",
    }
    bad = booked_past_the_service(voucher, ("external", -5, None), ("available", 4, None))
    assert refused_by(*bad) == "entry_balanced"


def test_a_closed_year_stays_closed(voucher: Voucher) -> None:
    run("UPDATE vouchers_budgetyear SET state = 'closed'")
    reopening = "UPDATE vouchers_budgetyear SET state = 'open'"
    assert refused_by(reopening) == "budget_year_stays_closed"
    good = booked_past_the_service(voucher, ("external", -5, None), ("available", 5, None))
    assert refused_by(*good) == "budget_year_open"


def test_all_guards_of_the_golden_list_stand() -> None:
    assert missing_guards() == []


@pytest.mark.parametrize(
    ("table", "trigger"), [(table, name) for table, names in TRIGGERS.items() for name in names]
)
def test_a_switched_off_trigger_is_named(table: str, trigger: str) -> None:
    run(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
    assert any(trigger in problem for problem in missing_guards())
    run(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
    assert any(trigger in problem for problem in missing_guards())  # not ALWAYS


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_a_dropped_constraint_is_named(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conrelid::regclass FROM pg_constraint WHERE conname = %s", [name])
        table = cursor.fetchone()[0]
    run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    assert missing_guards() == [f"Regel {name} fehlt"]


def test_a_rewritten_function_is_named() -> None:
    run(
        "CREATE OR REPLACE FUNCTION ledger_frozen() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RETURN NEW; END $$"
    )
    assert missing_guards() == ["Funktion ledger_frozen weicht vom Programmstand ab"]
