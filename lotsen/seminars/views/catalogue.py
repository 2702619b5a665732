"""Everybody's list of seminars and the page of one."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lotsen.core.access import public


@public()
def seminar_list(request: HttpRequest) -> HttpResponse:
    return render(request, "seminars/list.html")


@public()
def seminar_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    raise Http404
