"""The payment advice as a PDF, made once in the background when a payment is confirmed."""

from uuid import UUID

from lotsen.core import documents, jobs, pdf
from lotsen.core.actor import Actor
from lotsen.core.db import locked
from lotsen.core.models import Document
from vouchers import payment_mails
from vouchers.enums import PaymentState
from vouchers.models import Payment
from vouchers.queries.payments import ADVICE_JOB, counted_lines


def order_payment_advice(payment: Payment, actor: Actor, *, notify: bool = True) -> None:
    """Put the job into the caller's transaction; one per payment however often it is called."""
    jobs.enqueue(
        kind=ADVICE_JOB,
        key=str(payment.pk),
        payload={"payment": str(payment.pk), "notify": notify},
        actor=actor,
        title=f"Zahlungsmitteilung {payment.number} als PDF",
    )


def make_payment_advice(*, payment_id: UUID, actor: Actor, notify: bool = True) -> Document | None:
    """Render and keep the PDF and tell the provider; inside the transaction of its job.

    A second run changes nothing. A payment that has come back meanwhile gets none.
    """
    payment = locked(Payment.objects.select_related("claim__provider")).get(pk=payment_id)
    if payment.advice is not None or payment.state != PaymentState.PAID:
        return payment.advice
    payment.advice = documents.store(
        kind="payment_advice",
        filename=f"Zahlungsmitteilung-{payment.number}.pdf",
        content=pdf.render("pdf/vouchers/payment_advice.html", _context(payment)),
        content_type="application/pdf",
    )
    payment.save(update_fields=["advice"])
    if notify:
        payment_mails.paid(payment, actor)
    return payment.advice


def _context(payment: Payment) -> dict[str, object]:
    claim = payment.claim
    lines = counted_lines([payment])[payment.pk]
    return {
        "reference": payment.number,
        "written_on": payment.confirmed_at,
        "provider": claim.provider.name,
        "claim": claim.number,
        "provider_reference": claim.provider_reference,
        "submitted_on": claim.submitted_at,
        "paid_on": payment.paid_on,
        "holder": payment.holder,
        "iban": payment.masked_iban,
        "purpose": payment.purpose,
        "total_cents": payment.cents,
        "refused": claim.lines.exclude(refused_at=None).count(),
        "lines": [
            {
                "number": line.voucher_id,
                "kommune": line.voucher.kommune.label,
                "day": line.day_number,
                "held_on": line.held_on,
                "cents": line.cents,
            }
            for line in lines
        ],
    }
