"""Pages of the background: jobs with progress, the outbox, stored results."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lotsen.core import jobs, queries
from lotsen.core.access import access, actor_of, signed_in
from lotsen.core.documents import download_response
from lotsen.core.forms import FilterForm
from lotsen.core.paging import paginate
from lotsen.core.roles import Role


class OutboxFilter(FilterForm):
    """Search above the outbox."""

    q = forms.CharField(label="Adresse oder Betreff", max_length=100, required=False)


RETRYING = (Role.OFFICE, Role.ADMIN)


@signed_in()
def job_list(request: HttpRequest) -> HttpResponse:
    """The jobs of the own organisation, newest first; the operator sees all."""
    page = paginate(request, queries.jobs_visible_to(actor_of(request)))
    return render(request, "core/job_list.html", {"page": page})


@signed_in()
def job(request: HttpRequest, pk: str) -> HttpResponse:
    """One job with its progress; asks again every two seconds until it has ended."""
    found = get_object_or_404(queries.jobs_visible_to(actor_of(request)), pk=pk)
    template = "core/job.html#progress" if request.htmx else "core/job.html"  # type: ignore[attr-defined]
    may_retry = actor_of(request).role in RETRYING
    response = render(request, template, {"job": found, "may_retry": may_retry})
    response["Vary"] = "HX-Request"
    return response


@signed_in()
def job_document(request: HttpRequest, pk: str) -> HttpResponse:
    """The result of a job."""
    found = get_object_or_404(queries.jobs_visible_to(actor_of(request)), pk=pk)
    if found.document is None:
        raise Http404
    return download_response(found.document)


@access(*RETRYING, writes=("POST",))
def retry_job(request: HttpRequest, pk: str) -> HttpResponse:
    """Start a parked job again."""
    found = get_object_or_404(queries.jobs_visible_to(actor_of(request)), pk=pk)
    if request.method == "POST":
        jobs.retry(job_id=found.pk, actor=actor_of(request))
        messages.success(request, "Der Auftrag wird erneut ausgeführt.")
    return redirect("core:job", pk=found.pk)


@signed_in()
def outbox(request: HttpRequest) -> HttpResponse:
    """Outgoing mails: for the office and the operator; for everybody in demo mode."""
    _may_read_outbox(request)
    form = OutboxFilter(request.GET)
    page = paginate(request, queries.mails(form.value("q") or ""))
    return render(request, "core/outbox.html", {"page": page, "form": form})


@signed_in()
def outbox_mail(request: HttpRequest, pk: str) -> HttpResponse:
    """One mail with its text."""
    _may_read_outbox(request)
    return render(
        request, "core/outbox_mail.html", {"mail": get_object_or_404(queries.mails(), pk=pk)}
    )


def _may_read_outbox(request: HttpRequest) -> None:
    if not settings.DEMO_MODE and actor_of(request).role not in {Role.OFFICE, Role.ADMIN}:
        raise PermissionDenied("Der Postausgang gehört nicht zu Ihrer Rolle.")
