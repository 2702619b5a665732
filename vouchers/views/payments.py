"""Payments: the list, one payment with what it is for, and the payment advice of the provider."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from lotsen.core.access import access, actor_of
from lotsen.core.actor import Actor
from lotsen.core.documents import download_response
from lotsen.core.exports import FORMAT
from lotsen.core.paging import paginate
from lotsen.core.roles import OVERSIGHT, Role
from vouchers.enums import PaymentState
from vouchers.forms.payments import PaymentFilter
from vouchers.models import Payment
from vouchers.queries import providers
from vouchers.queries.payments import (
    advice_is_ordered,
    counted_lines,
    payments_for_a_file,
    payments_in_order,
    payments_visible_to,
)
from vouchers.views.list_files import PAYMENTS, answer_file
from vouchers.views.timelines import timeline


@access(*OVERSIGHT)
def payment_list(request: HttpRequest) -> HttpResponse:
    """All payments in the chosen order; the ministry sees what waits for a file.

    With `?ausgabe=` exactly these as a file.
    """
    actor = actor_of(request)
    form = PaymentFilter(request.GET, providers=providers())
    payments = _filtered(form, actor)
    if FORMAT in request.GET:
        return answer_file(request, PAYMENTS, payments, form)
    waiting = payments_for_a_file()
    context = {
        "form": form,
        "page": paginate(request, payments),
        "export_url": f"?{request.GET.urlencode()}",
        "filtered": any(form.value(name) for name in ("suche", "traeger", "stand")),
        "is_ministry": actor.role == Role.MINISTRY,
        "waiting": len(waiting),
        "waiting_cents": sum(payment.cents for payment in waiting),
    }
    return render(request, "vouchers/payments.html", context)


@access(*OVERSIGHT)
def payment_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One payment: account, days, file, what the bank did, what to do next."""
    actor = actor_of(request)
    payment = payment_or_404(actor, pk)
    is_ministry = actor.role == Role.MINISTRY
    sent = payment.state == PaymentState.TRANSMITTED
    context = {
        "payment": payment,
        "lines": counted_lines([payment])[payment.pk],
        "steps": timeline(payment, actor),
        "advice_comes": advice_is_ordered(payment),
        "may_confirm": is_ministry and sent,
        "may_return": is_ministry and (sent or payment.state == PaymentState.PAID),
    }
    return render(request, "vouchers/payment.html", context)


@access(Role.PROVIDER, *OVERSIGHT)
def payment_advice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The payment advice as PDF, as it was made when the payment was confirmed."""
    payment = get_object_or_404(payments_visible_to(actor_of(request)), pk=pk)
    if payment.advice is None:
        raise Http404("Die Zahlungsmitteilung ist noch nicht erstellt.")
    return download_response(payment.advice)


def payment_or_404(actor: Actor, pk: UUID) -> Payment:
    """A payment that the actor may see, with the people of its acts."""
    payments = payments_visible_to(actor).select_related("ordered_by", "confirmed_by")
    return get_object_or_404(payments, pk=pk)


def _filtered(form: PaymentFilter, actor: Actor) -> QuerySet[Payment]:
    payments = payments_visible_to(actor)
    if state := form.value("stand"):
        payments = payments.filter(state=state)
    if provider := form.value("traeger"):
        payments = payments.filter(claim__provider=provider)
    if text := form.value("suche"):
        payments = payments.filter(
            Q(number__icontains=text)
            | Q(claim__number__icontains=text)
            | Q(file__number__icontains=text)
        )
    return payments_in_order(payments, form.value("sortierung"))
