"""Contracts, vouchers and everything about their money in the search of the site, by number."""

import re
from functools import partial
from typing import Any

from django.db.models import F, Func, Q, Value
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.http import urlencode

from lotsen.core.actor import Actor
from lotsen.core.formatting import day, euro
from lotsen.core.roles import OVERSIGHT, Role
from lotsen.core.search import (
    Found,
    Hit,
    Search,
    found,
    is_exactly,
    may_be,
    register_finder,
    register_kind,
    with_number,
)
from vouchers.models import Claim, JournalEntry, Payment, TransferContract, Voucher
from vouchers.queries import claims_visible_to, contracts_visible_to, vouchers_visible_to
from vouchers.queries.entries import entries_visible_to
from vouchers.queries.payments import payment_files_visible_to, payments_visible_to
from vouchers.queries.reclaims import reclaims_visible_to
from vouchers.queries.samples import samples_visible_to

CONTRACT = register_kind("WV")
CLAIM = register_kind("AB")
PAYMENT = register_kind("ZA")
PAYMENT_FILE = register_kind("ZD")
RECLAIM = register_kind("RF")
SAMPLE = register_kind("SP")
WIDTH = 4
"""Digits of all these numbers, at least."""

AGS_LENGTH = 8
_SHORT_ID = re.compile(r"([0-9]{8}[A-Z]+)([0-9]+)")
SHORTEST_ID, SHORTEST_REFERENCE = 4, 3
CONTRACT_READERS = (Role.HR, *OVERSIGHT)
VOUCHER_READERS = (Role.HR, Role.PROVIDER, *OVERSIGHT)
CLAIM_READERS = (Role.PROVIDER, *OVERSIGHT)


def register() -> None:
    """Called when the site starts."""
    register_finder(30, find_vouchers)
    register_finder(31, find_contracts)
    register_finder(32, find_claims)
    register_finder(33, find_payments)
    register_finder(34, find_reclaims)
    register_finder(35, find_entries)
    register_finder(36, find_payment_files)
    register_finder(37, find_samples)


def find_contracts(actor: Actor | None, search: Search) -> Found | None:
    """By Vorgangsnummer or its beginning."""
    if actor is None or actor.role not in CONTRACT_READERS or not may_be(search, CONTRACT):
        return None
    rows = with_number(contracts_visible_to(actor), search, CONTRACT, WIDTH)
    more_url = _list("vouchers:contracts", suche=_beginning(search, CONTRACT), stand="")
    columns = ("number", "state", "issued_at", "queued_at", "kommune__label")
    hit = partial(_contract, search)
    return found("Verträge", rows, hit, search, columns=columns, more_url=more_url)


def _contract(search: Search, contract: TransferContract) -> Hit:
    url = reverse("vouchers:contract", args=[contract.pk])
    detail = f"{contract.kommune.label} · {contract.stage_label}"
    return Hit(contract.number, detail, url, is_exactly(search, contract.number))


def find_vouchers(actor: Actor | None, search: Search) -> Found | None:
    """By ID or its beginning, with or without hyphens; a former AGS stays in the IDs."""
    typed = search.key
    if actor is None or actor.role not in VOUCHER_READERS or search.approximate:
        return None
    if not typed.startswith("08") or len(typed) < SHORTEST_ID:
        return None
    rows = vouchers_visible_to(actor).filter(pk__startswith=typed[:AGS_LENGTH])
    if len(typed) > AGS_LENGTH:
        bare = Func(F("pk"), Value("-._"), Value(""), function="translate")
        begun = Q(bare__startswith=typed) | Q(bare=_padded(typed))
        rows = rows.annotate(bare=Upper(bare)).filter(begun)
    more_url = _list("vouchers:vouchers", suche=typed[:AGS_LENGTH])
    columns, hit = ("id", "state", "kommune__label"), partial(_voucher, search)
    return found("Gutscheine", rows.order_by("pk"), hit, search, columns=columns, more_url=more_url)


def _voucher(search: Search, voucher: Voucher) -> Hit:
    url = reverse("vouchers:voucher", args=[voucher.pk])
    detail = f"{voucher.kommune.label} · {voucher.get_state_display()}"
    bare = "".join(char for char in voucher.pk.upper() if char.isalnum())
    return Hit(voucher.pk, detail, url, bare in (search.key, _padded(search.key)))


def _padded(typed: str) -> str:
    """An ID with all digits of its serial: "08231000B2" becomes "08231000B0002"."""
    parts = _SHORT_ID.fullmatch(typed)
    return f"{parts[1]}{parts[2]:0>{WIDTH}}" if parts else typed


def find_claims(actor: Actor | None, search: Search) -> Found | None:
    """By Vorgangsnummer, or by a part of the provider's own reference."""
    if actor is None or actor.role not in CLAIM_READERS or search.approximate:
        return None
    if search.is_number and not may_be(search, CLAIM):
        return None
    visible = claims_visible_to(actor)
    rows = with_number(visible, search, CLAIM, WIDTH)
    if not search.is_number and len(search.text) >= SHORTEST_REFERENCE:
        rows = (visible.filter(provider_reference__icontains=search.text) | rows).order_by(
            "-submitted_at", "-number"
        )
    text = _beginning(search, CLAIM) if search.is_number else search.text
    more_url = _list("vouchers:claims", suche=text, stand="")
    columns = ("number", "state", "provider_reference", "provider__name")
    hit = partial(_claim, search)
    return found("Abrechnungen", rows, hit, search, columns=columns, more_url=more_url)


def _claim(search: Search, claim: Claim) -> Hit:
    parts = (claim.provider.name, claim.provider_reference, str(claim.get_state_display()))
    url = reverse("vouchers:claim", args=[claim.pk])
    detail = " · ".join(part for part in parts if part)
    return Hit(claim.number, detail, url, is_exactly(search, claim.number))


def find_payments(actor: Actor | None, search: Search) -> Found | None:
    """By number. A provider is led to its claim: the page of the payment is not for it."""
    if actor is None or actor.role not in CLAIM_READERS or not may_be(search, PAYMENT):
        return None
    rows = with_number(payments_visible_to(actor), search, PAYMENT, WIDTH)
    sees_page = actor.role in OVERSIGHT
    more_url = _list("vouchers:payments", suche=_beginning(search, PAYMENT)) if sees_page else ""
    columns = ("number", "cents", "claim__provider__name")
    hit = partial(_payment, search, sees_page)
    return found("Zahlungen", rows, hit, search, columns=columns, more_url=more_url)


def _payment(search: Search, sees_page: bool, payment: Payment) -> Hit:
    name, key = ("payment", payment.pk) if sees_page else ("claim", payment.claim_id)
    detail = f"{payment.claim.provider.name} · {euro(payment.cents)}"
    url = reverse(f"vouchers:{name}", args=[key])
    return Hit(payment.number, detail, url, is_exactly(search, payment.number))


def find_reclaims(actor: Actor | None, search: Search) -> Found | None:
    """By Vorgangsnummer."""
    if actor is None or actor.role not in CLAIM_READERS or not may_be(search, RECLAIM):
        return None
    rows = with_number(reclaims_visible_to(actor), search, RECLAIM, WIDTH)
    hit = partial(_plain, search, "vouchers:reclaim", lambda row: f"Gutschein {row.voucher_id}")
    columns, more_url = ("number", "voucher"), reverse("vouchers:reclaims")
    return found("Rückforderungen", rows, hit, search, columns=columns, more_url=more_url)


def find_payment_files(actor: Actor | None, search: Search) -> Found | None:
    """By number."""
    if actor is None or actor.role not in OVERSIGHT or not may_be(search, PAYMENT_FILE):
        return None
    rows = with_number(payment_files_visible_to(actor), search, PAYMENT_FILE, WIDTH)
    hit = partial(_plain, search, "vouchers:payment-file", lambda row: euro(row.cents))
    columns, more_url = ("number", "cents"), reverse("vouchers:payment-files")
    return found("Zahlungsdateien", rows, hit, search, columns=columns, more_url=more_url)


def find_samples(actor: Actor | None, search: Search) -> Found | None:
    """By number."""
    if actor is None or actor.role not in OVERSIGHT or not may_be(search, SAMPLE):
        return None
    rows = with_number(samples_visible_to(actor), search, SAMPLE, WIDTH)
    hit = partial(_plain, search, "vouchers:sample", lambda row: f"Haushaltsjahr {row.year}")
    columns, more_url = ("number", "year"), reverse("vouchers:samples")
    return found("Stichproben", rows, hit, search, columns=columns, more_url=more_url)


def find_entries(actor: Actor | None, search: Search) -> Found | None:
    """By budget year and number, e.g. "2026/00017"."""
    typed = search.number
    if actor is None or actor.role not in OVERSIGHT or typed is None or typed.kind:
        return None
    if len(typed.serials) != 1:
        return None
    rows = entries_visible_to(actor).filter(year=typed.year, number=int(typed.serials[0]))
    return found("Buchungen", rows, _entry, search, columns=("year", "number", "kind", "booked_at"))


def _entry(entry: JournalEntry) -> Hit:
    detail = f"{entry.get_kind_display()} am {day(entry.booked_at)}"
    return Hit(entry.reference, detail, reverse("vouchers:entry", args=[entry.pk]))


def _plain(search: Search, page: str, detail: Any, row: Any) -> Hit:
    url = reverse(page, args=[row.pk])
    return Hit(row.number, detail(row), url, is_exactly(search, row.number))


def _beginning(search: Search, kind: str) -> str:
    """What the list behind a group is filtered by."""
    typed = search.number
    return "-".join([kind, str(typed.year), *typed.serials]) if typed else ""


def _list(name: str, **filters: str) -> str:
    return f"{reverse(name)}?{urlencode(filters)}"
