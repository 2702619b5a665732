"""HR enrols its employees: choose → check → done. And the page of one enrolment."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from kommunen.queries.fate import fate_if_ended
from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.actor import Actor
from lotsen.core.attempt import attempt
from lotsen.core.drafts import Draft, Step, check_page, read_draft
from lotsen.core.forms import Form
from lotsen.core.paging import paginate
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from lotsen.seminars import queries, rules, services
from lotsen.seminars.forms import EnrolForm
from lotsen.seminars.models import Enrolment, Seminar
from lotsen.seminars.queries.substitutes import voucher_to_add
from lotsen.seminars.views.named import named_person
from lotsen.seminars.views.rows import with_certificates
from vouchers.enums import ContractRule
from vouchers.views.contracts import own_kommune
from vouchers.views.timelines import timeline

CHECK_PAGE = "seminars/enrol_check.html"
CANCELLING = (Role.HR, Role.PROVIDER, Role.OFFICE)


@access(Role.HR, writes=("POST",))
def enrol(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whom HR came for is ticked already; the button of the check page enrols."""
    actor = actor_of(request)
    found = queries.with_days(queries.with_seats(queries.seminars_visible_to(actor)))
    seminar = get_object_or_404(found, pk=pk)
    draft = read_draft(request)
    if draft.was_checked and _all_enrolled(draft, seminar, actor):
        return redirect("seminars:enrolled", pk=seminar.pk)  # pressed twice, or gone back
    kommune = own_kommune(actor)
    candidates = queries.candidates(seminar, kommune)
    person = named_person(request)
    form = EnrolForm(
        draft.data,
        candidates=candidates,
        free=seminar.free_seats,
        person=person,
        binding=draft.step is Step.SUBMIT,
    )
    context = _context(seminar, candidates, form) | _named(person, candidates)
    context["fate"] = fate_if_ended(kommune)
    if draft.step is Step.WRITE:
        return render(request, "seminars/enrol.html", context)
    if draft.to_check and form.is_valid():
        return check_page(request, draft, form, CHECK_PAGE, context | _effect(seminar, form))
    made, status = attempt(
        form,
        lambda: _enrol(form, seminar, actor),
        done_before=lambda: _all_enrolled(draft, seminar, actor) or None,
    )
    if made is not None:
        return redirect("seminars:enrolled", pk=seminar.pk)
    if draft.step is Step.SUBMIT and form.chosen:
        return check_page(
            request, draft, form, CHECK_PAGE, context | _effect(seminar, form), status=status
        )
    return render(request, "seminars/enrol.html", context, status=status)


@access(Role.HR)
def enrolled(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The confirmation with the number of each person; can be opened again."""
    actor = actor_of(request)
    seminar = get_object_or_404(
        queries.with_days(queries.with_seats(queries.seminars_visible_to(actor))), pk=pk
    )
    people = list(queries.participants(seminar, actor))
    if not people:
        raise Http404("Aus Ihrer Kommune ist hier niemand angemeldet.")
    for enrolment in people:
        enrolment.seminar = seminar
    return render(request, "seminars/enrolled.html", {"seminar": seminar, "people": people})


@access(Role.HR, Role.LOTSE)
def enrolments(request: HttpRequest) -> HttpResponse:
    """HR: all enrolments of the own Kommune. Lotse: the own ones with the certificates."""
    actor = actor_of(request)
    is_lotse = actor.role == Role.LOTSE
    if is_lotse:
        found = queries.own_enrolments(actor)
    else:
        found = queries.enrolments_visible_to(actor).select_related("certificate")
        found = found.order_by("-enrolled_at", "number")
    page = paginate(request, found)
    context = {"page": page, "rows": with_certificates(page), "is_lotse": is_lotse}
    return render(request, "seminars/enrolments.html", context)


@access(*rules.CASE_READERS)
def enrolment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One enrolment: who, what, what it costs, how far it is."""
    actor = actor_of(request)
    found = visible_enrolment(actor, pk)
    seminar = found.seminar
    hindrance = rules.uncancellable_because(
        found, actor, first_day=seminar.first_day, today=clock.today()
    )
    context = {
        "enrolment": found,
        "seminar": seminar,
        "may_cancel": actor.role in CANCELLING and not hindrance,
        "certificate": getattr(found, "certificate", None),
        "is_lotse": actor.role == Role.LOTSE,
        **_changes(found, actor),
    }
    return render(request, "seminars/enrolment.html", context)


@access(*CANCELLING, writes=("POST",))
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask once, then give the place back; the voucher can be used again."""
    actor = actor_of(request)
    found = visible_enrolment(actor, pk)
    form, status = Form(request.POST or None), 200
    if request.method == "POST":
        form = Form(request.POST)
        cancelled, status = attempt(
            form, lambda: services.cancel_enrolment(enrolment_id=found.pk, actor=actor)
        )
        if cancelled is not None:
            messages.success(request, f"Die Anmeldung {found.reference} ist zurückgenommen.")
            return redirect("seminars:enrolment", pk=found.pk)
    hindrance = rules.uncancellable_because(
        found, actor, first_day=found.seminar.first_day, today=clock.today()
    )
    context = {
        "enrolment": found,
        "seminar": found.seminar,
        "form": form,
        "hindrance": hindrance,
    }
    return render(request, "seminars/cancel_enrolment.html", context, status=status)


def _changes(found: Enrolment, actor: Actor) -> dict[str, Any]:
    """What HR and office can still change, and what happened so far."""
    changes = actor.role in (Role.HR, Role.OFFICE)
    refused = rules.unreplaceable_because(
        found, first_day=found.seminar.first_day, today=clock.today()
    )
    shown = changes or actor.role == Role.PROVIDER
    return {
        "may_substitute": changes and not refused,
        "voucher_to_add": voucher_to_add(found) if changes and not refused else None,
        "sees_voucher": shown,
        "steps": timeline(found, actor) if shown else [],
    }


def visible_enrolment(actor: Actor, pk: UUID) -> Enrolment:
    """The enrolment with its seminar's days and seats; 404 for what the actor may not see."""
    visible = queries.enrolments_visible_to(actor).select_related(
        "certificate", "replaces__lotse", "replaced_by__lotse"
    )
    found = get_object_or_404(visible, pk=pk)
    seminars = Seminar.objects.select_related("line", "provider")
    found.seminar = queries.with_days(queries.with_seats(seminars)).get(pk=found.seminar_id)
    return found


def _all_enrolled(draft: Draft, seminar: Seminar, actor: Actor) -> bool:
    wanted = set(draft.data.getlist("personen")) if draft.data else set()
    have = queries.participants(seminar, actor).values_list("lotse", flat=True)
    return bool(wanted) and wanted <= {str(lotse) for lotse in have}


def _enrol(form: EnrolForm, seminar: Seminar, actor: Actor) -> list[Enrolment]:
    return services.enrol_many(seminar_id=seminar.pk, places=form.places(), actor=actor)


def _context(
    seminar: Seminar, candidates: list[queries.Candidate], form: EnrolForm
) -> dict[str, Any]:
    first, today = seminar.first_day, clock.today()
    closed = rules.closed_because(seminar, first_day=first, today=today)
    return {
        "seminar": seminar,
        "usable": [found for found in candidates if found.is_usable],
        "hindered": [found for found in candidates if not found.is_usable],
        "form": form,
        "closed": closed or ("" if seminar.free_seats else rules.FULL),
    }


def _named(person: Lotse | None, candidates: list[queries.Candidate]) -> dict[str, Any]:
    """Why the person for whom HR came cannot be enrolled here; empty when possible or nobody."""
    found = next((found for found in candidates if found.lotse == person), None)
    return {"person": person, "person_hindrance": found.hindrance if found else ""}


def _effect(seminar: Seminar, form: EnrolForm) -> dict[str, Any]:
    """What the check page says before the binding step."""
    chosen = form.chosen
    return {
        "chosen": chosen,
        "fee": sum(found.fee_cents for found in chosen),
        "grant": sum(found.grant_cents for found in chosen),
        "own": sum(found.own_cents for found in chosen),
        "unfunded": form.unfunded,
        "voucher_can_follow": seminar.line.period.contract_rule == ContractRule.OVERLAP,
    }
