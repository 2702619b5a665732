"""Lists and pages of vouchers."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from lotsen.core.access import access, actor_of
from lotsen.core.paging import paginate
from lotsen.core.roles import Role
from vouchers import queries
from vouchers.forms import VoucherFilter
from vouchers.queries.entries import entries_of_voucher
from vouchers.views.contracts import READERS
from vouchers.views.timelines import timeline


@access(*READERS)
def voucher_list(request: HttpRequest) -> HttpResponse:
    """Vouchers that the visitor may see, newest first."""
    actor = actor_of(request)
    form = VoucherFilter(request.GET)
    vouchers = queries.vouchers_visible_to(actor)
    state, text = form.value("stand"), form.value("suche")
    if state:
        vouchers = vouchers.filter(state=state)
    if text:
        vouchers = vouchers.filter(Q(id__icontains=text) | Q(kommune__label__icontains=text))
    context = {
        "form": form,
        "page": paginate(request, vouchers),
        "filtered": bool(state or text),
        "is_hr": actor.role == Role.HR,
    }
    return render(request, "vouchers/vouchers.html", context)


@access(*READERS)
def voucher_page(request: HttpRequest, voucher_id: str) -> HttpResponse:
    """One voucher: facts, its days, its bookings, what happened."""
    actor = actor_of(request)
    voucher = get_object_or_404(queries.vouchers_visible_to(actor), pk=voucher_id)
    context = {
        "voucher": voucher,
        "entries": entries_of_voucher(voucher),
        "steps": timeline(voucher, actor),
        "may_cancel": actor.role == Role.OFFICE and voucher.is_live and not voucher.redeemed_days,
        "sees_bookings": actor.role != Role.HR,
    }
    return render(request, "vouchers/voucher.html", context)
