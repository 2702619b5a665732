"""The attendance sheet and its binding confirmation."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from lotsen.core.access import access
from lotsen.core.roles import Role


@access(Role.PROVIDER, writes=("POST",))
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    raise Http404


@access(Role.PROVIDER, writes=("POST",))
def tick(request: HttpRequest, pk: UUID) -> HttpResponse:
    raise Http404


@access(Role.PROVIDER, writes=("POST",))
def all_present(request: HttpRequest, pk: UUID) -> HttpResponse:
    raise Http404


@access(Role.PROVIDER, writes=("POST",))
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    raise Http404


@access(Role.PROVIDER)
def signatures(request: HttpRequest, pk: UUID) -> HttpResponse:
    raise Http404
