"""HR enrols its employees; the enrolment's own page."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from lotsen.core.access import access
from lotsen.core.roles import OVERSIGHT, Role


@access(Role.HR, writes=("POST",))
def enrol(request: HttpRequest, pk: UUID) -> HttpResponse:
    raise Http404


@access(Role.HR)
def enrolled(request: HttpRequest, pk: UUID) -> HttpResponse:
    raise Http404


@access(Role.HR, Role.LOTSE)
def enrolments(request: HttpRequest) -> HttpResponse:
    raise Http404


@access(Role.HR, Role.LOTSE, Role.PROVIDER, *OVERSIGHT)
def enrolment(request: HttpRequest, pk: UUID) -> HttpResponse:
    raise Http404


@access(Role.HR, writes=("POST",))
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    raise Http404
