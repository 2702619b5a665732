"""Certificates: download, progress of a batch, public check."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from lotsen.core.access import access, public
from lotsen.core.roles import OVERSIGHT, Role


@access(Role.PROVIDER, *OVERSIGHT)
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    raise Http404


@access(Role.LOTSE, Role.HR)
def certificates(request: HttpRequest) -> HttpResponse:
    raise Http404


@public()
def verify(request: HttpRequest) -> HttpResponse:
    raise Http404


@access(Role.LOTSE, Role.HR, Role.PROVIDER, *OVERSIGHT)
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    raise Http404
