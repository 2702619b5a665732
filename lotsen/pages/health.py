"""Is the site ready to serve? Read by the supervisor, the container and the monitoring."""

from typing import Any

from celery import current_app
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from vouchers.queries.readiness import may_work


def report() -> dict[str, Any]:
    """`ready` (database answers, no migration and no guard of the ledger is missing), `broker`
    and the oldest open job."""
    try:
        migrated = not _missing_migrations()
        guarded = migrated and may_work()
        waiting = _oldest_open_job_seconds() if migrated else None
    except DatabaseError:
        return {"ready": False, "database": False}
    return {
        "ready": guarded,
        "database": True,
        "migrated": migrated,
        "guards": guarded,
        "broker": _broker_answers(),
        "oldest_open_job_seconds": waiting,
    }


def _missing_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _oldest_open_job_seconds() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)::int FROM core_job"
            " WHERE state = 'queued' AND (not_before IS NULL OR not_before < now())"
        )
        return int(cursor.fetchone()[0])


def _broker_answers() -> bool:
    try:
        with current_app.connection_for_write(connect_timeout=1) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=1)
    except Exception:
        return False
    return True
