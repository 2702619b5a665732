"""List, page and export of claims, for the provider and for those who check, order and review."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.actor import Actor
from lotsen.core.csv_export import Cents
from lotsen.core.exports import list_response
from lotsen.core.formatting import instant
from lotsen.core.paging import paginate
from lotsen.core.roles import OVERSIGHT, Role
from vouchers.enums import ClaimState
from vouchers.forms.claims import ClaimFilter
from vouchers.forms.filters import WAITING
from vouchers.models import Claim
from vouchers.queries import claims as queries
from vouchers.views.claim_progress import acts_of
from vouchers.views.timelines import timeline

READERS = (Role.PROVIDER, Role.OFFICE, Role.MINISTRY, Role.AUDITOR)
CLAIMS_HEAD = (
    *("Nummer", "Bildungsträger", "Ihr Zeichen", "Eingereicht", "Tage", "Betrag", "Stand"),
    *("Sachlich richtig", "Rechnerisch richtig", "Angeordnet", "Ausgezahlt"),
)
LINES_HEAD = (
    *("Position", "Seminartag", "Tag", "Gutschein-ID", "Kommune", "Schlüssel", "Betrag"),
    *("Buchung", "Abgelehnt", "Begründung"),
)


@access(*READERS)
def claim_list(request: HttpRequest) -> HttpResponse:
    """Claims that the visitor may see; office and ministry start with those that wait for them."""
    actor = actor_of(request)
    form = _filter(request, actor)
    is_provider = actor.role == Role.PROVIDER
    open_days, open_cents = (
        queries.claimable_total(actor.organisation_id) if is_provider else (0, 0)
    )
    context = {
        "form": form,
        "page": paginate(request, _filtered(form, actor)),
        "is_provider": is_provider,
        "filtered": any(form.value(name) for name in ("suche", "traeger", "stand")),
        "inbox": form.is_inbox and not form.value("suche"),
        "export_url": f"{reverse('vouchers:claims-csv')}?{request.GET.urlencode()}",
        "open_days": open_days,
        "open_cents": open_cents,
    }
    return render(request, "vouchers/claims.html", context)


@access(*READERS)
def claim_list_csv(request: HttpRequest) -> HttpResponse:
    """The same list as CSV, all pages of it."""
    actor = actor_of(request)
    form = _filter(request, actor)
    rows = (_claim_cells(claim) for claim in _filtered(form, actor))
    notes = (*_notes(actor), *form.chosen())
    return list_response(request, "Abrechnungen", CLAIMS_HEAD, rows, notes)


@access(*READERS)
def claim_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One claim: its acts, its lines, its payments, what happened, what to do next."""
    actor = actor_of(request)
    claim = claim_or_404(actor, pk)
    context = {
        "claim": claim,
        "acts": acts_of(claim, actor),
        "lines": list(queries.lines_of(claim)),
        "payments": list(claim.payments.all()),
        "steps": timeline(claim, actor),
        **_possible(claim, actor),
    }
    return render(request, "vouchers/claim.html", context)


@access(*READERS)
def claim_csv(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The lines of one claim; those that were not refused add up to its sum."""
    actor = actor_of(request)
    claim = claim_or_404(actor, pk)
    rows = (
        (
            *(line.position, line.held_on, line.day_number, line.voucher_id),
            *(line.voucher.kommune.label, line.voucher.kommune_id, Cents(line.cents)),
            *(line.entry.reference, line.is_refused, line.refusal_reason),
        )
        for line in queries.lines_of(claim)
    )
    notes = (f"Abrechnung {claim.number}, {claim.provider.name}", *_notes(actor))
    return list_response(request, f"Abrechnung {claim.number}", LINES_HEAD, rows, notes)


def claim_or_404(actor: Actor, pk: UUID) -> Claim:
    """A claim that the actor may see, with its sums and the people of its acts."""
    claims = queries.with_sums(queries.claims_visible_to(actor))
    people = ("submitted_by", "factual_by", "arithmetic_by", "ordered_by")
    return get_object_or_404(claims.select_related("provider", *people), pk=pk)


def _filter(request: HttpRequest, actor: Actor) -> ClaimFilter:
    given = request.GET.copy()
    if actor.role in (Role.OFFICE, Role.MINISTRY):
        given.setdefault("stand", WAITING)
    return ClaimFilter(given, for_provider=actor.role == Role.PROVIDER)


def _filtered(form: ClaimFilter, actor: Actor) -> QuerySet[Claim]:
    """In the chosen order; without one an inbox starts with what has waited longest."""
    claims = queries.with_sums(queries.claims_visible_to(actor))
    state, text = form.value("stand"), form.value("suche")
    if provider := form.value("traeger"):
        claims = claims.filter(provider=provider)
    if text:
        claims = claims.filter(Q(number__icontains=text) | Q(provider_reference__icontains=text))
    if state == WAITING:
        claims = queries.waiting_for(claims, actor.role)
    elif state:
        claims = claims.filter(state=state)
    order = form.value("sortierung")
    return queries.claims_in_order(claims, order, oldest_first=form.is_inbox)


def _claim_cells(claim: Any) -> tuple[object, ...]:
    paid = next((payment.paid_on for payment in claim.payments.all()), None)
    return (
        *(claim.number, claim.provider.name, claim.provider_reference, claim.submitted_at),
        *(claim.day_count, Cents(claim.cents or 0), claim.get_state_display()),
        *(claim.factual_at, claim.arithmetic_at, claim.ordered_at, paid),
    )


def _notes(actor: Actor) -> Iterator[str]:
    yield f"Stand {instant(clock.now())}"
    yield f"Erstellt von {actor.signature}, {actor.role_label}"


def _possible(claim: Claim, actor: Actor) -> dict[str, Any]:
    """Which buttons the page shows; the services decide."""
    own = actor.same_person(claim.submitted_by_id)
    checked = actor.user_id in (claim.factual_by_id, claim.arithmetic_by_id)
    office = actor.role == Role.OFFICE and not own
    ministry = actor.role == Role.MINISTRY and not own and not checked
    return {
        "is_provider": actor.role == Role.PROVIDER,
        "sees_vouchers": actor.role in OVERSIGHT,
        "may_withdraw": actor.role == Role.PROVIDER and claim.state == ClaimState.SUBMITTED,
        "may_check_facts": office and claim.state == ClaimState.SUBMITTED,
        "may_check_sums": office and claim.state == ClaimState.FACTUAL,
        "may_refuse": office and claim.state in queries.OFFICE_STATES,
        "may_order": ministry and claim.state == ClaimState.CHECKED,
    }
