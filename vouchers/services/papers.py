"""The contract as a PDF, made once in the background when the vouchers are issued."""

from uuid import UUID

from lotsen.core import documents, jobs, pdf
from lotsen.core.actor import Actor
from lotsen.core.models import Document
from vouchers.models import TransferContract
from vouchers.queries.cases import PAPER_JOB
from vouchers.services.contracts import lock_contract


def order_contract_paper(contract: TransferContract, actor: Actor) -> None:
    """Put the job into the caller's transaction; one per contract however often it is called."""
    jobs.enqueue(
        kind=PAPER_JOB,
        key=str(contract.pk),
        payload={"contract": str(contract.pk)},
        actor=actor,
        title=f"Weitergabevertrag {contract.number} als PDF",
    )


def make_contract_paper(*, contract_id: UUID) -> Document:
    """Render and keep the PDF; inside the transaction of its job. A second run changes nothing."""
    contract = lock_contract(contract_id)
    if contract.document is not None:
        return contract.document
    contract.document = documents.store(
        kind="contract",
        filename=f"Weitergabevertrag-{contract.number}.pdf",
        content=pdf.render("pdf/vouchers/contract.html", _context(contract)),
        content_type="application/pdf",
    )
    contract.save(update_fields=["document"])
    return contract.document


def _context(contract: TransferContract) -> dict[str, object]:
    vouchers = list(contract.vouchers.select_related("lotse").order_by("serial"))
    return {
        "reference": contract.number,
        "written_on": contract.issued_at,
        "kommune": contract.kommune.label,
        "provider": contract.provider.name,
        "line": contract.line.name,
        "conditions": contract.conditions_version,
        "contact": contract.contact_name,
        "contact_email": contract.contact_email,
        "submitted_on": contract.submitted_at,
        "agreed_on": contract.decided_at,
        "vouchers": [
            {"number": x.pk, "person": x.lotse.full_name, "cents": x.total_cents} for x in vouchers
        ],
        "days": vouchers[0].days,
        "rate_cents": vouchers[0].day_rate_cents,
        "total_cents": sum(voucher.total_cents for voucher in vouchers),
    }
