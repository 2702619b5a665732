"""The office enters qualifications gained earlier or elsewhere; others read them."""

import logging
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from kommunen.models import Kommune
from kommunen.queries import kommunen_now, living_body
from lotsen.core import documents
from lotsen.core.access import access, actor_of
from lotsen.core.actor import Actor
from lotsen.core.attempt import attempt
from lotsen.core.drafts import Draft, Step, check_page, read_draft
from lotsen.core.keys import uuid_or_none
from lotsen.core.roles import Role
from lotsen.people import queries, services
from lotsen.people.models import Lotse, PriorQualification
from lotsen.people.prior_forms import (
    NeededScanForm,
    NewPersonPriorForm,
    PriorForm,
    ScanForm,
    WithdrawForm,
)
from lotsen.people.prior_queries import files_of, priors_visible_to, proofs_visible_to
from lotsen.people.services.prior import hindrance_of

log = logging.getLogger("lotsen.people")

REVIEWERS = (Role.MINISTRY, Role.AUDITOR)


@access(Role.OFFICE, writes=("POST",))
def qualify(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a known person completed earlier or elsewhere: form, check page, entered."""
    actor = actor_of(request)
    lotse = get_object_or_404(queries.lotsen_visible_to(actor), pk=pk)
    draft = read_draft(request)
    form = PriorForm(draft.data, initial={"kommune": _employer(lotse)})

    def record() -> PriorQualification:
        return services.record_prior(
            prior_id=form.cleaned_data["token"],
            lotse=lotse,
            kommune=form.earned_at,
            course=form.course,
            actor=actor,
        )

    return _entry(request, draft, form, record, {"lotse": lotse})


@access(Role.OFFICE, writes=("POST",))
def qualify_new(request: HttpRequest) -> HttpResponse:
    """The same for somebody without a page yet."""
    actor = actor_of(request)
    draft = read_draft(request)
    form = NewPersonPriorForm(draft.data, initial={"kommune": _named(request)})

    def record() -> PriorQualification:
        return services.record_prior_of_new(
            prior_id=form.cleaned_data["token"],
            person=form.person,
            earned_at=form.cleaned_data["elsewhere"],
            course=form.course,
            actor=actor,
        )

    return _entry(request, draft, form, record, {})


@access(Role.HR, Role.OFFICE, Role.MINISTRY, Role.AUDITOR)
def prior_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One entry with its proofs, and whether it was taken back."""
    return _prior_page(request, pk, NeededScanForm())


@access(Role.OFFICE, writes=("POST",))
def add_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep a scan beside the entry; the same file twice is one."""
    actor = actor_of(request)
    prior = get_object_or_404(priors_visible_to(actor), pk=pk)
    if request.method != "POST":
        return redirect("people:prior", pk=pk)
    form = NeededScanForm(request.POST, request.FILES)
    added, status = attempt(
        form,
        lambda: services.add_proof(prior_id=prior.pk, scan=form.cleaned_data["file"], actor=actor),
    )
    if added is None:
        return _prior_page(request, pk, form, status=status)
    messages.success(request, "Die Datei ist gespeichert.")
    return redirect("people:prior", pk=pk)


@access(Role.HR, Role.OFFICE, Role.AUDITOR, Role.LOTSE)
def proof_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The scan as it was uploaded."""
    actor = actor_of(request)
    found = get_object_or_404(proofs_visible_to(actor).select_related("document"), pk=pk)
    if actor.role in REVIEWERS:
        log.info("person.proof_read", extra={"user": actor.user_id, "proof": str(found.pk)})
    return documents.download_response(found.document)


@access(Role.OFFICE, writes=("POST",))
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a wrong entry back, with a reason; GET says what that means, or why it cannot be."""
    actor = actor_of(request)
    prior = get_object_or_404(priors_visible_to(actor).select_related("qualification"), pk=pk)
    form, status = WithdrawForm(), 200
    if request.method == "POST":
        form = WithdrawForm(request.POST)
        done, status = attempt(
            form,
            lambda: services.withdraw_prior(
                prior_id=prior.pk, reason=form.cleaned_data["reason"], actor=actor
            ),
        )
        if done is not None:
            messages.success(request, "Die Eintragung ist zurückgenommen.")
            return redirect("people:prior", pk=pk)
    context = {"prior": prior, "form": form, "hindrance": hindrance_of(prior)}
    return render(request, "people/prior_withdraw.html", context, status=status)


def _entry(
    request: HttpRequest, draft: Draft, form: PriorForm, record: Any, context: dict[str, Any]
) -> HttpResponse:
    """Form, check page with the upload, or the entry; a sent form leads to its entry again."""
    context |= {"form": form, "is_new": isinstance(form, NewPersonPriorForm)}
    if draft.step is Step.WRITE:
        return render(request, "people/prior_form.html", context)
    known = _entered_before(form, actor_of(request))
    if draft.to_check and known is not None:
        return redirect("people:prior", pk=known.pk)
    scan = ScanForm(request.POST, request.FILES) if draft.step is Step.SUBMIT else ScanForm()
    if form.is_valid() and (draft.to_check or not scan.is_valid()):
        page = context | {"scan": scan, "has_errors": bool(scan.errors)}
        status = 422 if scan.errors else 200
        return check_page(request, draft, form, "people/prior_check.html", page, status=status)
    made, status = attempt(form, lambda: _record(record, scan, actor_of(request)))
    if made is None:
        return render(request, "people/prior_form.html", context, status=status)
    messages.success(request, f"Die Qualifizierung von {made.lotse.full_name} ist nachgetragen.")
    return redirect("people:prior", pk=made.pk)


@transaction.atomic
def _record(record: Any, scan: ScanForm, actor: Actor) -> PriorQualification:
    made: PriorQualification = record()
    if scan.cleaned_data["file"] is not None:
        services.add_proof(prior_id=made.pk, scan=scan.cleaned_data["file"], actor=actor)
    return made


def _entered_before(form: PriorForm, actor: Actor) -> PriorQualification | None:
    """The entry of this very form: its check page leads there once it was sent."""
    key = uuid_or_none(str(form.data.get("token", "")))
    return priors_visible_to(actor).filter(pk=key).first() if key else None


def _named(request: HttpRequest) -> Kommune | None:
    """The Kommune from whose page, or from whose mail, the office comes."""
    return kommunen_now().filter(pk=request.GET.get("kommune", "")[:20]).first()


def _employer(lotse: Lotse) -> Kommune | None:
    """Today's name of the present employer; the registry knows no dissolved one by its label."""
    job = queries.current_employment(lotse)
    return living_body(job.kommune) if job else None


def _prior_page(
    request: HttpRequest, pk: UUID, form: ScanForm, *, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    prior = get_object_or_404(priors_visible_to(actor), pk=pk)
    if actor.role in REVIEWERS:
        log.info("person.viewed", extra={"user": actor.user_id, "lotse": str(prior.lotse_id)})
    context = {
        "prior": prior,
        "files": files_of(prior),
        "form": form,
        "is_office": actor.role == Role.OFFICE,
        "reads_files": actor.role != Role.MINISTRY,
        "is_hr": actor.role == Role.HR,
    }
    return render(request, "people/prior.html", context, status=status)
