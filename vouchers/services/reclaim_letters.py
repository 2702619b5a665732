"""The letter of a reclaim as a PDF, made once in the background when it is decided."""

from uuid import UUID

from django.conf import settings

from lotsen.core import documents, jobs, pdf
from lotsen.core.actor import Actor
from lotsen.core.db import locked
from lotsen.core.models import Document
from vouchers import reclaim_mails
from vouchers.interest import percent
from vouchers.models import InterestRate, Reclaim
from vouchers.queries.reclaims import RECLAIM_JOB, held_days


def order_reclaim_letter(reclaim: Reclaim, actor: Actor) -> None:
    """Put the job into the caller's transaction; one per case however often it is called."""
    jobs.enqueue(
        kind=RECLAIM_JOB,
        key=str(reclaim.pk),
        payload={"reclaim": str(reclaim.pk)},
        actor=actor,
        title=f"Schreiben zur Rückforderung {reclaim.number}",
    )


def make_reclaim_letter(*, reclaim_id: UUID, actor: Actor) -> Document:
    """Render and keep the PDF and tell the provider; inside the transaction of its job.

    A second run changes nothing.
    """
    reclaims = Reclaim.objects.select_related("voucher__provider", "voucher__kommune")
    reclaim = locked(reclaims).get(pk=reclaim_id)
    if reclaim.letter is not None:
        return reclaim.letter
    reclaim.letter = documents.store(
        kind="reclaim_letter",
        filename=f"Rueckforderung-{reclaim.number}.pdf",
        content=pdf.render("pdf/vouchers/reclaim.html", _context(reclaim)),
        content_type="application/pdf",
    )
    reclaim.save(update_fields=["letter"])
    reclaim_mails.decided(reclaim, actor)
    return reclaim.letter


def _context(reclaim: Reclaim) -> dict[str, object]:
    voucher = reclaim.voucher
    held = held_days(voucher)
    rate = InterestRate.objects.filter(valid_from__lte=reclaim.interest_from).first()
    return {
        "reference": reclaim.number,
        "written_on": reclaim.decided_at,
        "provider": voucher.provider.name,
        "kommune": voucher.kommune.label,
        "voucher": voucher.pk,
        "cents": reclaim.cents,
        "reason": reclaim.reason,
        "due_on": reclaim.due_on,
        "interest_from": reclaim.interest_from,
        "base_rate": percent(rate.base_hundredths) if rate else "",
        "surcharge": percent(rate.surcharge_hundredths) if rate else "",
        "rate": percent(rate.yearly_hundredths) if rate else "",
        "payer": settings.PAYER_NAME,
        "iban": settings.PAYER_IBAN,
        "days": [
            {
                "number": line.day_number,
                "held_on": held.get(line.day_number),
                "cents": line.cents,
            }
            for line in reclaim.lines.order_by("day_number")
        ],
    }
