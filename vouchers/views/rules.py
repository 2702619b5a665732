"""Förderregeln: periods, lines and their versions; old cases keep the version they began with."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.attempt import attempt
from lotsen.core.formatting import day
from lotsen.core.forms import Form
from lotsen.core.roles import OVERSIGHT, Role
from vouchers import services
from vouchers.forms.funding_rules import VersionForm
from vouchers.models import FundingLine
from vouchers.queries.funding import is_newest, periods
from vouchers.queries.quota import quota_sums

EDITORS = (Role.OFFICE, Role.MINISTRY)


@access(*OVERSIGHT)
def rule_list(request: HttpRequest) -> HttpResponse:
    """All periods with all versions of their lines."""
    context = {"periods": periods(), "today": clock.today()}
    return render(request, "vouchers/rules.html", context)


@access(*OVERSIGHT)
def rule_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One version of a line: rate, limits, quota table with its sum over all Kommunen."""
    line = get_object_or_404(FundingLine.objects.select_related("period"), pk=pk)
    sums = quota_sums(line)
    context = {
        "line": line,
        "sums": sums,
        "kommunen": sum(row.kommunen for row in sums),
        "places": sum(row.places for row in sums),
        "may_change": actor_of(request).role in EDITORS and is_newest(line),
    }
    return render(request, "vouchers/rule.html", context)


@access(*EDITORS, writes=("POST",))
def rule_version(request: HttpRequest, pk: int) -> HttpResponse:
    """A new version of a line from a day on."""
    line = get_object_or_404(FundingLine.objects.select_related("period"), pk=pk)
    form, status = VersionForm(line=line), 200
    if request.method == "POST":
        form = VersionForm(request.POST, line=line)
        new, status = attempt(
            form,
            lambda: services.add_version(
                line_id=line.pk, version=form.version, actor=actor_of(request)
            ),
        )
        if new is not None:
            messages.success(request, f"Die neue Fassung gilt ab {day(new.valid_from)}.")
            return redirect("vouchers:rule", pk=new.pk)
    context = {"line": line, "form": form}
    return render(request, "vouchers/rule_version.html", context, status=status)


@access(*EDITORS, writes=("POST",))
def rule_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether contracts are possible on a line; POST changes it."""
    line = get_object_or_404(FundingLine.objects.select_related("period"), pk=pk)
    form, status = Form(), 200
    if request.method == "POST":
        form = Form(request.POST)
        wanted = request.POST.get("offen") == "ja"
        changed, status = attempt(
            form,
            lambda: services.open_line(line_id=line.pk, is_open=wanted, actor=actor_of(request)),
        )
        if changed is not None:
            what = "möglich" if changed.open_for_contracts else "nicht mehr möglich"
            messages.success(request, f"Verträge zu „{line.name}“ sind jetzt {what}.")
            return redirect("vouchers:rule", pk=line.pk)
    return render(request, "vouchers/rule_open.html", {"line": line, "form": form}, status=status)
