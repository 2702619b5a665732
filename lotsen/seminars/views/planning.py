"""A provider plans, publishes, copies and cancels its seminars."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from lotsen.core.access import access
from lotsen.core.roles import Role


@access(Role.PROVIDER, writes=("POST",))
def create(request: HttpRequest) -> HttpResponse:
    raise Http404


@access(Role.PROVIDER, writes=("POST",))
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    raise Http404


@access(Role.PROVIDER, writes=("POST",))
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    raise Http404


@access(Role.PROVIDER, writes=("POST",))
def copy(request: HttpRequest, pk: UUID) -> HttpResponse:
    raise Http404


@access(Role.PROVIDER, writes=("POST",))
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    raise Http404
