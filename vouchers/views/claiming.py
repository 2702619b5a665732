"""The provider writes a claim: days → check page → submitted; and may take it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lotsen.accounts.models import Organisation
from lotsen.core.access import access, actor_of
from lotsen.core.actor import Actor
from lotsen.core.attempt import attempt
from lotsen.core.drafts import Draft, Step, check_page, read_draft
from lotsen.core.keys import submission_key
from lotsen.core.roles import Role
from vouchers.forms.claims import ClaimForm, VersionForm, by_date, split_days
from vouchers.models import Claim
from vouchers.queries.claims import claimable_days, claims_visible_to
from vouchers.services.claims import (
    MAX_LINES,
    require_same_claim,
    submit_claim,
    withdraw_claim,
)
from vouchers.views.claims import claim_or_404


@access(Role.PROVIDER, writes=("POST",))
def claim_new(request: HttpRequest) -> HttpResponse:
    """All open days are ticked; the button of the check page submits."""
    actor = actor_of(request)
    draft = read_draft(request)
    known = _submitted_before(draft, actor)
    if known is not None:
        return redirect("vouchers:claim-submitted", pk=known.pk)
    form = ClaimForm(draft.data, days=claimable_days(actor.organisation_id))
    if draft.step is Step.WRITE:
        return render(request, "vouchers/claim_new.html", _offer(form))
    if draft.to_check and form.is_valid():
        return check_page(request, draft, form, "vouchers/claim_check.html", _check(form, actor))
    claim, status = attempt(
        form, lambda: _submit(form, actor), done_before=lambda: _submitted_before(draft, actor)
    )
    if claim is None:
        return render(request, "vouchers/claim_new.html", _offer(form), status=status)
    return redirect("vouchers:claim-submitted", pk=claim.pk)


@access(Role.PROVIDER)
def claim_submitted(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The confirmation after submitting; can be opened again."""
    claim = claim_or_404(actor_of(request), pk)
    return render(request, "vouchers/claim_submitted.html", {"claim": claim})


@access(Role.PROVIDER, writes=("POST",))
def claim_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a claim back that nobody has checked; GET asks first."""
    actor = actor_of(request)
    claim = claim_or_404(actor, pk)
    form, status = VersionForm(initial={"version": claim.version}), 200
    if request.method == "POST":
        form = VersionForm(request.POST)
        withdrawn, status = attempt(
            form,
            lambda: withdraw_claim(
                claim_id=claim.pk, version=form.cleaned_data["version"], actor=actor
            ),
        )
        if withdrawn is not None:
            messages.success(request, f"Die Abrechnung {claim.number} ist zurückgezogen.")
            return redirect("vouchers:claim", pk=claim.pk)
    context = {"claim": claim, "form": form}
    return render(request, "vouchers/claim_withdraw.html", context, status=status)


def _submitted_before(draft: Draft, actor: Actor) -> Claim | None:
    """The claim of this very form: a double click, or Back, leads to the same result.

    Raises `Conflict` when the form has other content by now.
    """
    if draft.data is None or not draft.was_checked:
        return None
    token = str(draft.data.get("token", ""))[:80].replace("\x00", "")
    if not token:
        return None
    known = claims_visible_to(actor).filter(submission_key=submission_key(actor, token)).first()
    if known is not None:
        require_same_claim(
            known,
            provider_id=known.provider_id,
            days=split_days(draft.data.getlist("tage")),
            reference=str(draft.data.get("zeichen", "")).strip(),
        )
    return known


def _submit(form: ClaimForm, actor: Actor) -> Claim:
    data = form.cleaned_data
    return submit_claim(
        provider=get_object_or_404(Organisation, pk=actor.organisation_id),
        days=split_days(data["tage"]),
        provider_reference=data["zeichen"],
        submission_key=submission_key(actor, data["token"]),
        actor=actor,
    )


def _offer(form: ClaimForm) -> dict[str, Any]:
    return {
        "form": form,
        "dates": list(by_date(form.days)),
        "days": len(form.days),
        "cents": sum(day.cents for day in form.days),
        "limit": MAX_LINES if len(form.days) > MAX_LINES else None,
    }


def _check(form: ClaimForm, actor: Actor) -> dict[str, Any]:
    """What the check page says before the binding step."""
    return {
        "form": form,
        "house": actor.organisation_name,
        "chosen": form.chosen,
        "dates": list(by_date(form.chosen)),
        "cents": sum(day.cents for day in form.chosen),
        "left": len(form.days) - len(form.chosen),
        "reference": form.cleaned_data["zeichen"],
    }
