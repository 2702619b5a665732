"""Suggestions while typing the name of a Kommune."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kommunen import queries
from lotsen.core.access import public

SUGGESTIONS = 8


@public()
def suggestions(request: HttpRequest) -> HttpResponse:
    """Options for the combobox: links to the pages, or (`?ziel=feld`) values for a form field."""
    kommunen = queries.search(request.GET.get("q", ""), limit=SUGGESTIONS)
    context = {"kommunen": kommunen, "for_field": request.GET.get("ziel") == "feld"}
    return render(request, "kommunen/suggestions.html", context)
