"""Proof that the ledger is whole: run on demand ("Prüfen"), by `verify_ledger`, and at night.

Each check names what is wrong. They are plain SQL over the stored rows and trust neither the
application nor the triggers.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from vouchers.queries.database_role import surplus_rights
from vouchers.queries.guards import missing_guards


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain at some time: number and hash (hex) of the last seal."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Report:
    """Result of a check. `head` is the hash that is also kept outside (docs/ledger.md)."""

    entries: int
    postings: int
    head_seq: int
    head: str
    problems: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.problems

    def as_dict(self) -> dict[str, Any]:
        return {
            "sound": self.is_sound,
            "entries": self.entries,
            "postings": self.postings,
            "head_seq": self.head_seq,
            "head": self.head,
            "problems": self.problems,
        }


CHECKS: tuple[tuple[str, str], ...] = (
    (
        "Buchung {0}/{1}: {2} Zeilen, Summe {3} Cent statt 0",
        """SELECT e.year_id, e.number, count(p.id), coalesce(sum(p.cents), 0)
           FROM vouchers_journalentry e LEFT JOIN vouchers_posting p ON p.entry_id = e.id
           GROUP BY e.id, e.year_id, e.number
           HAVING count(p.id) < 2 OR coalesce(sum(p.cents), 0) <> 0""",
    ),
    (
        "Haushaltsjahr {0}: {1} Buchungen, höchste Nummer {2}, Zähler {3}",
        """SELECT coalesce(e.year_id, h.year_id), count(e.id), max(e.number), max(h.last_number)
           FROM vouchers_journalentry e FULL JOIN vouchers_yearhead h ON h.year_id = e.year_id
           GROUP BY coalesce(e.year_id, h.year_id)
           HAVING count(e.id) IS DISTINCT FROM max(e.number) OR min(e.number) <> 1
               OR max(e.number) IS DISTINCT FROM max(h.last_number)""",
    ),
    (
        "Buchung {0}/{1} ist nicht versiegelt",
        """SELECT e.year_id, e.number FROM vouchers_journalentry e
           LEFT JOIN vouchers_seal s ON s.entry_id = e.id WHERE s.seq IS NULL""",
    ),
    (
        "Siegel {0}: Kette unterbrochen oder Buchung verändert",
        """SELECT s.seq FROM (
               SELECT seq, entry_id, previous, hash,
                      lag(hash, 1, '\\x'::bytea) OVER w AS before,
                      lag(seq, 1, 0::bigint) OVER w AS seq_before
               FROM vouchers_seal WINDOW w AS (ORDER BY seq)) s
           LEFT JOIN vouchers_journalentry e ON e.id = s.entry_id
           WHERE e.id IS NULL OR s.seq <> s.seq_before + 1 OR s.previous <> s.before
              OR s.hash <> ledger_link(s.previous, ledger_canon_v1(e))""",
    ),
    (
        "Kopf der Kette ({0}) passt nicht zum letzten Siegel ({1})",
        """SELECT h.seq, s.seq FROM vouchers_ledgerhead h
           FULL JOIN (SELECT seq, hash FROM vouchers_seal ORDER BY seq DESC LIMIT 1) s ON true
           WHERE h.seq IS DISTINCT FROM s.seq OR h.hash IS DISTINCT FROM s.hash""",
    ),
    (
        "Der Kopf der Kette steht {0}-mal da",
        """SELECT count(*) FROM vouchers_ledgerhead HAVING NOT coalesce(bool_and(one), true)
               OR (count(*) <> 1 AND EXISTS (SELECT 1 FROM vouchers_journalentry))""",
    ),
    (
        "Saldo {0}, Linie {1}, Konto {2}, Kommune {3}: {4} Cent, Summe der Buchungen {5} Cent",
        """WITH p AS (SELECT year_id, line_id, account, coalesce(kommune_id, '') AS kommune,
                             coalesce(provider_id::text, '') AS provider, sum(cents) AS cents
                      FROM vouchers_posting GROUP BY 1, 2, 3, 4, 5),
                b AS (SELECT year_id, line_id, account, coalesce(kommune_id, '') AS kommune,
                             coalesce(provider_id::text, '') AS provider, cents
                      FROM vouchers_balance)
           SELECT year_id, line_id, account, kommune, b.cents, p.cents
           FROM p FULL JOIN b USING (year_id, line_id, account, kommune, provider)
           WHERE b.cents IS DISTINCT FROM p.cents""",
    ),
    (
        "Gutschein {0}, Tag {1}, Konto {2}: {3} Cent, Summe der Buchungen {4} Cent",
        """WITH p AS (SELECT voucher_id, day_number, account, sum(cents) AS cents
                      FROM vouchers_posting WHERE voucher_id IS NOT NULL GROUP BY 1, 2, 3)
           SELECT voucher_id, day_number, account, b.cents, p.cents
           FROM p FULL JOIN vouchers_voucherbalance b USING (voucher_id, day_number, account)
           WHERE b.cents IS DISTINCT FROM p.cents""",
    ),
    (
        "Tagessumme {0}, Haushaltsjahr {1}, Linie {2}, Konto {3}: {4} Cent, gebucht {5} Cent",
        """WITH p AS (SELECT (e.booked_at AT TIME ZONE 'Europe/Berlin')::date AS booked_on,
                             p.year_id, p.line_id, p.account, sum(p.cents) AS cents
                      FROM vouchers_posting p JOIN vouchers_journalentry e ON e.id = p.entry_id
                      GROUP BY 1, 2, 3, 4)
           SELECT booked_on, year_id, line_id, account, b.cents, p.cents
           FROM p FULL JOIN vouchers_daytotal b USING (booked_on, year_id, line_id, account)
           WHERE b.cents IS DISTINCT FROM p.cents""",
    ),
    (
        "Saldo {0}, Linie {1}, Konto {2} steht unter null: {3} Cent",
        """SELECT year_id, line_id, account, cents FROM vouchers_balance
           WHERE cents < 0 AND account <> 'external'""",
    ),
    (
        "Gutschein {0}, Tag {1} ist mehr als einmal abgerechnet",
        "SELECT voucher_id, day_number FROM vouchers_voucherbalance WHERE cents < 0",
    ),
    (
        "Gutschein {0}: Stand nennt {1} eingelöste Tage, gebucht sind {2}",
        """SELECT v.id, v.redeemed_days, coalesce(b.days, 0) FROM vouchers_voucher v
           LEFT JOIN (SELECT p.voucher_id, count(*) AS days FROM vouchers_posting p
                      JOIN vouchers_journalentry e ON e.id = p.entry_id
                      LEFT JOIN vouchers_journalentry r ON r.reverses_id = e.id
                      WHERE e.kind = 'redeem' AND p.account = 'committed' AND r.id IS NULL
                      GROUP BY 1) b ON b.voucher_id = v.id
           WHERE v.redeemed_days <> coalesce(b.days, 0)""",
    ),
    (
        "Gutschein {0}: Stand nennt {1} offene Tage, gebunden sind {2}",
        """SELECT v.id, v.open_days, coalesce(b.days, 0) FROM (
               SELECT id, CASE WHEN state IN ('issued', 'assigned', 'partly_redeemed')
                               THEN days - redeemed_days - released_days ELSE 0 END AS open_days
               FROM vouchers_voucher) v
           LEFT JOIN (SELECT voucher_id, count(*) AS days FROM vouchers_voucherbalance
                      WHERE cents > 0 AND account = 'committed' GROUP BY 1) b ON b.voucher_id = v.id
           WHERE v.open_days <> coalesce(b.days, 0)""",
    ),
)
"""A German sentence and the query whose every row is one problem."""

PATIENCE = "10min"
SHOWN_PER_CHECK = 20


def verify(earlier: Head | None = None) -> Report:
    """Check everything and name every problem (at most 20 per check).

    `earlier` is a head that was kept outside: only with it a ledger is found out that was emptied
    or written anew as a whole.
    """
    problems = [f"Wächter: {guard}" for guard in missing_guards() + surplus_rights()]
    problems += ledger_problems()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM vouchers_journalentry),"
            " (SELECT count(*) FROM vouchers_posting),"
            " (SELECT max(seq) FROM vouchers_ledgerhead),"
            " (SELECT encode(hash, 'hex') FROM vouchers_ledgerhead ORDER BY seq DESC LIMIT 1)"
        )
        entries, postings, seq, head = cursor.fetchone()
    if earlier is not None:
        problems += _differences(earlier)
    return Report(entries, postings, seq or 0, head or "", problems)


@transaction.atomic
def ledger_problems() -> list[str]:
    """What is wrong with the rows; empty when the ledger is whole in itself.

    Reads every row, so the time limit of a page does not count here (a million postings: 32 s).
    """
    problems: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{PATIENCE}'")
        for sentence, sql in CHECKS:
            cursor.execute(f"SELECT * FROM ({sql}) problem LIMIT {SHOWN_PER_CHECK}")  # noqa: S608
            problems += [sentence.format(*row) for row in cursor.fetchall()]
    return problems


def _differences(earlier: Head) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(hash, 'hex') FROM vouchers_seal WHERE seq = %s", [earlier.seq]
        )
        row = cursor.fetchone()
    if row is None:
        return [f"Siegel {earlier.seq} hatte den Hash {earlier.hash} und ist nicht mehr da"]
    if row[0] != earlier.hash:
        return [f"Siegel {earlier.seq} hatte den Hash {earlier.hash}, heute hat es {row[0]}"]
    return []
