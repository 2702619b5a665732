"""Writers that never give up: each repeats an act with the same key until it is acknowledged.

What was acknowledged goes to a file of the writer's own, one JSON line per booking, so that it
does not depend on the database that is being killed.
"""

import json
import multiprocessing
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, zip_longest
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, connections

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Busy, Conflict
from tests.benchmarks.ledger_fill import multiply, prepare
from tests.factories.vouchers import Cast, make_cast, make_contract
from vouchers import services
from vouchers.models import JournalEntry, LedgerHead, VoucherBalance

VOUCHERS_PER_KILL = 300
CONTRACTS_PER_KILL = 12
DAY_ON = date(2026, 3, 2)

Act = Callable[[], list[JournalEntry]]


@dataclass
class Crew:
    """The writers at work; `since` is the last seal before their first booking."""

    folder: Path
    processes: list[BaseProcess]
    end: Event
    since: int

    def acknowledged(self) -> int:
        """Bookings that the writers know to be done."""
        return sum(1 for file in self.folder.glob("*.jsonl") for _ in file.open(encoding="utf-8"))

    def stop(self) -> None:
        """Let everybody finish the act at hand."""
        self.end.set()
        for process in self.processes:
            process.join(60)

    def failures(self) -> list[str]:
        """Writers that met something else than a server that was away."""
        codes = [process.exitcode for process in self.processes]
        return [f"writer {n} ended with {code}" for n, code in enumerate(codes) if code]


def hire(writers: int, kills: int, folder: Path) -> Crew:
    """Make enough to do for all writers and start them."""
    cast = prepare()
    multiply(postings=0, open_vouchers=VOUCHERS_PER_KILL * kills)
    open_days = VoucherBalance.objects.filter(account="committed", cents__gt=0)
    days = list(open_days.order_by("day_number", "pk").values_list("voucher_id", "day_number"))
    contracts = _contracts(CONTRACTS_PER_KILL * kills)
    since = LedgerHead.objects.get().seq
    connections.close_all()  # nobody inherits an open connection
    processes = multiprocessing.get_context("fork")
    end = processes.Event()
    crew: list[BaseProcess] = []
    for number in range(writers):
        acts = _acts(cast, days[number::writers], contracts[number::writers])
        diary = folder / f"{number}.jsonl"
        diary.touch()
        crew.append(processes.Process(target=_write, args=(acts, diary, end)))
    for process in crew:
        process.start()
    return Crew(folder, crew, end, since)


def _contracts(count: int) -> list[tuple[Cast, UUID]]:
    """Submitted contracts of one person each, three per Kommune."""
    casts = [make_cast() for _ in range(-(-count // 3))]
    return [(cast, make_contract(cast).pk) for cast in casts for _ in range(3)][:count]


def _acts(
    cast: Cast, days: list[tuple[str, int]], contracts: list[tuple[Cast, UUID]]
) -> Iterator[Act]:
    """Redeem many days, and now and then issue a voucher."""
    redeeming = [lambda d=day: _redeem(cast.office, *d) for day in days]
    issuing = [lambda c=contract: _issue(c[0].office, c[1]) for contract in contracts]
    share = max(1, len(redeeming) // max(1, len(issuing)))
    groups = [redeeming[start : start + share] for start in range(0, len(redeeming), share)]
    mixed = zip_longest(issuing, groups)
    return chain.from_iterable([*([act] if act else []), *(group or [])] for act, group in mixed)


def _redeem(office: Actor, voucher_id: str, day_number: int) -> list[JournalEntry]:
    booked = services.redeem_day(
        voucher_id=voucher_id,
        day_number=day_number,
        seminar_day_on=DAY_ON,
        actor=office,
        idempotency_key=f"kill:{voucher_id}:{day_number}",
    )
    return [booked.entry]


def _issue(office: Actor, contract_id: UUID) -> list[JournalEntry]:
    """As the button does it: a contract that was agreed in the first try is only looked up."""
    try:
        vouchers = services.agree_and_issue(contract_id=contract_id, actor=office, notify=False)
    except Conflict:
        vouchers = services.issue_vouchers(contract_id=contract_id, actor=office, notify=False)
    keys = [f"issue:{voucher.pk}" for voucher in vouchers]
    return list(JournalEntry.objects.filter(idempotency_key__in=keys))


def _write(acts: Iterator[Act], diary: Path, end: Event) -> None:
    with diary.open("a", encoding="utf-8", buffering=1) as lines:
        for act in acts:
            for line in _insist(act):
                lines.write(json.dumps(line) + "\n")
            if end.is_set():
                return
    raise SystemExit("nothing left to do: too little was prepared")


def _insist(act: Act) -> list[dict[str, Any]]:
    """Repeat until the server answers; says which entries an unanswered try had stored."""
    tries = 0
    while True:
        begun = clock.real_now() - timedelta(milliseconds=1)
        try:
            entries = act()
        except (OperationalError, InterfaceError, Busy):
            connection.close()
            tries += 1
            time.sleep(0.1)
            continue
        return [
            {
                "id": str(entry.pk),
                "key": entry.idempotency_key,
                "hash": entry.content_hash,
                "absorbed": tries > 0 and entry.recorded_at < begun,
            }
            for entry in entries
        ]
