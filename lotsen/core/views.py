"""Pages of the background: jobs with progress, the outbox, stored results."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lotsen.core import jobs, mail, queries
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
    """The own jobs or those of the organisation, newest first; the operator sees all."""
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
    """The result of a job, for those whose work it is; the operator reads no contents."""
    found = get_object_or_404(queries.results_visible_to(actor_of(request)), pk=pk)
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
    """Outgoing mails that the actor may read."""
    form = OutboxFilter(request.GET)
    found = queries.mails_visible_to(actor_of(request), form.value("q") or "")
    return render(request, "core/outbox.html", {"page": paginate(request, found), "form": form})


@signed_in()
def outbox_mail(request: HttpRequest, pk: str) -> HttpResponse:
    """One mail with its text, unless that is for the recipient's eyes only."""
    found = get_object_or_404(queries.mails_visible_to(actor_of(request)), pk=pk)
    context = {"mail": found, "body": mail.readable_body(found)}
    return render(request, "core/outbox_mail.html", context)
