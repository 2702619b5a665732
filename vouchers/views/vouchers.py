"""Lists and pages of vouchers."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from kommunen.queries.fate import fate_if_ended
from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.actor import Actor
from lotsen.core.exports import FORMAT
from lotsen.core.paging import paginate
from lotsen.core.roles import OVERSIGHT, Role
from vouchers import queries
from vouchers.enums import LineKind, VoucherState
from vouchers.forms import VoucherFilter
from vouchers.forms.filters import ENDING
from vouchers.models import Voucher
from vouchers.queries.voucher_days import own_entries, voucher_days
from vouchers.services.expiring import WARNED_BEFORE
from vouchers.services.reissuing import unreissuable_because
from vouchers.services.transferring import untransferable_because
from vouchers.views.list_files import VOUCHERS, VOUCHERS_OF_HR, answer_file
from vouchers.views.voucher_timeline import voucher_timeline
from vouchers.voucher_panels import dates_of, panels_for

READERS = (Role.HR, Role.PROVIDER, Role.OFFICE, Role.MINISTRY, Role.AUDITOR)


@access(*READERS)
def voucher_list(request: HttpRequest) -> HttpResponse:
    """Vouchers that the visitor may see, newest first; with `?ausgabe=` these as a file."""
    actor = actor_of(request)
    form = VoucherFilter(request.GET, for_hr=actor.role == Role.HR)
    state, text = form.value("stand"), form.value("suche")
    vouchers = _in_state(queries.vouchers_visible_to(actor), state)
    if text:
        vouchers = vouchers.filter(Q(id__icontains=text) | Q(kommune__label__icontains=text))
    vouchers = queries.vouchers_in_order(vouchers, form.value("sortierung"))
    if FORMAT in request.GET:
        file = VOUCHERS_OF_HR if actor.role == Role.HR else VOUCHERS
        return answer_file(request, file, vouchers, form)
    context = {
        "form": form,
        "page": paginate(request, vouchers),
        "export_url": f"?{request.GET.urlencode()}",
        "filtered": bool(state or text),
        "is_hr": actor.role == Role.HR,
    }
    return render(request, "vouchers/vouchers.html", context)


@access(*READERS)
def voucher_page(request: HttpRequest, voucher_id: str) -> HttpResponse:
    """One voucher: facts, where each day stands, what happened and what was booked."""
    actor = actor_of(request)
    visible = queries.vouchers_visible_to(actor).select_related("replaces", "replaced_by")
    voucher = get_object_or_404(visible, pk=voucher_id)
    entries = list(own_entries(voucher))
    context = {
        "voucher": voucher,
        "fate": fate_if_ended(voucher.kommune),
        "days": voucher_days(voucher, entries, dates_of(voucher)),
        "entries": entries,
        "steps": voucher_timeline(voucher, entries, actor),
        "panels": panels_for(request, voucher),
        "replaced_by": getattr(voucher, "replaced_by", None),
        "sees_bookings": actor.role in OVERSIGHT,
        "sees_contract": actor.role != Role.PROVIDER,
        "sees_person": actor.role != Role.PROVIDER or voucher.assigned_at is not None,
        "sees_claims": actor.role in (*OVERSIGHT, Role.PROVIDER),
        **_possible(voucher, actor),
    }
    return render(request, "vouchers/voucher.html", context)


def _in_state(vouchers: QuerySet[Voucher], state: str | None) -> QuerySet[Voucher]:
    if state == ENDING:
        today = clock.today()
        return vouchers.filter(
            state=VoucherState.ISSUED, valid_until__range=(today, today + WARNED_BEFORE)
        )
    return vouchers.filter(state=state) if state else vouchers


def _possible(voucher: Voucher, actor: Actor) -> dict[str, Any]:
    """Which buttons the page shows; the services ask again."""
    office = actor.role == Role.OFFICE
    replaced = getattr(voucher, "replaced_by", None) is not None
    own_case = actor.same_person(voucher.contract.submitted_by_id)
    free = voucher.is_live and not voucher.is_assigned and not voucher.redeemed_days
    return {
        "may_cancel": office and free,
        "may_transfer": actor.role in (Role.HR, Role.OFFICE)
        and not untransferable_because(voucher),
        "may_reissue": office
        and not replaced
        and not own_case
        and not unreissuable_because(voucher),
        "may_reclaim": office and voucher.paid_days > 0,
        "may_settle": voucher.line.kind == LineKind.INHOUSE
        and voucher.is_live
        and actor.role in (Role.PROVIDER, Role.OFFICE),
    }
