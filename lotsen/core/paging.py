"""Paging of lists."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PER_PAGE = 25


def paginate(request: HttpRequest, objects: Any, per_page: int = PER_PAGE) -> Page[Any]:
    """The page asked for by `?seite=`; nonsense leads to the first page, too far to the last."""
    return Paginator(objects, per_page).get_page(request.GET.get("seite"))
