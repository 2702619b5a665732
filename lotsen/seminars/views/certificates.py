"""Certificates: download, progress of a batch, and the check for everybody."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lotsen.core.access import access, actor_of, public
from lotsen.core.documents import download_response
from lotsen.core.paging import paginate
from lotsen.core.roles import OVERSIGHT, Role
from lotsen.seminars import queries, rules, services
from lotsen.seminars.forms import VerifyForm


@access(Role.PROVIDER, *OVERSIGHT, writes=("POST",))
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How many files are ready; the page of the seminar asks every two seconds while a job runs.

    POST has missing files made, for seminars whose job failed or was never asked for.
    """
    actor = actor_of(request)
    seminars = queries.seminars_visible_to(actor)
    if actor.role == Role.PROVIDER:
        seminars = seminars.filter(provider=actor.organisation_id)
    seminar = get_object_or_404(seminars, pk=pk)
    if request.method == "POST":
        services.request_certificates(seminar_id=seminar.pk, actor=actor)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("seminars:detail", pk=seminar.pk)
    context = {
        "seminar": seminar,
        "progress": queries.certificate_progress(seminar),
        "manages": rules.may_manage(actor, seminar),
    }
    response = render(request, "seminars/progress.html", context)
    response["Vary"] = "HX-Request"
    return response


@access(*rules.CASE_READERS)
def certificates(request: HttpRequest) -> HttpResponse:
    """The own certificates; HR, provider and office see those of their people."""
    actor = actor_of(request)
    found = queries.certificates_visible_to(actor)
    context = {"page": paginate(request, found), "is_lotse": actor.role == Role.LOTSE}
    return render(request, "seminars/certificates.html", context)


@access(*rules.CASE_READERS)
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The stored file, never made anew."""
    visible = queries.certificates_visible_to(actor_of(request)).select_related("document")
    found = get_object_or_404(visible, pk=pk)
    if found.document is None:
        raise Http404("Das Zertifikat wird gerade erstellt.")
    return download_response(found.document)


@public()
def verify(request: HttpRequest) -> HttpResponse:
    """Is this certificate real? Number and code together; the name is shown only when both fit."""
    asked = "nummer" in request.GET or "code" in request.GET
    form = VerifyForm(request.GET if asked else None)
    found, status = None, 200
    if asked and form.is_valid():
        found = queries.verified(form.cleaned_data["nummer"], form.cleaned_data["code"])
    elif asked:
        status = 422
    context = {"form": form, "asked": asked and not form.errors, "certificate": found}
    return render(request, "seminars/verify.html", context, status=status)
