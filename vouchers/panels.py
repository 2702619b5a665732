"""What the funding side shows on the page of a Kommune: quota, contracts, vouchers and money."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from kommunen.holdings import register_holding
from kommunen.models import Kommune
from kommunen.panels import PanelContext, register_panel
from kommunen.queries import may_act_for, with_predecessors
from kommunen.queries.contacts import register_partners
from kommunen.timeline import earlier_name, register_source
from lotsen.core.access import optional_actor
from lotsen.core.actor import Actor
from lotsen.core.roles import OVERSIGHT, Role
from vouchers import queries
from vouchers.enums import Account, ContractState, VoucherState
from vouchers.kommune_timeline import contract_entries
from vouchers.models import TransferContract, Voucher
from vouchers.queries.totals import Totals

QUOTA_ORDER, CONTRACTS_ORDER, VOUCHERS_ORDER = 10, 12, 14
SHOWN = 10
ACCOUNTS = (Account.COMMITTED, Account.DUE, Account.ORDERED, Account.PAID, Account.RECEIVABLE)
"""Where the money of a voucher can lie."""


@dataclass(frozen=True, slots=True)
class Amount:
    """Cents on one account; `url` lists exactly the bookings behind them, empty for HR."""

    label: str
    cents: int
    url: str


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """The money of the vouchers of one Kommune; `label` only where there are several."""

    label: str
    amounts: list[Amount]


def quota_panel(request: HttpRequest, kommune: Kommune) -> PanelContext | None:
    """Places for everybody; what is used for the own HR, office and review."""
    lines = list(queries.open_lines())
    if not lines or kommune.dissolved_on is not None:
        return None
    quotas = queries.quotas_of(kommune, lines)
    actor = optional_actor(request)
    reads_all = _reads_all(actor, kommune)
    return PanelContext(
        title="Kontingent",
        template="vouchers/kommune_panel.html",
        context={
            "quotas": quotas,
            "limited": [row for row in quotas if row.quota.is_limited],
            "population": quotas[0].quota,
            "own": reads_all,
            "may_submit": (
                actor is not None
                and actor.role == Role.HR
                and reads_all
                and any(row.quota.has_room for row in quotas)
            ),
        },
    )


def contracts_panel(request: HttpRequest, kommune: Kommune) -> PanelContext | None:
    """The latest contracts, those of predecessors too; one query."""
    actor = optional_actor(request)
    if actor is None or not _reads_all(actor, kommune):
        return None
    own = queries.contracts_visible_to(actor).filter(kommune__in=with_predecessors(kommune))
    found = list(own.order_by("-submitted_at")[: SHOWN + 1])
    if not found:
        return None
    context = {
        "rows": [(row, earlier_name(kommune, row.kommune)) for row in found[:SHOWN]],
        "more": len(found) > SHOWN,
    }
    return PanelContext("Weitergabeverträge", "vouchers/kommune_contracts.html", context)


def vouchers_panel(request: HttpRequest, kommune: Kommune) -> PanelContext | None:
    """The latest vouchers and where their money lies; two queries, three with predecessors."""
    actor = optional_actor(request)
    if actor is None or not _reads_all(actor, kommune):
        return None
    own = queries.vouchers_visible_to(actor).filter(kommune__in=with_predecessors(kommune))
    found = list(own.order_by("-issued_at", "-pk")[: SHOWN + 1])
    if not found:
        return None
    context = {
        "rows": [(row, earlier_name(kommune, row.kommune)) for row in found[:SHOWN]],
        "more": len(found) > SHOWN,
        # Ministry and Rechnungshof open single cases; that is logged (docs/programme.md § 8).
        "named": actor.role in (Role.HR, Role.OFFICE),
        "money": _money(kommune, opens_bookings=actor.role in OVERSIGHT),
    }
    return PanelContext("Gutscheine", "vouchers/kommune_vouchers.html", context)


def kommunen_with_contract(actor: Actor) -> QuerySet[Kommune]:
    """Of which Kommunen a provider reads the invoice data: there is an agreed contract with it."""
    agreed = TransferContract.objects.filter(
        provider=actor.organisation_id, state=ContractState.AGREED
    )
    return Kommune.objects.filter(pk__in=agreed.values("kommune"))


def contracts_held(keys: Collection[str]) -> Mapping[str, int]:
    """Contracts that wait or stand, by the Kommune that submitted them."""
    standing = TransferContract.objects.filter(
        state__in=(ContractState.SUBMITTED, ContractState.AGREED), kommune__in=keys
    )
    counts = standing.order_by().values_list("kommune").annotate(count=Count("pk"))
    return dict(counts)


def vouchers_held(keys: Collection[str]) -> Mapping[str, int]:
    """Vouchers that can be used or have been, by Kommune."""
    lost = (VoucherState.CANCELLED, VoucherState.EXPIRED)
    own = Voucher.objects.filter(kommune__in=keys).exclude(state__in=lost)
    return dict(own.order_by().values_list("kommune").annotate(count=Count("pk")))


def register() -> None:
    """Add what the funding side knows to the page of a Kommune, and to one that ends."""
    register_holding(10, "Vertrag", "Verträge", contracts_held)
    register_holding(20, "Gutschein", "Gutscheine", vouchers_held)
    register_panel(QUOTA_ORDER, quota_panel)
    register_panel(CONTRACTS_ORDER, contracts_panel)
    register_panel(VOUCHERS_ORDER, vouchers_panel)
    register_source(contract_entries)
    register_partners(kommunen_with_contract)


def _reads_all(actor: Actor | None, kommune: Kommune) -> bool:
    """Whether somebody handles or reviews all cases of a Kommune."""
    if actor is None:
        return False
    return actor.role in OVERSIGHT or (actor.role == Role.HR and may_act_for(actor, kommune))


def _money(kommune: Kommune, *, opens_bookings: bool) -> list[MoneyRow]:
    own = with_predecessors(kommune)
    by_key = queries.totals_by("kommune", kommune__in=own)
    labels = {kommune.pk: ""}
    if set(by_key) - {kommune.pk}:
        labels = dict(own.values_list("pk", "label"))
    keys = sorted(by_key, key=lambda key: (key != kommune.pk, labels[key]))
    return [MoneyRow(labels[key], _amounts(key, by_key[key], opens_bookings)) for key in keys]


def _amounts(key: str, totals: Totals, opens_bookings: bool) -> list[Amount]:
    found = []
    for account in ACCOUNTS:
        query = urlencode({"kommune": key, "konto": account.value})
        url = f"{reverse('vouchers:entries')}?{query}" if opens_bookings else ""
        found.append(Amount(account.label.capitalize(), getattr(totals, account.value), url))
    return found
