"""Money that comes back: list, case, letter, proposal."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.actor import Actor
from lotsen.core.attempt import attempt
from lotsen.core.documents import download_response
from lotsen.core.exports import FORMAT
from lotsen.core.keys import submission_key
from lotsen.core.paging import paginate
from lotsen.core.roles import OVERSIGHT, Role
from vouchers import queries
from vouchers.forms.reclaims import ReclaimFilter, ReclaimForm
from vouchers.interest import MissingRate, percent
from vouchers.models import Reclaim
from vouchers.queries.reclaims import (
    Interest,
    entries_of_reclaim,
    held_days,
    interest_until,
    missing_half_years,
    open_cents,
    paid_days,
    reclaims_in_order,
    reclaims_visible_to,
)
from vouchers.services.reclaiming import propose_reclaim, require_same_reclaim
from vouchers.views.list_files import RECLAIMS, answer_file
from vouchers.views.timelines import timeline

READERS = (*OVERSIGHT, Role.PROVIDER)


@access(*READERS)
def reclaim_list(request: HttpRequest) -> HttpResponse:
    """Cases, sorted, with what is still to come back; with `?ausgabe=` exactly these as a file."""
    is_provider = actor_of(request).role == Role.PROVIDER
    form = ReclaimFilter(request.GET, for_provider=is_provider)
    visible = reclaims_visible_to(actor_of(request))
    found = visible.filter(state=form.value("stand")) if form.value("stand") else visible
    found = reclaims_in_order(found, form.value("sortierung"))
    if FORMAT in request.GET:
        return answer_file(request, RECLAIMS, found, form)
    context = {
        "form": form,
        "page": paginate(request, found),
        "export_url": f"?{request.GET.urlencode()}",
        "filtered": bool(form.value("stand")),
        "open_cents": open_cents(visible),
        "is_provider": is_provider,
        "now": clock.now(),
    }
    return render(request, "vouchers/reclaims.html", context)


@access(*READERS)
def reclaim_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One case: days, interest so far, bookings, what happened."""
    actor = actor_of(request)
    reclaim = get_object_or_404(reclaims_visible_to(actor), pk=pk)
    decides = reclaim.is_proposed and actor.role == Role.MINISTRY
    records = reclaim.is_open and actor.role in (Role.OFFICE, Role.MINISTRY)
    held, interest = held_days(reclaim.voucher), _interest(reclaim)
    context: dict[str, Any] = {
        "reclaim": reclaim,
        "days": [(line, held.get(line.day_number)) for line in reclaim.lines.all()],
        "interest": interest,
        "parts": [(part, percent(part.yearly_hundredths)) for part in interest.parts]
        if interest
        else [],
        "missing": missing_half_years(),
        "entries": entries_of_reclaim(reclaim) if actor.role in OVERSIGHT else [],
        "steps": timeline(reclaim, actor),
        "may_decide": decides and not actor.same_person(reclaim.proposed_by_id),
        "own_proposal": decides and actor.same_person(reclaim.proposed_by_id),
        "may_record": records,
        "oversees": actor.role in OVERSIGHT,
    }
    return render(request, "vouchers/reclaim.html", context)


@access(*READERS)
def reclaim_letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The letter to the provider."""
    reclaim = get_object_or_404(reclaims_visible_to(actor_of(request)), pk=pk)
    if reclaim.letter is None:
        raise Http404
    return download_response(reclaim.letter)


@access(Role.OFFICE, writes=("POST",))
def reclaim_new(request: HttpRequest, voucher_id: str) -> HttpResponse:
    """Propose to claim paid days of a voucher back."""
    actor = actor_of(request)
    voucher = get_object_or_404(queries.vouchers_visible_to(actor), pk=voucher_id)
    days = paid_days(voucher)
    form, status = ReclaimForm(request.POST or None, days=days), 200
    if request.method == "POST":
        form = ReclaimForm(request.POST, days=days)
        reclaim, status = attempt(
            form,
            lambda: _propose(form, voucher.pk, request),
            done_before=lambda: _proposed_before(form, voucher.pk, actor),
        )
        if reclaim is not None:
            messages.success(request, f"{reclaim.number} wartet auf die Freigabe des Ministeriums.")
            return redirect("vouchers:reclaim", pk=reclaim.pk)
    context = {"voucher": voucher, "form": form, "days": days}
    return render(request, "vouchers/reclaim_new.html", context, status=status)


def _propose(form: ReclaimForm, voucher_id: str, request: HttpRequest) -> Reclaim:
    data, actor = form.cleaned_data, actor_of(request)
    return propose_reclaim(
        voucher_id=voucher_id,
        day_numbers=form.day_numbers,
        reason=data["reason"],
        interest_from=data["interest_from"],
        submission_key=submission_key(actor, data["token"]),
        actor=actor,
    )


def _proposed_before(form: ReclaimForm, voucher_id: str, actor: Actor) -> Reclaim | None:
    """The proposal of this very form: once it is there, its days are no longer offered.

    Raises `Conflict` when the form has other content by now.
    """
    data = form.cleaned_data
    key = submission_key(actor, data.get("token", ""))
    known = reclaims_visible_to(actor).filter(submission_key=key).first()
    if known is not None:
        require_same_reclaim(
            known,
            voucher_id=voucher_id,
            days=form.ticked,
            reason=data.get("reason", ""),
            interest_from=data.get("interest_from"),
        )
    return known


def _interest(reclaim: Reclaim) -> Interest | None:
    """Interest to the day of repayment or to today; None where no rate is known."""
    try:
        return interest_until(reclaim, reclaim.repaid_on or clock.today())
    except MissingRate:
        return None
