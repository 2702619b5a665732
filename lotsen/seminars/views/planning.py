"""A provider plans, publishes, copies and cancels its seminars."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.attempt import attempt
from lotsen.core.forms import Form
from lotsen.core.roles import Role
from lotsen.seminars import queries, rules, services
from lotsen.seminars.forms import CopyForm, ReasonForm, SeminarForm
from lotsen.seminars.models import Seminar

PLANNERS = (Role.PROVIDER, Role.OFFICE)


def managed_seminar(request: HttpRequest, pk: UUID) -> Seminar:
    """The seminar with days and seats if the actor runs it; all others do not exist here."""
    actor = actor_of(request)
    seminars = queries.with_days(queries.with_seats(queries.seminars_visible_to(actor)))
    if actor.role == Role.PROVIDER:
        seminars = seminars.filter(provider=actor.organisation_id)
    return get_object_or_404(seminars, pk=pk)


@access(Role.PROVIDER, writes=("POST",))
def create(request: HttpRequest) -> HttpResponse:
    """A new draft."""
    form, status = SeminarForm(request.POST or None), 200
    if request.method == "POST":
        form = SeminarForm(request.POST)
        seminar, status = attempt(
            form,
            lambda: services.create_seminar(
                plan=form.plan(), actor=actor_of(request), seminar_id=form.cleaned_data["token"]
            ),
        )
        if seminar is not None:
            messages.success(request, f"Der Entwurf {seminar.number} ist angelegt.")
            return redirect("seminars:detail", pk=seminar.pk)
    return render(request, "seminars/edit.html", {"form": form, "seminar": None}, status=status)


@access(*PLANNERS, writes=("POST",))
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a seminar; once published only what nobody has booked by."""
    seminar = managed_seminar(request, pk)
    form, status = SeminarForm(seminar=seminar), 200
    if request.method == "POST":
        form = SeminarForm(request.POST, seminar=seminar)
        edited, status = attempt(
            form,
            lambda: services.edit_seminar(
                seminar_id=seminar.pk,
                plan=form.plan(),
                version=form.cleaned_data["version"] or 0,
                actor=actor_of(request),
            ),
        )
        if edited is not None:
            messages.success(request, "Die Änderungen sind gespeichert.")
            return redirect("seminars:detail", pk=seminar.pk)
    context = {
        "form": form,
        "seminar": seminar,
        "can_edit": seminar.is_draft
        or (seminar.is_published and seminar.first_day > clock.today()),
    }
    return render(request, "seminars/edit.html", context, status=status)


@access(*PLANNERS, writes=("POST",))
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Check what everybody will see, then publish."""
    seminar = managed_seminar(request, pk)
    form, status = Form(request.POST or None), 200
    if request.method == "POST":
        form = Form(request.POST)
        published, status = attempt(
            form,
            lambda: services.publish_seminar(seminar_id=seminar.pk, actor=actor_of(request)),
        )
        if published is not None:
            messages.success(request, f"Das Seminar {seminar.number} ist veröffentlicht.")
            return redirect("seminars:detail", pk=seminar.pk)
    context = {"form": form, "seminar": seminar, "is_complete": rules.is_complete(seminar)}
    return render(request, "seminars/publish.html", context, status=status)


@access(*PLANNERS, writes=("POST",))
def copy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new draft with the same content, the days moved by whole weeks."""
    seminar = managed_seminar(request, pk)
    form, status = CopyForm(initial={"token": uuid4()}), 200
    if request.method == "POST":
        form = CopyForm(request.POST)
        made, status = attempt(
            form,
            lambda: services.copy_seminar(
                seminar_id=seminar.pk,
                actor=actor_of(request),
                copy_id=form.cleaned_data["token"],
            ),
        )
        if made is not None:
            messages.success(
                request, f"Die Kopie {made.number} ist angelegt. Bitte prüfen Sie die Termine."
            )
            return redirect("seminars:edit", pk=made.pk)
    context = {"form": form, "seminar": seminar}
    return render(request, "seminars/copy.html", context, status=status)


@access(*PLANNERS, writes=("POST",))
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Call a seminar off with a reason; the vouchers can be used again."""
    seminar = managed_seminar(request, pk)
    form, status = ReasonForm(request.POST or None), 200
    if request.method == "POST":
        form = ReasonForm(request.POST)
        cancelled, status = attempt(
            form,
            lambda: services.cancel_seminar(
                seminar_id=seminar.pk,
                reason=form.cleaned_data["reason"],
                actor=actor_of(request),
            ),
        )
        if cancelled is not None:
            messages.success(request, f"Das Seminar {seminar.number} ist abgesagt.")
            return redirect("seminars:detail", pk=seminar.pk)
    context = {"form": form, "seminar": seminar}
    return render(request, "seminars/cancel.html", context, status=status)
