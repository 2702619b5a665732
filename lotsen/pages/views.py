"""Start page, legal pages, health, and the pages for errors."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from lotsen.core.access import optional_actor, public, signed_in
from lotsen.navigation import home_of
from lotsen.pages import health, notices
from lotsen.pages.samples import SampleForm

CSRF_SENTENCE = (
    "Diese Seite war zu lange offen oder wurde in einem anderen Fenster abgemeldet."
    " Bitte gehen Sie zurück, laden Sie die Seite neu und senden Sie das Formular noch einmal."
)


@public()
def start(request: HttpRequest) -> HttpResponse:
    """What the programme is; who is signed in goes straight to the own overview."""
    actor = optional_actor(request)
    if actor is not None and actor.role is not None:
        return redirect(home_of(actor.role))
    return render(request, "pages/start.html")


@signed_in()
def home(request: HttpRequest) -> HttpResponse:
    """Where signing in leads: the overview of the acting role."""
    actor = optional_actor(request)
    assert actor is not None
    assert actor.role is not None
    return redirect(home_of(actor.role))


def text_page(template: str) -> Any:
    """A view that shows one legal or explanatory page to everybody."""

    @public()
    def view(request: HttpRequest) -> HttpResponse:
        return render(request, f"pages/{template}.html", {"operator": _operator()})

    return view


@public()
def licences(request: HttpRequest) -> HttpResponse:
    """Notices of third parties: front-end packages and Python packages of this installation."""
    context = {"packages": notices.python_packages(), "assets": notices.front_end_packages()}
    return render(request, "pages/licences.html", context)


@public()
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component on one page (`?fehler=1`: with errors); only where nobody works for real."""
    if not (settings.DEMO_MODE or settings.DEBUG):
        raise Http404
    form = SampleForm(request.GET if "fehler" in request.GET else None)
    return render(request, "pages/styleguide.html", {"form": form})


@public()
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when database, migrations and guards are ready; a missing broker only degrades."""
    report = health.report()
    return JsonResponse(report, status=200 if report["ready"] else 503)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token: nothing was saved."""
    context = {"message": CSRF_SENTENCE}
    return render(request, "errors/403.html", context, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    message = "Ihre Eingabe konnte nicht verarbeitet werden. Es wurde nichts gespeichert."
    return render(request, "errors/400.html", {"message": message}, status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", {"message": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/500.html", status=500)


def _operator() -> dict[str, str]:
    return {
        "name": settings.OPERATOR_NAME,
        "address": settings.OPERATOR_ADDRESS,
        "email": settings.OPERATOR_EMAIL,
    }
