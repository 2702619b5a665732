"""HR or office gives a seat to a colleague, or adds the voucher that came late."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.actor import Actor
from lotsen.core.attempt import attempt
from lotsen.core.drafts import Step, check_page, read_draft
from lotsen.core.errors import DomainError
from lotsen.core.forms import Form
from lotsen.core.roles import Role
from lotsen.seminars import rules, services
from lotsen.seminars.models import Enrolment
from lotsen.seminars.queries.substitutes import seat_substitutes, voucher_to_add
from lotsen.seminars.services.attaching import attachment_hindrance
from lotsen.seminars.views.enrolling import visible_enrolment
from vouchers.forms.substitutes import SubstituteForm
from vouchers.models import Voucher

REPLACING = (Role.HR, Role.OFFICE)


@access(*REPLACING, writes=("POST",))
def substitute(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose colleague and reason; the check page says what happens to seat and voucher."""
    actor = actor_of(request)
    found = visible_enrolment(actor, pk)
    if found.substitute is not None:
        return redirect("seminars:enrolment", pk=found.substitute.pk)
    draft = read_draft(request)
    form = SubstituteForm(draft.data, people=seat_substitutes(found, actor))
    hindrance = rules.unreplaceable_because(
        found, first_day=found.seminar.first_day, today=clock.today()
    )
    context = {
        "enrolment": found,
        "seminar": found.seminar,
        "form": form,
        "hindrance": hindrance,
    }
    if draft.step is Step.WRITE:
        return render(request, "seminars/substitute.html", context)
    if draft.to_check and not hindrance and form.is_valid():
        return check_page(request, draft, form, "seminars/substitute_check.html", context)
    made, status = attempt(
        form,
        lambda: _substitute(request, found, form),
        done_before=lambda: _seated_before(form, pk, actor),
    )
    if made is None:
        return render(request, "seminars/substitute.html", context, status=status)
    messages.success(request, f"{made.lotse.full_name} ist als Ersatzperson angemeldet.")
    return redirect("seminars:enrolment", pk=made.pk)


@access(*REPLACING, writes=("POST",))
def attach(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what the voucher changes, or why it cannot pay; the button adds it."""
    actor = actor_of(request)
    found = visible_enrolment(actor, pk)
    if found.voucher_id is not None:
        return redirect("seminars:enrolment", pk=found.pk)
    voucher = voucher_to_add(found)
    form, status = Form(request.POST or None), 200
    if request.method == "POST":
        form = Form(request.POST)
        added, status = attempt(
            form,
            lambda: _attach(found, voucher, actor),
            done_before=lambda: _attached_before(pk, actor),
        )
        if added is not None:
            messages.success(
                request, f"Der Gutschein {added.voucher_id} gehört jetzt zur Anmeldung."
            )
            return redirect("seminars:enrolment", pk=found.pk)
    grant = rules.grant_cents(found.fee_cents, voucher)
    context = {
        "enrolment": found,
        "voucher": voucher,
        "form": form,
        "grant": grant,
        "own": found.fee_cents - grant,
        "hindrance": _hindrance(found, voucher),
    }
    return render(request, "seminars/attach.html", context, status=status)


def _attach(found: Enrolment, voucher: Voucher | None, actor: Actor) -> Enrolment:
    if voucher is None:
        raise DomainError(_hindrance(found, voucher))
    return services.attach_voucher(enrolment_id=found.pk, voucher_id=voucher.pk, actor=actor)


def _attached_before(pk: UUID, actor: Actor) -> Enrolment | None:
    """The enrolment as it is by now, if it has a voucher."""
    found = visible_enrolment(actor, pk)
    return found if found.voucher_id is not None else None


def _hindrance(found: Enrolment, voucher: Voucher | None) -> str:
    if voucher is None:
        return (
            f"Für {found.lotse.full_name} gibt es bei diesem Bildungsträger keinen Gutschein, der"
            " noch frei ist."
        )
    return attachment_hindrance(found, voucher, first_day=found.seminar.first_day)


def _seated_before(form: SubstituteForm, pk: UUID, actor: Actor) -> Enrolment | None:
    """The enrolment of the chosen person, whom an earlier press has given the seat."""
    made = visible_enrolment(actor, pk).substitute
    return made if made and form.chosen == str(made.lotse_id) else None


def _substitute(request: HttpRequest, found: Enrolment, form: SubstituteForm) -> Enrolment:
    return services.substitute(
        enrolment_id=found.pk,
        lotse_id=form.cleaned_data["person"].pk,
        reason=form.cleaned_data["reason"],
        actor=actor_of(request),
    )
