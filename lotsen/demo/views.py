"""The page that turns the demonstration's calendar."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lotsen.core import formatting
from lotsen.core.access import actor_of, signed_in
from lotsen.core.errors import DomainError
from lotsen.demo.calendar import days_ahead, seminars_ahead, turn_to
from lotsen.demo.forms import CalendarForm


@signed_in(writes=("POST",))
def calendar(request: HttpRequest) -> HttpResponse:
    """Choose the day on which everybody in the demonstration lives."""
    if not settings.DEMO_MODE:
        raise Http404
    form = CalendarForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            turn_to(day=form.cleaned_data["day"], actor=actor_of(request))
        except DomainError as error:
            form.add_error("day", str(error))
        else:
            day = formatting.day(form.cleaned_data["day"])
            messages.success(request, f"In der Vorführung ist jetzt der {day}.")
            return redirect("home")
    context = {"form": form, "seminars": seminars_ahead(), "ahead": days_ahead()}
    status = 422 if form.is_bound else 200
    return render(request, "demo/calendar.html", context, status=status)
