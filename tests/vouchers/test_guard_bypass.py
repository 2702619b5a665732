"""Ways around the guards of the ledger that plain SQL offers to somebody with the rights of the
application: order of statements, a second connection, shadowed tables, the wrong kind of entry."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from lotsen.core.db import violated_constraint
from tests.concurrency.race import meeting, race
from tests.deferred import fire_deferred
from tests.factories.vouchers import make_cast, make_grant, make_vouchers
from tests.vouchers.by_hand import (
    booking_sql,
    entry_sql,
    posting_sql,
    refused_by,
    run,
    value,
)
from vouchers.models import Voucher
from vouchers.queries import balances
from vouchers.queries.verify import verify

GOOD = (("external", -5, None), ("available", 5, None))
DAY_ONE = (("committed", -100_00, 1), ("due", 100_00, 1))


def one_voucher() -> Voucher:
    cast = make_cast()
    make_grant(cast, 1_000_00)
    return make_vouchers(cast)[0]


@pytest.fixture
def voucher(db: None) -> Voucher:
    voucher = one_voucher()
    fire_deferred()
    return voucher


def test_a_good_booking_by_hand_passes(voucher: Voucher) -> None:
    run(*booking_sql(voucher, *GOOD))
    fire_deferred()
    assert balances().available == 700_05
    assert verify().problems == []


def test_numbers_are_given_by_the_database_without_gaps(voucher: Voucher) -> None:
    run(*booking_sql(voucher, *GOOD, number=4_711))
    numbers = value("SELECT array_agg(number ORDER BY number) FROM vouchers_journalentry")
    assert numbers == [1, 2, 3]


def test_the_guards_also_hold_in_replica_mode_and_against_cascades(voucher: Voucher) -> None:
    run("SET LOCAL session_replication_role = replica")
    assert refused_by("DELETE FROM vouchers_posting") == "ledger_append_only"
    assert refused_by("TRUNCATE vouchers_budgetyear CASCADE") in {
        "ledger_append_only",
        "ledger_kept_by_triggers",
    }
    bad = booking_sql(voucher, ("external", -5, None), ("available", 4, None))
    assert refused_by(*bad) == "entry_balanced"


@pytest.mark.django_db(transaction=True)
def test_postings_for_the_uncommitted_entry_of_somebody_else_are_refused() -> None:
    """The foreign key is only checked at commit, when the other transaction has committed too.

    Whether the other one has committed by the time of the INSERT decides which rule says so.
    """
    voucher, key = one_voucher(), uuid4()
    together = meeting(lambda: None)

    def book() -> None:
        with transaction.atomic():
            run(*entry_sql(voucher, id=key))
            together()
            run(*posting_sql(key, voucher, *GOOD))

    def join() -> str:
        try:
            with transaction.atomic():
                together()
                run(*posting_sql(key, voucher, *GOOD, first=11))
        except IntegrityError as error:
            return violated_constraint(error)
        return "nothing"

    booked, joined = race(book, join)
    assert booked is None
    assert joined in {"posting_after_entry", "entry_sealed"}
    assert verify().problems == []


def test_a_posting_for_a_voucher_that_is_not_there_yet_is_refused(voucher: Voucher) -> None:
    postings = booking_sql(
        voucher, ("available", -100_00, None), ("committed", 100_00, 1), kind="issue"
    )
    sql, params = postings[0], ["08000000-B-0001" if p == voucher.pk else p for p in postings[1]]
    assert refused_by(sql, params) == "posting_fits_voucher"


@pytest.mark.parametrize(
    "shadow",
    [
        "CREATE TEMP TABLE vouchers_seal (LIKE vouchers_seal)",
        "CREATE SCHEMA own; CREATE TABLE own.vouchers_seal (LIKE public.vouchers_seal)",
    ],
)
def test_the_guards_do_not_look_into_tables_of_the_same_name(voucher: Voucher, shadow: str) -> None:
    entry = value("SELECT id FROM vouchers_journalentry WHERE kind = 'grant'")
    sql, params = posting_sql(entry, voucher, *GOOD, first=11)
    path = "SET LOCAL search_path = own, public"
    assert refused_by(f"{shadow}; {path}; {sql}", params) == "entry_sealed"


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("redeem", [("available", -100_00, None), ("due", 100_00, 1)]),
        ("redeem", [("committed", -100_00, 1), ("due", 100_00, 2)]),
        ("redeem", [*DAY_ONE, ("available", -5, None), ("due", 5, 1)]),
        ("grant", list(DAY_ONE)),
        ("release", list(DAY_ONE)),
        ("issue", [("external", -5, None), ("available", 5, None)]),
        ("cancel", [("external", -5, None), ("available", 5, None)]),
    ],
)
def test_money_only_moves_as_the_kind_says(voucher: Voucher, kind: str, rows: list[Any]) -> None:
    rows = [(account, cents, day) for account, cents, day in rows]
    assert refused_by(*booking_sql(voucher, *rows, kind=kind)) == "entry_moves_as_kind"


def test_a_day_is_committed_once(voucher: Voucher) -> None:
    """Else a redeemed day could be committed and redeemed again."""
    run(*booking_sql(voucher, *DAY_ONE, kind="redeem"))
    again = [("available", -100_00, None), ("committed", 100_00, 1)]
    sql = booking_sql(voucher, *again, kind="issue")
    assert refused_by(*sql) == "voucher_balance_once"


@pytest.mark.parametrize(
    "change",
    ["days = 30", "day_rate_cents = 1", "provider_id = gen_random_uuid()", "id = id || '9'"],
)
def test_what_a_voucher_is_worth_and_to_whom_never_changes(voucher: Voucher, change: str) -> None:
    sql = f"UPDATE vouchers_voucher SET {change}"  # noqa: S608
    assert refused_by(sql) == "voucher_facts_fixed"


def test_a_balance_written_from_a_trigger_of_ones_own_is_found(voucher: Voucher) -> None:
    """Who may create temporary triggers gets this far (docs/ledger.md); the proof sees it."""
    run(
        "CREATE TEMP TABLE door (x int);"
        " CREATE FUNCTION pg_temp.spoil() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN UPDATE vouchers_balance SET cents = cents + 1 WHERE account = 'available';"
        " RETURN NULL; END $$;"
        " CREATE TRIGGER spoil AFTER INSERT ON door FOR EACH ROW EXECUTE FUNCTION pg_temp.spoil();"
        " INSERT INTO door VALUES (1)"
    )
    assert any("Konto available" in problem for problem in verify().problems)
