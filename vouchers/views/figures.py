"""Columns of the money: what each is called, and the address of the bookings that make it."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from urllib.parse import urlencode

from django.urls import reverse

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.formatting import day, instant
from vouchers.enums import Account
from vouchers.queries.entries import FIRM, VE
from vouchers.queries.totals import Totals

BUDGET_COLUMNS = ("Bewilligt", "VE", "Verfügbar")
"""Only a row of the budget has them; a Kommune or provider has none of this money."""

VOUCHER_COLUMNS = ("Gebunden", "Fällig", "Angeordnet", "Ausgezahlt", "Zurückgefordert")
COLUMNS = (*BUDGET_COLUMNS, *VOUCHER_COLUMNS)
MAIN_COLUMNS = ("Verfügbar", "Gebunden", "Ausgezahlt")
"""What a phone shows first."""


class MoneyRow(Protocol):
    """Anything with the totals of a row."""

    @property
    def totals(self) -> Totals: ...
    @property
    def ve_cents(self) -> int: ...
    @property
    def firm_cents(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Figure:
    """One amount with its bookings; `cents` is None where the row does not have this money."""

    label: str
    cents: int | None
    url: str

    @property
    def is_main(self) -> bool:
        return self.label in MAIN_COLUMNS


def figures(row: MoneyRow, parameters: dict[str, str], *, has_budget: bool = True) -> list[Figure]:
    """All columns of a row; each address lists exactly the postings that add up to the amount."""
    totals = row.totals
    behind: list[tuple[str, int, dict[str, str]]] = [
        ("Bewilligt", row.firm_cents, {"konto": Account.EXTERNAL, "art": FIRM}),
        ("VE", row.ve_cents, {"konto": Account.EXTERNAL, "art": VE}),
        ("Verfügbar", totals.available, {"konto": Account.AVAILABLE}),
        ("Gebunden", totals.committed, {"konto": Account.COMMITTED}),
        ("Fällig", totals.due, {"konto": Account.DUE}),
        ("Angeordnet", totals.ordered, {"konto": Account.ORDERED}),
        ("Ausgezahlt", totals.paid, {"konto": Account.PAID}),
        ("Zurückgefordert", totals.receivable, {"konto": Account.RECEIVABLE}),
    ]
    return [
        Figure(
            label,
            cents if has_budget or label in VOUCHER_COLUMNS else None,
            entries_url(**parameters, **own),
        )
        for label, cents, own in behind
    ]


def entries_url(**parameters: str) -> str:
    """Address of the bookings with a filter."""
    return f"{reverse('vouchers:entries')}?{urlencode(parameters)}"


def stand_of(actor: Actor, as_of: date | None) -> str:
    """What is printed on every list and export: as of when, and who made it."""
    stand = f"Gebucht bis {day(as_of)}, abgerufen am " if as_of else "Stand "
    return f"{stand}{instant(clock.now())}, erstellt von {actor.signature}"
