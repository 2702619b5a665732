"""Pages about employees, for HR of their Kommune, the office and those who review."""

import logging
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from kommunen.queries import kommune_of
from lotsen.core.access import access, actor_of
from lotsen.core.actor import Actor
from lotsen.core.attempt import attempt
from lotsen.core.errors import DomainError
from lotsen.core.exports import FORMAT
from lotsen.core.paging import paginate
from lotsen.core.roles import Role
from lotsen.people import queries, rules, services
from lotsen.people.forms import (
    ChangePersonForm,
    OfficePersonForm,
    PeopleFilter,
    PersonForm,
    initial_of,
)
from lotsen.people.models import Lotse
from lotsen.people.panels import panels_for
from lotsen.people.prior_queries import earned_of, withdrawn_of
from lotsen.people.views.people_file import EXPORTERS, people_file

log = logging.getLogger("lotsen.people")

REVIEWERS = (Role.MINISTRY, Role.AUDITOR)


@access(Role.HR, Role.OFFICE, Role.MINISTRY, Role.AUDITOR)
def people_list(request: HttpRequest) -> HttpResponse:
    """The people that the visitor may see, by name, with their Kommune and what they completed.

    With `?ausgabe=` exactly these as a file, for `EXPORTERS` only.
    """
    actor = actor_of(request)
    text = request.GET.get("q", "")[:200]
    is_hr = actor.role == Role.HR
    chosen = {"q": text, "sortierung": request.GET.get("sortierung", "")}
    form = PeopleFilter(chosen, of_one_kommune=is_hr)
    found = queries.named_like(queries.lotsen_visible_to(actor), text)
    people = queries.with_details(queries.in_order(found, form.value("sortierung")))
    may_export = actor.role in EXPORTERS
    if FORMAT in request.GET:
        if not may_export:
            raise PermissionDenied("Die Liste der Personen gibt es für Ihre Rolle nicht als Datei.")
        return people_file(request, people, form)
    context = {
        "form": form,
        "page": paginate(request, people),
        "text": text,
        "export_url": f"?{request.GET.urlencode()}" if may_export else "",
        "is_hr": is_hr,
        "may_add": _may_add(actor),
        "may_qualify": rules.may_record_prior(actor),
    }
    return render(request, "people/list.html", context)


def _may_add(actor: Actor) -> bool:
    """Not at a Kommune that has ended: its successor enters new employees."""
    own = kommune_of(actor) if actor.role == Role.HR else None
    return actor.role == Role.OFFICE or (own is not None and not own.is_dissolved)


@access(Role.HR, Role.OFFICE, writes=("POST",))
def add_person(request: HttpRequest) -> HttpResponse:
    """Enter an employee; the same person twice leads to the one page of that person."""
    actor = actor_of(request)
    form_class = PersonForm if actor.role == Role.HR else OfficePersonForm
    form, status = form_class(request.POST or None), 200
    if request.method == "POST":
        lotse, status = attempt(form, lambda: _register(form, actor))
        if lotse is not None:
            messages.success(request, f"{lotse.full_name} ist eingetragen.")
            return redirect("people:person", pk=lotse.pk)
    context = {"form": form, "kommune": kommune_of(actor) if actor.role == Role.HR else None}
    return render(request, "people/add.html", context, status=status)


@access(Role.HR, Role.OFFICE, Role.MINISTRY, Role.AUDITOR)
def person_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One person: official data, qualifications, sections of other apps, what was recorded."""
    actor = actor_of(request)
    lotse = get_object_or_404(queries.with_details(queries.lotsen_visible_to(actor)), pk=pk)
    if actor.role in REVIEWERS:
        # Reviewing a single case is allowed and logged (docs/programme.md § 8).
        log.info("person.viewed", extra={"user": actor.user_id, "lotse": str(lotse.pk)})
    kommune = next((found.kommune for found in lotse.open_employments), None)
    context = {
        "lotse": lotse,
        "kommune": kommune,
        "earned": earned_of(lotse),
        "withdrawn": withdrawn_of(lotse),
        "reads_files": actor.role != Role.MINISTRY,
        "reads_entries": True,
        "may_qualify": rules.may_record_prior(actor),
        "may_change": kommune is not None and rules.may_manage_people_of(actor, kommune),
        "panels": panels_for(request, lotse),
        "timeline": queries.timeline_of(lotse),
        "is_hr": actor.role == Role.HR,
    }
    return render(request, "people/person.html", context)


@access(Role.HR, Role.OFFICE, writes=("POST",))
def change_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct the official data of a person."""
    actor = actor_of(request)
    lotse = get_object_or_404(queries.lotsen_visible_to(actor), pk=pk)
    form, status = ChangePersonForm(request.POST or None, initial=initial_of(lotse)), 200
    if request.method == "POST":
        changed, status = attempt(
            form,
            lambda: services.change_person(lotse_id=lotse.pk, **form.cleaned_data, actor=actor),
        )
        if changed is not None:
            messages.success(request, "Die Änderungen sind gespeichert.")
            return redirect("people:person", pk=lotse.pk)
    return render(request, "people/change.html", {"form": form, "lotse": lotse}, status=status)


def _register(form: PersonForm, actor: Actor) -> Lotse:
    values: dict[str, Any] = dict(form.cleaned_data)
    kommune = values.pop("kommune", None) or kommune_of(actor)
    if kommune is None:
        raise DomainError("Ihre Rolle gehört zu keiner Kommune.")
    return services.register_person(**values, kommune=kommune, actor=actor)
