"""What really stands in the database, compared with the golden list of the guards.

`vouchers/sql/golden.txt` is the state that the migrations make: tables, columns, constraints,
unique indexes, triggers and functions, one line each. A test keeps it up to date and writes it
anew: `GOLDEN=write ./run test tests/vouchers/test_golden.py -k golden_list`. Compared is the
definition, not only the name: a trigger that is switched off or not ALWAYS, a constraint that is
NOT VALID or whose foreign-key triggers sleep, a function with another text or search_path is a
deviation.
"""

from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db import connection

from lotsen.core.models import AuditEntry, Document

GOLDEN_FILE = Path(__file__).resolve().parent.parent / "sql" / "golden.txt"

LABELS = {
    "table": "Tabelle",
    "column": "Spalte",
    "constraint": "Regel",
    "index": "Regel",
    "trigger": "Trigger",
    "function": "Funktion",
}


@dataclass(frozen=True, slots=True, order=True)
class Guard:
    """One thing that holds the rules; `table` is empty for functions, `name` for tables."""

    kind: str
    table: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {'.'.join(part for part in (self.table, self.name) if part)}"

    @property
    def label(self) -> str:
        """How the check page names it."""
        place = f" auf {self.table}" if self.table and self.name else ""
        return f"{LABELS[self.kind]} {self.name or self.table}{place}"


_TABLES = """
    SELECT 'table', c.relname, '', concat_ws(', ',
        CASE c.relpersistence WHEN 'p' THEN 'permanent' ELSE 'not durable' END,
        CASE WHEN c.relrowsecurity OR c.relforcerowsecurity THEN 'row security' END,
        (SELECT 'rules ' || string_agg(rulename, ' ' ORDER BY rulename)
         FROM pg_rewrite WHERE ev_class = c.oid))
    FROM guarded c"""

_COLUMNS = """
    SELECT 'column', c.relname, a.attname, concat_ws(' ',
        format_type(a.atttypid, a.atttypmod),
        CASE WHEN a.attnotnull THEN 'not null' END,
        CASE WHEN a.attidentity <> '' THEN 'identity' END,
        CASE WHEN a.attgenerated <> '' THEN 'generated' END,
        'default ' || pg_get_expr(d.adbin, d.adrelid))
    FROM guarded c JOIN pg_attribute a ON a.attrelid = c.oid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped"""

_CONSTRAINTS = """
    SELECT 'constraint', c.relname, k.conname, concat_ws(' ', pg_get_constraintdef(k.oid),
        (SELECT '(switched off)' FROM pg_trigger t
         WHERE t.tgconstraint = k.oid AND t.tgisinternal AND t.tgenabled <> 'O' LIMIT 1))
    FROM guarded c JOIN pg_constraint k ON k.conrelid = c.oid
    WHERE k.contype IN ('c', 'f', 'p', 'u', 'x')"""

_UNIQUE_INDEXES = """
    SELECT 'index', c.relname, i.relname,
        concat_ws(' ', pg_get_indexdef(i.oid), CASE WHEN NOT x.indisvalid THEN '(invalid)' END)
    FROM guarded c JOIN pg_index x ON x.indrelid = c.oid JOIN pg_class i ON i.oid = x.indexrelid
    WHERE x.indisunique AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.oid)"""

_TRIGGERS = """
    SELECT 'trigger', c.relname, t.tgname,
        concat(CASE t.tgenabled WHEN 'A' THEN 'always' WHEN 'D' THEN 'off' ELSE 'not always' END,
               ': ', pg_get_triggerdef(t.oid))
    FROM guarded c JOIN pg_trigger t ON t.tgrelid = c.oid WHERE NOT t.tgisinternal"""

_FUNCTIONS = """
    SELECT 'function', '', p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
        concat_ws(' ', 'returns', pg_get_function_result(p.oid), l.lanname,
            CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' END,
            CASE WHEN p.prosecdef THEN 'security definer' END,
            CASE WHEN p.proisstrict THEN 'strict' END,
            array_to_string(p.proconfig, ' '),
            'sha256 ' || encode(sha256(convert_to(btrim(p.prosrc, E' \\n'), 'UTF8')), 'hex'))
    FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
    WHERE p.pronamespace = 'public'::regnamespace
      AND (p.proname LIKE 'ledger\\_%%' OR EXISTS (
            SELECT 1 FROM pg_trigger t JOIN guarded c ON c.oid = t.tgrelid
            WHERE t.tgfoid = p.oid AND NOT t.tgisinternal))"""

_GUARDED = """
    WITH guarded AS (
        SELECT * FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s))"""

_PARTS = (_TABLES, _COLUMNS, _CONSTRAINTS, _UNIQUE_INDEXES, _TRIGGERS, _FUNCTIONS)


def guarded_tables() -> list[str]:
    """The tables of the funding side, and those of the evidence: audit trail and documents."""
    own = apps.get_app_config("vouchers").get_models(include_auto_created=True)
    evidence = {AuditEntry._meta.db_table, Document._meta.db_table}
    return sorted({model._meta.db_table for model in own} | evidence)


def standing_guards() -> dict[Guard, str]:
    """Definition of everything that stands, in the order of the golden list."""
    with connection.cursor() as cursor:
        cursor.execute(_GUARDED + " UNION ALL ".join(_PARTS), [guarded_tables()])
        found = {
            Guard(kind, table, name): " ".join(text.split())
            for kind, table, name, text in cursor.fetchall()
        }
    return dict(sorted(found.items()))


def golden_text(*states: dict[Guard, str]) -> str:
    """The golden file: the state after the migrations, and after a dump was restored.

    PostgreSQL spells some conditions differently once it has read its own spelling, so a guard
    may have two lines; each of them is right.
    """
    lines = {f"{guard} = {text}\n" for state in states for guard, text in state.items()}
    return "".join(sorted(lines))


def missing_guards() -> list[str]:
    """What is missing, switched off, rewritten or too much; empty when all guards stand."""
    standing = standing_guards()
    wanted = set(GOLDEN_FILE.read_text(encoding="utf-8").splitlines())
    known = {line.partition(" = ")[0] for line in wanted}
    surplus = {guard for guard in standing if str(guard) not in known}
    changed = {guard for guard, text in standing.items() if f"{guard} = {text}" not in wanted}
    lost = known - {str(guard) for guard in standing}
    return (
        [f"{_parsed(line).label} fehlt" for line in sorted(lost)]
        + [f"{guard.label} weicht vom Programmstand ab" for guard in sorted(changed - surplus)]
        + [f"{guard.label} gehört nicht zum Programmstand" for guard in sorted(surplus)]
    )


def _parsed(key: str) -> Guard:
    kind, _, place = key.partition(" ")
    if kind == "function":
        return Guard(kind, "", place)
    table, _, name = place.partition(".")
    return Guard(kind, table, name)
