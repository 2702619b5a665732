"""The programme office keeps the registry up to date: upload, look, apply, take back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from kommunen import queries
from kommunen.enums import ChangeGroup
from kommunen.files.writing import gv100ad
from kommunen.forms import ApplyForm, UploadForm
from kommunen.models import EditionChange, RegistryEdition, RegistryUpload
from kommunen.queries.decisions import (
    Choice,
    applied_before,
    discarded_before,
    undone_before,
    why_not_decided,
    why_not_undone,
)
from kommunen.queries.editions import ChangedGroup, is_partial, registry_as_edition, uploads
from kommunen.queries.figures import population_day
from kommunen.queries.left_access import left_access
from kommunen.queries.preview import known_before, named_groups, with_holdings
from kommunen.services.applying import apply_chosen
from kommunen.services.receiving import READ_JOB, receive_file
from kommunen.services.staging import FileDates, discard_edition
from kommunen.services.undoing import undo_edition
from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.actor import Actor
from lotsen.core.attempt import attempt
from lotsen.core.exports import list_response
from lotsen.core.forms import Form
from lotsen.core.paging import paginate
from lotsen.core.queries import job_of
from lotsen.core.roles import OVERSIGHT, Role


@dataclass(frozen=True, slots=True)
class Decision:
    """An act about a whole edition that asks first; `why_not` gives the reason against it."""

    act: Callable[..., RegistryEdition]
    template: str
    done: str
    done_before: Callable[[RegistryEdition, Actor], RegistryEdition | None]
    why_not: Callable[[RegistryEdition], str]


DISCARDING = Decision(
    act=discard_edition,
    template="kommunen/edition_discard.html",
    done="verworfen",
    done_before=discarded_before,
    why_not=why_not_decided,
)
UNDOING = Decision(
    act=undo_edition,
    template="kommunen/edition_undo.html",
    done="zurückgenommen",
    done_before=undone_before,
    why_not=why_not_undone,
)
CHANGES_HEAD = (
    *("Gruppe", "Schlüssel", "Name", "Bisher", "Neu", "Auffällig", "Daran hängen"),
    "Wird übernommen",
)


@access(*OVERSIGHT)
def edition_list(request: HttpRequest) -> HttpResponse:
    """Which edition counts, which one waits, and all earlier ones."""
    current = queries.current_edition()
    context = {
        "current": current,
        "is_partial": current is not None and is_partial(current),
        "staged": queries.staged_edition(),
        "page": paginate(request, queries.editions()),
        "uploads": uploads()[:5],
        "may_edit": actor_of(request).role == Role.OFFICE,
    }
    return render(request, "kommunen/editions.html", context)


@access(Role.OFFICE, writes=("POST",))
def upload(request: HttpRequest) -> HttpResponse:
    """Hand in a file; it is read in the background."""
    current = queries.current_edition()
    shown = {}
    if current is not None:
        shown = {
            "population_as_of": population_day(),
            "area_as_of": current.area_as_of,
        }
    form, status = UploadForm(shown=shown), 200
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, shown=shown)
        received, status = attempt(form, lambda: _receive(form, request))
        if received is not None:
            return redirect("kommunen:edition-file", pk=received.pk)
    context = {"form": form, "staged": queries.staged_edition()}
    return render(request, "kommunen/edition_upload.html", context, status=status)


@access(Role.OFFICE)
def upload_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Progress of reading, then the way to the comparison, or why the file is refused."""
    found = get_object_or_404(uploads(), pk=pk)
    is_poll = request.htmx  # type: ignore[attr-defined]
    if found.edition is not None:
        if notice := known_before(found):
            messages.info(request, notice)
        to = reverse("kommunen:edition", args=[found.edition_id])
        return HttpResponseClientRedirect(to) if is_poll else redirect(to)
    context = {
        "upload": found,
        "job": job_of(READ_JOB, str(found.pk)),
        "staged": queries.staged_edition(),
    }
    template = "kommunen/edition_file.html"
    response = render(request, f"{template}#progress" if is_poll else template, context)
    response["Vary"] = "HX-Request"
    return response


@access(*OVERSIGHT)
def edition_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What an edition changes, group by group, and what looks unusual."""
    edition = get_object_or_404(queries.editions(), pk=pk)
    return _preview(request, edition, _apply_form(edition), status=200)


@access(*OVERSIGHT)
def changes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All changes of an edition as a file; the page shows the first of each group."""
    edition = get_object_or_404(queries.editions(), pk=pk)
    rows = (
        (
            *(change.get_group_display(), change.key, change.name),
            _cell(change, change.before, change.before_text),
            _cell(change, change.after, change.after_text),
            *("auffällig" if change.is_unusual else "", change.held, change.accepted),
        )
        for group in with_holdings(named_groups(edition))
        for change in group.changes
    )
    title = f"Änderungen {edition.as_of:%d.%m.%Y}"
    notes = [f"{edition}, {edition.get_state_display()}", edition.source_line]
    return list_response(request, title, CHANGES_HEAD, rows, notes)


def _cell(change: EditionChange, facts: dict[str, Any] | None, text: str) -> int | str:
    """What the page says; a number of inhabitants as a number, so that Excel calculates with it."""
    if facts and change.group == ChangeGroup.POPULATION:
        return int(facts["population"])
    return text


@access(*OVERSIGHT)
def registry_file(request: HttpRequest) -> HttpResponse:
    """The registry of today in the official format, for other systems."""
    edition = queries.current_edition()
    if edition is None:
        raise Http404
    content = gv100ad(registry_as_edition(edition.as_of))
    response = HttpResponse(content, content_type="text/plain; charset=utf-8")
    filename = f"GV100AD_{edition.as_of:%d%m%Y}_BW.txt"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "private, no-store"
    return response


@access(Role.OFFICE, writes=("POST",))
def apply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Apply the confirmed groups of the staged edition."""
    edition = get_object_or_404(queries.editions(), pk=pk)
    if request.method != "POST":
        return redirect("kommunen:edition", pk=pk)
    form = _apply_form(edition, request)
    applied, status = attempt(
        form,
        lambda: _apply(form, edition, request),
        done_before=lambda: _applied_before(form, edition, request),
    )
    if applied is not None:
        messages.success(request, _applied_message(applied))
        return redirect("kommunen:edition", pk=pk)
    return _preview(request, edition, form, status=status)


@access(Role.OFFICE, writes=("POST",))
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a staged file aside."""
    return _decide(request, pk, DISCARDING)


@access(Role.OFFICE, writes=("POST",))
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the last applied edition back."""
    return _decide(request, pk, UNDOING)


def _receive(form: UploadForm, request: HttpRequest) -> RegistryUpload:
    data = form.cleaned_data
    return receive_file(
        content=data["file"].read(),
        filename=data["file"].name,
        dates=FileDates(data["population_as_of"], data["population_base"], data["area_as_of"]),
        actor=actor_of(request),
    )


def _apply_form(edition: RegistryEdition, request: HttpRequest | None = None) -> ApplyForm:
    groups = named_groups(edition)
    earliest = edition.base.effective_on if edition.base else None
    day = min(edition.as_of, clock.today())
    return ApplyForm(
        request.POST if request else None,
        groups=groups,
        has_doubts=bool(edition.doubts),
        earliest=earliest,
        initial={"effective_on": max(day, earliest or day)},
    )


def _applied_message(edition: RegistryEdition) -> str:
    if is_partial(edition):
        return (
            f"Vom {edition} sind die gewählten Änderungen übernommen. Im Übrigen zeigt das"
            f" Verzeichnis weiter den {edition.base}."
        )
    return f"Das Verzeichnis zeigt jetzt den {edition}."


def _apply(form: ApplyForm, edition: RegistryEdition, request: HttpRequest) -> RegistryEdition:
    return apply_chosen(
        edition_id=edition.pk,
        groups=form.chosen_groups,
        successors=form.successors,
        effective_on=form.cleaned_data["effective_on"],
        acknowledged=form.cleaned_data.get("acknowledged", False),
        actor=actor_of(request),
    )


def _applied_before(
    form: ApplyForm, edition: RegistryEdition, request: HttpRequest
) -> RegistryEdition | None:
    if form.errors:
        return None
    choice = Choice(form.chosen_groups, form.successors, form.cleaned_data["effective_on"])
    return applied_before(edition, choice, actor_of(request))


def _preview(
    request: HttpRequest, edition: RegistryEdition, form: ApplyForm, *, status: int
) -> HttpResponse:
    office = actor_of(request).role == Role.OFFICE
    groups: list[ChangedGroup] = with_holdings(named_groups(edition))
    context: dict[str, Any] = {
        "edition": edition,
        "groups": groups,
        "form": form,
        "left_access": left_access(edition),
        "sees_names": office,
        "may_apply": office and edition.is_staged,
        "may_undo": office and edition.base_id is not None and edition == queries.current_edition(),
    }
    return render(request, "kommunen/edition.html", context, status=status)


def _decide(request: HttpRequest, pk: UUID, decision: Decision) -> HttpResponse:
    edition = get_object_or_404(queries.editions(), pk=pk)
    form, status, actor = Form(request.POST or None), 200, actor_of(request)
    if request.method == "POST":
        form = Form(request.POST)
        decided, status = attempt(
            form,
            lambda: decision.act(edition_id=edition.pk, actor=actor),
            done_before=lambda: decision.done_before(edition, actor),
        )
        if decided is not None:
            messages.success(request, f"Die Ausgabe ({edition}) ist {decision.done}.")
            return redirect("kommunen:editions")
        edition.refresh_from_db()
    context = {"edition": edition, "form": form, "why_not": decision.why_not(edition)}
    return render(request, decision.template, context, status=status)
