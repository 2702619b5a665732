""" "Fehler melden": the provider cannot change a confirmed day, the office can."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lotsen.core.access import access, actor_of
from lotsen.core.attempt import attempt
from lotsen.core.roles import Role
from lotsen.seminars.forms.objecting import ErrorReportForm
from lotsen.seminars.models import Seminar
from lotsen.seminars.services.objecting import report_error
from lotsen.seminars.views.planning import managed_seminar


@access(Role.PROVIDER, writes=("POST",))
def error_report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A mail to the office about a confirmed day, and a note in the history."""
    seminar = managed_seminar(request, pk)
    days = list(seminar.days.filter(confirmation__isnull=False).order_by("number"))
    form, status = ErrorReportForm(request.POST or None, days=days), 200
    if request.method == "POST":
        form = ErrorReportForm(request.POST, days=days)
        sent, status = attempt(form, lambda: _report(form, seminar, request))
        if sent is not None:
            messages.success(request, "Die Programmstelle hat Ihre Meldung per E-Mail erhalten.")
            return redirect("seminars:attendance", pk=seminar.pk)
    context = {"seminar": seminar, "form": form, "days": days}
    return render(request, "seminars/error_report.html", context, status=status)


def _report(form: ErrorReportForm, seminar: Seminar, request: HttpRequest) -> bool:
    data = form.cleaned_data
    report_error(
        seminar_id=seminar.pk,
        day_number=int(data["day"]),
        description=data["description"],
        submission_key=data["token"],
        actor=actor_of(request),
    )
    return True
