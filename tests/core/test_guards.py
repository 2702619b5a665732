"""Audit log and stored documents cannot be changed, not even by plain SQL of the table owner."""

import pytest
from django.db import IntegrityError, connection

from lotsen.core import audit, documents
from lotsen.core.actor import SYSTEM
from lotsen.core.models import AuditEntry
from tests.deferred import fire_deferred
from tests.factories.accounts import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows() -> None:
    audit.record(actor=SYSTEM, action="test.done", target=make_organisation())
    documents.store(kind="test", filename="a.txt", content=b"abc", content_type="text/plain")


@pytest.mark.parametrize("table", ["core_auditentry", "core_document"])
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"],
)
def test_rows_are_only_ever_added(rows: None, table: str, statement: str) -> None:
    refused = pytest.raises(IntegrityError, match="rows are only ever added")
    with connection.cursor() as cursor:
        fire_deferred()  # else TRUNCATE trips over pending checks
        with refused:
            cursor.execute(statement.format(table))


def test_no_guard_looks_into_tables_of_the_session() -> None:
    """With pg_temp last, a temporary table cannot stand in for one that a guard reads."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname = 'public'"
            " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
            " AND NOT ('search_path=public, pg_temp' = ANY(coalesce(p.proconfig, '{}')))"
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT count(*) FROM pg_proc WHERE proconfig::text LIKE '%pg_temp%'")
        assert cursor.fetchone()[0] > 20


def test_document_knows_its_checksum(rows: None) -> None:
    document = documents.store(
        kind="test", filename="b.txt", content=b"abc", content_type="text/plain"
    )
    assert documents.is_intact(document)
    document.content = b"abd"
    assert not documents.is_intact(document)


def test_audit_entries_of_a_thing_are_its_timeline() -> None:
    thing, other = make_organisation(), make_organisation()
    audit.record(actor=SYSTEM, action="thing.changed", target=thing, cents=100)
    audit.record(actor=SYSTEM, action="thing.changed", target=other)
    assert [entry.action for entry in audit.entries_for(thing)] == [
        "organisation.created",
        "thing.changed",
    ]
    assert AuditEntry.objects.filter(target_id=str(thing.pk)).count() == 2
