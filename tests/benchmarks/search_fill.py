"""A registry with far more people, contracts, vouchers and seminars than the programme has.

Services make one of each; SQL multiplies the rows while the guards are off, for a database that is
thrown away.
"""

import random
from collections.abc import Mapping
from datetime import date
from itertools import product
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from kommunen.models import Kommune
from kommunen.services.load import load_registry
from lotsen.core.actor import SYSTEM
from lotsen.demo.plan.names import FAMILY_NAMES, GIVEN_NAMES
from lotsen.people import rules
from lotsen.people.models import Employment, Lotse
from tests.benchmarks.ledger_fill import copy_statement, triggers_off
from tests.factories.events import make_event
from tests.factories.seminars import Course, make_course

BATCH = 5_000
PER_CONTRACT, PER_SEMINAR = 4, 20
SEMINARS = 300
"""Four times what 1,600 people need, all of one provider."""

FREQUENT = 0.02
"""Share of people with the most frequent family name."""

PLACES = """CREATE TEMP TABLE plan ON COMMIT DROP AS
    SELECT i, md5('contract' || i / %(per_contract)s)::uuid AS contract, k.key AS kommune,
           k.key || '-Z-' || lpad(i::text, 5, '0') AS voucher, l.id AS lotse,
           md5('seminar' || i / %(per_seminar)s)::uuid AS seminar
    FROM generate_series(1, %(vouchers)s) i
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM people_lotse
          WHERE id <> %(lotse)s) l ON l.n = i
    JOIN people_employment k0 ON k0.lotse_id = l.id JOIN kommunen_kommune k ON k.key = k0.kommune_id
"""
COPIES: tuple[tuple[str, Mapping[str, str], str], ...] = (
    (
        "vouchers_transfercontract",
        {
            "id": "plan.contract",
            "number": "'WV-2027-' || lpad((plan.i / %(per_contract)s)::text, 5, '0')",
            "submission_key": "'copy' || plan.i",
            "kommune_id": "plan.kommune",
        },
        (
            "FROM vouchers_transfercontract t, plan"
            " WHERE t.id = %(contract)s AND plan.i %% %(per_contract)s = 0"
        ),
    ),
    (
        "vouchers_voucher",
        {
            "id": "plan.voucher",
            "serial": "NULL",
            "contract_id": "plan.contract",
            "lotse_id": "plan.lotse",
            "kommune_id": "plan.kommune",
        },
        "FROM vouchers_voucher t, plan WHERE t.id = %(voucher)s",
    ),
    (
        "seminars_seminar",
        {
            "id": "plan.seminar",
            "number": "'KDL-2027-' || lpad((plan.i / %(per_seminar)s)::text, 4, '0')",
        },
        (
            "FROM seminars_seminar t, plan WHERE t.id = %(seminar)s"
            " AND plan.i %% %(per_seminar)s = 0 AND plan.i <= %(places)s"
        ),
    ),
    (
        "seminars_seminarday",
        {
            "id": "nextval(pg_get_serial_sequence('seminars_seminarday', 'id'))",
            "seminar_id": "plan.seminar",
        },
        (
            "FROM seminars_seminarday t, plan"
            " WHERE t.seminar_id = %(seminar)s AND plan.i %% %(per_seminar)s = 0"
            " AND plan.i <= %(places)s"
        ),
    ),
    (
        "seminars_enrolment",
        {
            "id": "md5('enrolment' || plan.i)::uuid",
            "seminar_id": "plan.seminar",
            "number": "plan.i %% %(per_seminar)s + 1",
            "lotse_id": "plan.lotse",
            "kommune_id": "plan.kommune",
            "voucher_id": "plan.voucher",
        },
        "FROM seminars_enrolment t, plan WHERE t.id = %(enrolment)s AND plan.i <= %(places)s",
    ),
)


def prepare() -> Course:
    """The whole registry, one seminar with one enrolled voucher holder, one event."""
    load_registry(actor=SYSTEM)
    make_event()
    return make_course(1)


def add_people(count: int) -> None:
    """Employees over all Kommunen; some thousand names, one of them frequent."""
    keys = list(Kommune.objects.values_list("key", flat=True))
    chance = random.Random(1)
    families = [a + b.lower() for a, b in product(FAMILY_NAMES, FAMILY_NAMES) if a != b]
    for start in range(0, count, BATCH):
        people = []
        for number in range(start, min(start + BATCH, count)):
            family = "Muster" if chance.random() < FREQUENT else chance.choice(families)
            given = chance.choice(GIVEN_NAMES)
            people.append(
                Lotse(
                    id=uuid4(),
                    given_name=given,
                    family_name=family,
                    email=f"person.{number}@verwaltung{number % 1136}.example",
                    sort_key=rules.sort_key_of(given, family),
                    search_text=rules.search_text_of(given, family),
                )
            )
        Lotse.objects.bulk_create(people)
        Employment.objects.bulk_create(
            Employment(lotse=one, kommune_id=chance.choice(keys), starts_on=date(2018, 1, 1))
            for one in people
        )


@transaction.atomic
def multiply(course: Course, vouchers: int) -> None:
    """Vouchers in contracts and places in seminars, each of another person."""
    facts: dict[str, Any] = {
        "vouchers": vouchers,
        "per_contract": PER_CONTRACT,
        "per_seminar": PER_SEMINAR,
        "places": SEMINARS * PER_SEMINAR,
        "contract": course.vouchers[0].contract_id,
        "voucher": course.vouchers[0].pk,
        "lotse": course.vouchers[0].lotse_id,
        "seminar": course.seminar.pk,
        "enrolment": course.enrolments[0].pk,
    }
    with connection.cursor() as cursor, triggers_off():
        cursor.execute(PLACES, facts)
        for table, differences, rows in COPIES:
            cursor.execute(copy_statement(table, differences, rows), facts)


def analyse() -> None:
    """What autovacuum does on a running server."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE")
