"""The Lotse's own data."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lotsen.core.access import access, actor_of
from lotsen.core.attempt import attempt
from lotsen.core.roles import Role
from lotsen.people import queries, services
from lotsen.people.forms import OwnContactForm, initial_of
from lotsen.people.models import Lotse
from lotsen.people.panels import panels_for
from lotsen.people.prior_queries import earned_of


@access(Role.LOTSE)
def own_data(request: HttpRequest) -> HttpResponse:
    """What is stored about the person who is signed in."""
    lotse = _own(request)
    employment = queries.current_employment(lotse)
    context = {
        "lotse": lotse,
        "kommune": employment.kommune if employment else None,
        "earned": earned_of(lotse),
        "reads_files": True,
        "reads_entries": False,
        "panels": panels_for(request, lotse),
    }
    return render(request, "people/own.html", context)


@access(Role.LOTSE, writes=("POST",))
def change_own_data(request: HttpRequest) -> HttpResponse:
    """Correct the own address and phone number."""
    actor = actor_of(request)
    lotse = _own(request)
    form, status = OwnContactForm(request.POST or None, initial=initial_of(lotse)), 200
    if request.method == "POST":
        changed, status = attempt(
            form,
            lambda: services.change_own_contact(
                lotse_id=lotse.pk, **form.cleaned_data, actor=actor
            ),
        )
        if changed is not None:
            messages.success(request, "Ihre Kontaktdaten sind gespeichert.")
            return redirect("people:own")
    return render(request, "people/change_own.html", {"form": form, "lotse": lotse}, status=status)


def _own(request: HttpRequest) -> Lotse:
    lotse = queries.with_details(queries.lotsen_visible_to(actor_of(request))).first()
    if lotse is None:
        raise Http404("Zu dieser Anmeldung gehört keine Person.")
    return lotse
