"""Freigaben: what one person of the ministry proposes and another one decides."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lotsen.accounts.fresh import fresh_login
from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.actor import Actor
from lotsen.core.attempt import attempt
from lotsen.core.drafts import Step, check_page, read_draft
from lotsen.core.forms import Form
from lotsen.core.keys import submission_key
from lotsen.core.paging import paginate
from lotsen.core.roles import OVERSIGHT, Role
from vouchers import queries, services
from vouchers.enums import ProposalKind, ProposalState
from vouchers.forms import ProposalForm, RefusalForm
from vouchers.models import BudgetProposal, JournalEntry
from vouchers.queries.entries import entries_of_proposal
from vouchers.queries.proposals import effect_of, proposals_visible_to
from vouchers.views.year_end import closing_effect


@access(*OVERSIGHT)
def proposal_list(request: HttpRequest) -> HttpResponse:
    """What waits, longest first, and below it what was decided, newest first."""
    actor = actor_of(request)
    visible = proposals_visible_to(actor)
    decided = visible.exclude(state=ProposalState.PROPOSED).order_by("-decided_at")
    context = {
        "waiting": visible.filter(state=ProposalState.PROPOSED).order_by("proposed_at"),
        "page": paginate(request, decided),
        "may_propose": actor.role == Role.MINISTRY,
        "user_id": actor.user_id,
    }
    return render(request, "vouchers/proposals.html", context)


@access(*OVERSIGHT)
def proposal_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One proposal with its effect, and who may decide it."""
    actor = actor_of(request)
    found = get_object_or_404(proposals_visible_to(actor), pk=pk)
    return render(request, "vouchers/proposal.html", _context(found, actor))


@access(Role.MINISTRY, writes=("POST",))
def proposal_new(request: HttpRequest) -> HttpResponse:
    """Form → check page with the effect → proposed; books nothing."""
    draft = read_draft(request)
    form = ProposalForm(draft.data, initial=_now())
    if draft.step is Step.WRITE:
        return render(request, "vouchers/proposal_new.html", {"form": form})
    if draft.to_check and form.is_valid():
        return check_page(request, draft, form, "vouchers/proposal_check.html", _check(form))
    proposal, status = attempt(form, lambda: _propose(form, actor_of(request)))
    if proposal is None:
        return render(request, "vouchers/proposal_new.html", {"form": form}, status=status)
    messages.success(request, "Der Vorschlag wartet auf die Freigabe durch eine zweite Person.")
    return redirect("vouchers:proposal", pk=proposal.pk)


@access(Role.MINISTRY, writes=("POST",))
@fresh_login
def proposal_approve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Check page with the effect; POST approves and books."""
    actor = actor_of(request)
    found = get_object_or_404(proposals_visible_to(actor), pk=pk)
    form, status = Form(request.POST or None), 200
    if request.method == "POST":
        form = Form(request.POST)
        approved, status = attempt(form, lambda: _approve(found, actor))
        if approved is not None:
            messages.success(request, f"Freigegeben und gebucht: {approved}.")
            return redirect("vouchers:proposal", pk=pk)
        found = get_object_or_404(proposals_visible_to(actor), pk=pk)
    context = {"form": form, **_context(found, actor)}
    return render(request, "vouchers/proposal_approve.html", context, status=status)


@access(Role.MINISTRY, writes=("POST",))
def proposal_reject(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Refuse with a reason; nothing is booked."""
    actor = actor_of(request)
    found = get_object_or_404(proposals_visible_to(actor), pk=pk)
    form, status = RefusalForm(request.POST or None), 200
    if request.method == "POST":
        form = RefusalForm(request.POST)
        rejected, status = attempt(
            form,
            lambda: services.reject_budget(
                proposal_id=pk, reason=form.cleaned_data["reason"], actor=actor
            ),
        )
        if rejected is not None:
            messages.success(request, "Der Vorschlag ist abgelehnt.")
            return redirect("vouchers:proposal", pk=pk)
    context = {"form": form, "proposal": found}
    return render(request, "vouchers/proposal_reject.html", context, status=status)


@access(Role.MINISTRY, writes=("POST",))
def proposal_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one's own proposal back; GET asks first."""
    actor = actor_of(request)
    found = get_object_or_404(proposals_visible_to(actor), pk=pk)
    if request.method != "POST":
        return render(request, "vouchers/proposal_withdraw.html", {"proposal": found})
    services.withdraw_budget(proposal_id=pk, actor=actor)
    messages.success(request, "Der Vorschlag ist zurückgezogen.")
    return redirect("vouchers:proposals")


def _now() -> dict[str, Any]:
    line = queries.open_lines().first()
    return {
        "kind": ProposalKind.GRANT,
        "year": clock.today().year,
        "line": line.pk if line else None,
    }


def _check(form: ProposalForm) -> dict[str, Any]:
    data = form.cleaned_data
    kind, money = ProposalKind(data["kind"]), {name: data[name] for name in ("line", "year")}
    return {
        "answers": data | {"kind_label": kind.label},
        "effect": effect_of(kind=kind, cents=data["cents"], **money),
    }


def _propose(form: ProposalForm, actor: Actor) -> BudgetProposal:
    data = form.cleaned_data
    return services.propose_budget(
        kind=ProposalKind(data["kind"]),
        line=data["line"],
        year=data["year"],
        cents=data["cents"],
        reason=data["reason"],
        submission_key=submission_key(actor, data["token"]),
        actor=actor,
    )


def _approve(proposal: BudgetProposal, actor: Actor) -> BudgetProposal:
    approve = services.approve_budget
    if proposal.kind == ProposalKind.CLOSE:
        approve = services.approve_closing
    return approve(proposal_id=proposal.pk, actor=actor)


def _context(proposal: BudgetProposal, actor: Actor) -> dict[str, Any]:
    """The proposal, what it would change now, and what this reader may do with it."""
    is_own = actor.same_person(proposal.proposed_by_id)
    effect = None
    if proposal.is_open and proposal.line is not None and proposal.cents is not None:
        effect = effect_of(
            kind=proposal.kind, line=proposal.line, year=proposal.year, cents=proposal.cents
        )
    return {
        "proposal": proposal,
        "effect": effect,
        "may_decide": proposal.is_open and actor.role == Role.MINISTRY and not is_own,
        "is_own": is_own,
        "entries": _entries(proposal),
        **(closing_effect(proposal) if proposal.kind == ProposalKind.CLOSE else {"rest": None}),
    }


def _entries(proposal: BudgetProposal) -> list[JournalEntry]:
    approved = proposal.state == ProposalState.APPROVED
    return list(entries_of_proposal(proposal)) if approved else []
