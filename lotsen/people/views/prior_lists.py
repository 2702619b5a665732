"""The office enters a whole list of earlier qualifications: upload, preview, entered."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lotsen.core.access import access, actor_of
from lotsen.core.actor import Actor
from lotsen.core.attempt import attempt
from lotsen.core.errors import DomainError
from lotsen.core.exports import list_response
from lotsen.core.formatting import counted
from lotsen.core.forms import Form
from lotsen.core.roles import Role
from lotsen.people import services
from lotsen.people.models import PriorList
from lotsen.people.prior_files import COLUMNS, MOST_ROWS
from lotsen.people.prior_list_forms import ListForm, read_rows
from lotsen.people.prior_queries import entries_of_list
from lotsen.people.services.prior_lists import KNOWN, NEW_PERSON

MOST_SHOWN = 50
"""Mistakes that the page names; who has more has mixed up columns."""


@access(Role.OFFICE, writes=("POST",))
def lists(request: HttpRequest) -> HttpResponse:
    """Hand in a list; its mistakes row by row, or the preview."""
    form, status = ListForm(), 200
    if request.method == "POST":
        form = ListForm(request.POST, request.FILES)
        received, status = attempt(form, lambda: _receive(form, actor_of(request)))
        if received is not None:
            return redirect("people:prior-list", pk=received.pk)
    context = {
        "form": form,
        "problems": form.problems[:MOST_SHOWN],
        "more": max(0, len(form.problems) - MOST_SHOWN),
        "lists": PriorList.objects.select_related("uploaded_by")[:20],
        "columns": COLUMNS.values(),
        "most": MOST_ROWS,
    }
    return render(request, "people/prior_lists.html", context, status=status)


@access(Role.OFFICE)
def blank_list(request: HttpRequest) -> HttpResponse:
    """The empty list with its heads, as Excel or CSV file."""
    return list_response(request, "Frühere Qualifizierungen", tuple(COLUMNS.values()), [])


@access(Role.OFFICE)
def list_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a waiting list will do, or what it did."""
    return _list_page(request, pk, Form())


@access(Role.OFFICE, writes=("POST",))
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Enter all rows, or none."""
    found = get_object_or_404(PriorList, pk=pk)
    if request.method != "POST":
        return redirect("people:prior-list", pk=pk)
    form = Form(request.POST)
    done, status = attempt(
        form, lambda: services.record_list(list_id=found.pk, actor=actor_of(request))
    )
    if done is None:
        return _list_page(request, pk, form, status=status)
    messages.success(request, "Die Liste ist eingetragen.")
    return redirect("people:prior-list", pk=pk)


@access(Role.OFFICE, writes=("POST",))
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Forget a waiting list; who presses twice finds the page of the lists as well."""
    if request.method != "POST":
        return redirect("people:prior-list", pk=pk)
    form = Form(request.POST)
    done, status = attempt(form, lambda: _discard(pk, actor_of(request)))
    if done is None:
        return _list_page(request, pk, form, status=status)
    messages.success(request, "Die Liste ist verworfen.")
    return redirect("people:prior-lists")


def _receive(form: ListForm, actor: Actor) -> PriorList:
    """The list of this file, read now or before; refused rows are left at the form."""
    file = form.cleaned_data["file"]
    content = file.read()
    known = services.known_list(content)
    if known is not None:
        return known
    try:
        listed, unreadable = read_rows(content)
        return services.receive_list(
            content=content,
            filename=file.name,
            listed=listed,
            unreadable=unreadable,
            actor=actor,
        )
    except services.RowsRefused as refused:
        form.problems = refused.problems
        found = counted(len(refused.problems), "Fehler", "Fehler")
        raise DomainError(
            f"Die Liste hat {found}. Bitte berichtigen Sie die Datei und laden Sie sie noch einmal"
            " hoch. Es wurde nichts eingetragen."
        ) from refused


def _discard(pk: UUID, actor: Actor) -> bool:
    services.discard_list(list_id=pk, actor=actor)
    return True


def _list_page(request: HttpRequest, pk: UUID, form: Form, *, status: int = 200) -> HttpResponse:
    found = get_object_or_404(PriorList.objects.select_related("uploaded_by", "recorded_by"), pk=pk)
    outcomes = [row["outcome"] for row in found.rows]
    context: dict[str, Any] = {
        "list": found,
        "form": form,
        "known": outcomes.count(KNOWN),
        "fresh": len(outcomes) - outcomes.count(KNOWN),
        "people": outcomes.count(NEW_PERSON),
        "has_errors": bool(form.errors),
    }
    if found.is_waiting:
        context["rows"] = [
            row | {"day": date.fromisoformat(row["completed_on"])} for row in found.rows
        ]
    else:
        context["entries"] = entries_of_list(found)
    return render(request, "people/prior_list.html", context, status=status)
