"""The attendance sheet: ticked on any device, confirmed once and for good."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lotsen.core.access import access, actor_of
from lotsen.core.attempt import attempt
from lotsen.core.formatting import counted
from lotsen.core.forms import Form
from lotsen.core.roles import Role
from lotsen.seminars import queries, services
from lotsen.seminars.forms import ConfirmDaysForm, DayForm, MarkForm, MarksForm
from lotsen.seminars.models import DayConfirmation, Seminar
from lotsen.seminars.views import sheets
from lotsen.seminars.views.planning import managed_seminar

SHEET_ROLES = (Role.PROVIDER, Role.OFFICE)

SIGNED = ("richtig", "ohne_eintrag")
"""Fields by which somebody takes responsibility for what the page shows."""


@access(*SHEET_ROLES, writes=("POST",))
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One sheet for all days; POST saves the whole sheet (without JavaScript)."""
    seminar = managed_seminar(request, pk)
    if request.method != "POST":
        return _page(request, seminar)
    form = MarksForm(request.POST)
    changed, status = attempt(
        form,
        lambda: services.tick_many(
            seminar_id=seminar.pk, marks=form.marks(), actor=actor_of(request)
        ),
    )
    if changed is None:
        return _page(request, seminar, problem=form, status=status)
    messages.success(request, "Die Anwesenheit ist zwischengespeichert.")
    return redirect("seminars:attendance", pk=seminar.pk)


@access(*SHEET_ROLES, writes=("POST",))
def tick(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Set one cell; answers with the parts of the page that change. Setting twice is no harm.

    A refusal is one sentence as plain text: `attendance.js` shows it above the sheet.
    """
    seminar = managed_seminar(request, pk)
    if request.method != "POST":
        return redirect("seminars:attendance", pk=seminar.pk)
    form = MarkForm(request.POST)
    _, status = attempt(
        form,
        lambda: services.tick_many(
            seminar_id=seminar.pk, marks=[form.mark()], actor=actor_of(request)
        ),
    )
    if status != 302:
        reasons = [str(error) for errors in form.errors.values() for error in errors]
        return HttpResponse(
            " ".join(reasons), status=status, content_type="text/plain; charset=utf-8"
        )
    found = queries.attendance_sheet(seminar)
    context = _context(seminar, found) | {"form": ConfirmDaysForm(gaps=found.gaps)}
    ticked = form.mark().enrolment_id
    context["line"] = next(
        (line for line in context["lines"] if line.row.enrolment.pk == ticked), None
    )
    return render(request, "seminars/attendance_answer.html", context)


@access(*SHEET_ROLES, writes=("POST",))
def all_present(request: HttpRequest, pk: UUID) -> HttpResponse:
    """ "Alle anwesend" for one day; afterwards one takes out the absent."""
    seminar = managed_seminar(request, pk)
    if request.method != "POST":
        return redirect("seminars:attendance", pk=seminar.pk)
    form = DayForm(request.POST)
    changed, status = attempt(
        form,
        lambda: services.all_present(
            seminar_id=seminar.pk, day_number=form.cleaned_data["tag"], actor=actor_of(request)
        ),
    )
    if changed is None:
        return _page(request, seminar, problem=form, status=status)
    messages.success(
        request,
        f"Tag {form.cleaned_data['tag']}: Alle sind als anwesend eingetragen. Nehmen Sie jetzt die"
        " Fehlenden heraus.",
    )
    return redirect("seminars:attendance", pk=seminar.pk)


@access(*SHEET_ROLES, writes=("POST",))
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Confirm what the page showed: redeems vouchers, issues certificates, is not taken back."""
    seminar = managed_seminar(request, pk)
    if request.method != "POST":
        return redirect("seminars:attendance", pk=seminar.pk)
    form = ConfirmDaysForm(request.POST, gaps=queries.attendance_sheet(seminar).gaps)
    confirmed, status = attempt(form, lambda: _confirm(form, seminar, request))
    if confirmed is None:
        return _page(request, seminar, form=form, status=status)
    days = counted(len(confirmed), "Seminartag ist", "Seminartage sind")
    messages.success(request, f"{days} verbindlich bestätigt.")
    return redirect("seminars:attendance", pk=seminar.pk)


@access(*SHEET_ROLES)
def signatures(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The list to sign, A4 across, with days as columns and blank rows."""
    seminar = managed_seminar(request, pk)
    found = queries.attendance_sheet(seminar)
    blank = range(max(2, min(seminar.max_seats - len(found.rows), 5)))
    context = {"seminar": seminar, "sheet": found, "blank": blank}
    return render(request, "seminars/signatures.html", context)


def _confirm(
    form: ConfirmDaysForm, seminar: Seminar, request: HttpRequest
) -> list[DayConfirmation]:
    return services.confirm_days(
        seminar_id=seminar.pk,
        actor=actor_of(request),
        day_numbers=form.cleaned_data["tage"],
        seen=form.cleaned_data["stand"],
    )


def _page(
    request: HttpRequest,
    seminar: Seminar,
    *,
    form: ConfirmDaysForm | None = None,
    problem: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """The sheet; `problem` is a form that could not be saved and says why."""
    found = queries.attendance_sheet(seminar)
    progress = queries.certificate_progress(seminar)
    context = _context(seminar, found) | {
        "form": _unticked(form, found),
        "confirmed_days": [day for day in found.days if day.confirmation],
        "problem": problem,
        "has_errors": bool(problem and problem.errors),
        "progress": progress,
        "manages": True,
    }
    return render(request, "seminars/attendance.html", context, status=status)


def _unticked(form: ConfirmDaysForm | None, found: queries.Sheet) -> ConfirmDaysForm:
    """A refused form keeps its errors, but what the page shows now has to be signed anew."""
    fresh = ConfirmDaysForm(gaps=found.gaps)
    if form is None:
        return fresh
    sent: Any = form.data  # a QueryDict
    data = sent.copy()
    for name in SIGNED:
        data.pop(name, None)
    form.data = data
    form.fields = fresh.fields  # gaps may have come or gone since
    return form


def _context(seminar: Seminar, found: queries.Sheet) -> dict[str, Any]:
    taken_back = sheets.corrections(found)
    found_lines = sheets.lines(found, taken_back)
    return {
        "corrections": taken_back,
        "is_being_corrected": any(correction.day.is_open for correction in taken_back),
        "seminar": seminar,
        "sheet": found,
        "lines": found_lines,
        "balance": sheets.balance(found_lines),
    }
