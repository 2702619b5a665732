"""The steps of a reclaim: the ministry decides, the money arrives; the rate table."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.attempt import attempt
from lotsen.core.forms import Form
from lotsen.core.roles import OVERSIGHT, Role
from vouchers.forms.reclaims import ApproveForm, RateForm, ReasonForm, RepaidForm
from vouchers.interest import percent
from vouchers.models import InterestRate, Reclaim
from vouchers.queries.reclaims import missing_half_years, reclaims_visible_to
from vouchers.services.interest_rates import add_rate
from vouchers.services.reclaiming import approve_reclaim, reject_reclaim
from vouchers.services.repaying import record_repayment

REPAID = "repaid"


@access(Role.MINISTRY, writes=("POST",))
def reclaim_approve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Decide that the money is to be paid back."""
    form = ApproveForm(_sent(request))
    return _act(
        request,
        pk,
        form,
        lambda: approve_reclaim(
            reclaim_id=pk, due_on=form.cleaned_data["due_on"], actor=actor_of(request)
        ),
        step="approve",
        done="ist freigegeben; das Schreiben wird erstellt.",
    )


@access(Role.MINISTRY, writes=("POST",))
def reclaim_reject(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Refuse the proposal with a reason."""
    form = ReasonForm(_sent(request))
    return _act(
        request,
        pk,
        form,
        lambda: reject_reclaim(
            reclaim_id=pk, reason=form.cleaned_data["reason"], actor=actor_of(request)
        ),
        step="reject",
        done="ist abgelehnt.",
    )


@access(Role.OFFICE, Role.MINISTRY, writes=("POST",))
def reclaim_repaid(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record the day on which the whole amount arrived."""
    form = RepaidForm(_sent(request))
    return _act(
        request,
        pk,
        form,
        lambda: record_repayment(
            reclaim_id=pk, repaid_on=form.cleaned_data["repaid_on"], actor=actor_of(request)
        ),
        step=REPAID,
        done="ist zurückgezahlt.",
    )


@access(*OVERSIGHT)
def rate_list(request: HttpRequest) -> HttpResponse:
    """The rate table, with a warning where a half-year has no row."""
    rates = InterestRate.objects.all()
    context = {
        "rates": [(rate, _percents(rate)) for rate in rates],
        "missing": missing_half_years(),
        "may_add": actor_of(request).role in (Role.OFFICE, Role.MINISTRY),
    }
    return render(request, "vouchers/rates.html", context)


@access(Role.OFFICE, Role.MINISTRY, writes=("POST",))
def rate_new(request: HttpRequest) -> HttpResponse:
    """Add the base rate of a half-year."""
    first_missing = next(iter(missing_half_years()), None)
    form, status = RateForm(request.POST or None, initial={"valid_from": first_missing}), 200
    if request.method == "POST":
        form = RateForm(request.POST)
        rate, status = attempt(
            form,
            lambda: add_rate(
                valid_from=form.cleaned_data["valid_from"],
                base_hundredths=form.base_hundredths,
                source=form.cleaned_data["source"],
                actor=actor_of(request),
            ),
        )
        if rate is not None:
            messages.success(request, "Der Basiszinssatz ist eingetragen.")
            return redirect("vouchers:rates")
    return render(request, "vouchers/rate_new.html", {"form": form}, status=status)


def _percents(rate: InterestRate) -> list[str]:
    """Base rate, surcharge and sum as people write them."""
    hundredths = (rate.base_hundredths, rate.surcharge_hundredths, rate.yearly_hundredths)
    return [percent(one) for one in hundredths]


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _act(
    request: HttpRequest,
    pk: UUID,
    form: Form,
    act: Callable[[], Reclaim],
    *,
    step: str,
    done: str,
) -> HttpResponse:
    """One step of a case: its page says what happens, POST does it; once done, it leads there."""
    reclaim, status = get_object_or_404(reclaims_visible_to(actor_of(request)), pk=pk), 200
    is_due = reclaim.is_open if step == REPAID else reclaim.is_proposed
    if request.method != "POST" and not is_due:
        return redirect("vouchers:reclaim", pk=pk)
    if request.method == "POST":
        changed, status = attempt(form, act)
        if changed is not None:
            messages.success(request, f"Die Rückforderung {reclaim.number} {done}")
            return redirect("vouchers:reclaim", pk=pk)
    context = {"reclaim": reclaim, "form": form, "step": step, "year": clock.today().year}
    return render(request, "vouchers/reclaim_act.html", context, status=status)
