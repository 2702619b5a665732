"""`manage.py grant_rights`: the rights of the application's database role, after each migration.

Run by the owner of the tables. Creates the role where that is allowed, and can be repeated at any
time: the rights are afterwards exactly those of vouchers/queries/database_role.py.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg import sql

from vouchers.queries.database_role import ADD_ONLY, READ_ONLY, is_owner

RIGHTS = """
REVOKE TEMPORARY, CREATE ON DATABASE {database} FROM PUBLIC, {role};
GRANT CONNECT ON DATABASE {database} TO {role};
REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role};
GRANT USAGE ON SCHEMA public TO {role};
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
REVOKE UPDATE, DELETE ON {add_only} FROM {role};
REVOKE INSERT, UPDATE, DELETE ON {read_only} FROM {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role};
"""


class Command(BaseCommand):
    help = "Gibt der Datenbankrolle der Anwendung genau die Rechte, die sie braucht."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        role: str = settings.DATABASE_APP_ROLE
        if not is_owner():
            raise CommandError("Rechte vergibt nur, wem die Tabellen gehören (DATABASE_OWNER_URL).")
        if role == _current() or (not _exists(role) and not _create(role)):
            self.stdout.write(
                f"Eine eigene Datenbankrolle {role} gibt es nicht, und sie kann hier nicht angelegt"
                " werden. Die Anwendung arbeitet als Eigentümer (docs/operations.md)."
            )
            return
        if settings.DATABASE_APP_PASSWORD:
            _run(
                "ALTER ROLE {role} PASSWORD {password}",
                role=sql.Identifier(role),
                password=sql.Literal(settings.DATABASE_APP_PASSWORD),
            )
        _run(
            RIGHTS,
            role=sql.Identifier(role),
            database=sql.Identifier(str(connection.settings_dict["NAME"])),
            add_only=_tables(ADD_ONLY),
            read_only=_tables(READ_ONLY),
        )
        self.stdout.write(f"Die Datenbankrolle {role} hat die Rechte der Anwendung.")


def _current() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def _exists(role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        return cursor.fetchone() is not None


def _create(role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        if not cursor.fetchone()[0]:
            return False
    _run("CREATE ROLE {role} LOGIN", role=sql.Identifier(role))
    return True


def _tables(names: tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _run(statement: str, **names: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(**names))
