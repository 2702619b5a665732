"""Control samples: list, draw, cases, Prüfungsvermerk, CSV."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.attempt import attempt
from lotsen.core.csv_export import Cents
from lotsen.core.exports import list_response
from lotsen.core.formatting import instant
from lotsen.core.paging import paginate
from lotsen.core.roles import OVERSIGHT, Role
from vouchers.enums import SampleState
from vouchers.forms.samples import PER_CENT, CaseFilter, CheckForm, SampleForm
from vouchers.models import ControlSample, SampleCase
from vouchers.queries.entries import entries_of_voucher
from vouchers.queries.samples import (
    cases_of,
    claim_lines_of,
    people_of,
    repeat_draw,
    samples_visible_to,
)
from vouchers.services.sampling import check_case, draw_sample

CHECKERS = (Role.OFFICE, Role.MINISTRY)


@access(*OVERSIGHT)
def sample_list(request: HttpRequest) -> HttpResponse:
    """All samples, newest first, with what is still to be checked."""
    actor = actor_of(request)
    context = {
        "page": paginate(request, samples_visible_to(actor)),
        "may_draw": actor.role in CHECKERS,
    }
    return render(request, "vouchers/samples.html", context)


@access(*CHECKERS, writes=("POST",))
def sample_new(request: HttpRequest) -> HttpResponse:
    """Year, size and seed; POST draws."""
    form, status = SampleForm(request.POST or None), 200
    if request.method == "POST":
        form = SampleForm(request.POST)
        sample, status = attempt(form, lambda: _draw(form, request))
        if sample is not None:
            messages.success(request, f"Die Stichprobe {sample.number} ist gezogen.")
            return redirect("vouchers:sample", pk=sample.pk)
    return render(request, "vouchers/sample_new.html", {"form": form}, status=status)


@access(*OVERSIGHT)
def sample_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One sample with its cases; `?nachrechnen=1` repeats the draw."""
    sample = get_object_or_404(samples_visible_to(actor_of(request)), pk=pk)
    form = CaseFilter(request.GET)
    cases = cases_of(sample)
    if form.value("stand"):
        cases = cases.filter(state=form.value("stand"))
    context = {
        "sample": sample,
        "form": form,
        "page": paginate(request, cases),
        "repetition": repeat_draw(sample) if request.GET.get("nachrechnen") else None,
    }
    return render(request, "vouchers/sample.html", context)


@access(*OVERSIGHT)
def sample_csv(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All cases with their results; the notes say how the draw is repeated."""
    sample = get_object_or_404(samples_visible_to(actor_of(request)), pk=pk)
    header = (
        *("Position", "Gutschein", "Kommune", "Bildungsträger", "Eingelöste Tage", "Wert"),
        *("Stand", "Prüfungsvermerk", "Geprüft von", "Geprüft am"),
    )
    drawn = f"gezogen am {instant(sample.drawn_at)} von {sample.drawn_by.name}"
    notes = (
        f"Stichprobe {sample.number}, Haushaltsjahr {sample.year}, {drawn}",
        f"Startwert {sample.seed}, {sample.size} von {sample.population_size} Gutscheinen",
        f"SHA-256 der Grundgesamtheit {sample.population_sha256}",
        f"Stand {instant(clock.now())}",
    )
    rows = [_csv_row(case) for case in cases_of(sample)]
    return list_response(request, f"Stichprobe-{sample.number}", header, rows, notes)


@access(*OVERSIGHT, writes=("POST",))
def sample_case(request: HttpRequest, pk: UUID, position: int) -> HttpResponse:
    """The voucher with bookings, claims and payments; POST records the Prüfungsvermerk."""
    actor = actor_of(request)
    sample = get_object_or_404(samples_visible_to(actor), pk=pk)
    case = get_object_or_404(cases_of(sample), position=position)
    form, status = CheckForm(request.POST or None), 200
    if request.method == "POST":
        form = CheckForm(request.POST)
        checked, status = attempt(form, lambda: _check(form, case, request))
        if checked is not None:
            messages.success(request, f"Der Vermerk zu Fall {position} ist gespeichert.")
            return redirect("vouchers:sample", pk=sample.pk)
        case.refresh_from_db()
    involved = actor.user_id in people_of(case.voucher)
    context: dict[str, Any] = {
        "sample": sample,
        "case": case,
        "voucher": case.voucher,
        "form": form,
        "entries": entries_of_voucher(case.voucher),
        "claim_lines": claim_lines_of(case.voucher),
        "involved": involved and case.is_open and actor.role in CHECKERS,
        "may_check": case.is_open and actor.role in CHECKERS and not involved,
    }
    return render(request, "vouchers/sample_case.html", context, status=status)


def _draw(form: SampleForm, request: HttpRequest) -> ControlSample:
    data = form.cleaned_data
    return draw_sample(
        year=data["year"],
        seed=data["seed"],
        amount=data["amount"],
        per_cent=data["unit"] == PER_CENT,
        actor=actor_of(request),
    )


def _check(form: CheckForm, case: SampleCase, request: HttpRequest) -> SampleCase:
    return check_case(
        sample_id=case.sample_id,
        position=case.position,
        sound=form.cleaned_data["result"] == SampleState.SOUND,
        note=form.cleaned_data["note"],
        actor=actor_of(request),
    )


def _csv_row(case: SampleCase) -> tuple[object, ...]:
    voucher = case.voucher
    return (
        case.position,
        voucher.pk,
        voucher.kommune.label,
        voucher.provider.name,
        voucher.redeemed_days,
        Cents(voucher.total_cents),
        case.get_state_display(),
        case.note,
        case.checked_by.name if case.checked_by else "",
        case.checked_at,
    )
