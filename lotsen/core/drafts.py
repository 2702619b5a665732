"""A check page is a page of its own, so that Back and Reload find it again (docs/ui.md).

The answer to a POST cannot be opened again: the browser shows an error page of its own instead.
Therefore the answers wait in the session, and the check page is read like any other:

    POST                       the form is right: kept, and on to the check page
    GET  ?entwurf=…            the check page
    GET  ?entwurf=…&aendern=1  the form again, filled in
    POST step=submit           the act, with the answers from the check page's hidden fields

What is kept binds nobody: each step checks the answers anew, for whoever acts now.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

SESSION_KEY = "drafts"
KEPT, CHANGE = "entwurf", "aendern"
MOST_KEPT = 5
"""Drafts of one session; the oldest goes first."""

GONE = "Ihre Angaben sind nicht mehr gespeichert. Bitte geben Sie sie noch einmal ein."


class Step(Enum):
    """How far somebody is with a form that has a check page."""

    WRITE = auto()
    CHECK = auto()
    REVIEW = auto()
    SUBMIT = auto()


@dataclass(frozen=True, slots=True)
class Draft:
    """The step that a request asks for, and the answers to bind the form to."""

    step: Step
    data: QueryDict | None
    key: str = ""

    @property
    def to_check(self) -> bool:
        """Whether the check page comes next, if the answers are right."""
        return self.step in (Step.CHECK, Step.REVIEW)

    @property
    def was_checked(self) -> bool:
        """Whether the check page was shown before, so that the act may have happened by now."""
        return self.step in (Step.REVIEW, Step.SUBMIT)


def read_draft(request: HttpRequest) -> Draft:
    """What to do now. A draft that is not there any more leads to the empty form, and says so."""
    key = request.GET.get(KEPT, "")
    if request.method == "POST":
        submits = request.POST.get("step") == "submit"
        return Draft(Step.SUBMIT if submits else Step.CHECK, request.POST, key)
    if not key:
        return Draft(Step.WRITE, None)
    data = _kept(request, key)
    if data is None:
        messages.warning(request, GONE)
        return Draft(Step.WRITE, None)
    return Draft(Step.WRITE if CHANGE in request.GET else Step.REVIEW, data, key)


def check_page(
    request: HttpRequest,
    draft: Draft,
    form: forms.Form,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """The check page of a form with right answers; after a POST the way to it.

    The template gets `carried`, names and values for its hidden fields, and `edit_url`.
    """
    if draft.step is Step.CHECK:
        return redirect(f"{request.path}?{urlencode({KEPT: _keep(request, form)})}")
    key = draft.key or _keep(request, form)
    links = {
        "carried": carried(form),
        "edit_url": f"{request.path}?{urlencode({KEPT: key, CHANGE: 1})}",
    }
    return render(request, template, {**context, **links}, status=status)


def carried(form: forms.Form) -> list[tuple[str, str]]:
    """Names and values of all answers as they were sent; several values under one name."""
    data: Any = form.data  # a QueryDict
    names = [form.add_prefix(name) for name in form.fields]
    return [(name, value) for name in names for value in data.getlist(name)]


def _keep(request: HttpRequest, form: forms.Form) -> str:
    """Put the answers into the session. The same answers have the same key."""
    text = urlencode(carried(form))
    key = hashlib.sha256(f"{request.path}\n{text}".encode()).hexdigest()[:16]
    others = [draft for draft in request.session.get(SESSION_KEY, []) if draft[0] != key]
    request.session[SESSION_KEY] = [*others, [key, request.path, text]][-MOST_KEPT:]
    return key


def _kept(request: HttpRequest, key: str) -> QueryDict | None:
    """The answers of a draft of this very page."""
    for known, path, text in request.session.get(SESSION_KEY, []):
        if (known, path) == (key, request.path):
            return QueryDict(text)
    return None
