"""The two PDFs of a contract: the contract itself when agreed, the letter with the IDs when issued.

Each is made once in the background and kept unchanged.
"""

from uuid import UUID

from lotsen.core import documents, jobs, pdf
from lotsen.core.actor import Actor
from lotsen.core.models import Document
from vouchers.models import TransferContract
from vouchers.queries.cases import LETTER_JOB, PAPER_JOB
from vouchers.services.locking import lock_contract


def order_contract_paper(contract: TransferContract, actor: Actor) -> None:
    """Put the job into the caller's transaction; one per contract however often it is called."""
    _order(PAPER_JOB, contract, actor, f"Weitergabevertrag {contract.number} als PDF")


def order_letter(contract: TransferContract, actor: Actor) -> None:
    """Like `order_contract_paper` for the letter with the voucher IDs."""
    _order(LETTER_JOB, contract, actor, f"Schreiben mit Gutschein-IDs zu {contract.number}")


def make_contract_paper(*, contract_id: UUID) -> Document:
    """Render and keep the contract; inside the transaction of its job. A second run changes
    nothing."""
    contract = lock_contract(contract_id)
    if contract.document is None:
        name = f"Weitergabevertrag-{contract.number}.pdf"
        content = pdf.render("pdf/vouchers/contract.html", _contract_context(contract))
        contract.document = _store("contract", name, content)
        contract.save(update_fields=["document"])
    return contract.document


def make_letter(*, contract_id: UUID) -> Document:
    """Like `make_contract_paper` for the letter; the vouchers are issued."""
    contract = lock_contract(contract_id)
    if contract.letter is None:
        name = f"Gutscheine-{contract.number}.pdf"
        content = pdf.render("pdf/vouchers/voucher_letter.html", _letter_context(contract))
        contract.letter = _store("voucher_letter", name, content)
        contract.save(update_fields=["letter"])
    return contract.letter


def _order(kind: str, contract: TransferContract, actor: Actor, title: str) -> None:
    jobs.enqueue(
        kind=kind,
        key=str(contract.pk),
        payload={"contract": str(contract.pk)},
        actor=actor,
        title=title,
    )


def _store(kind: str, filename: str, content: bytes) -> Document:
    return documents.store(
        kind=kind, filename=filename, content=content, content_type="application/pdf"
    )


def _common(contract: TransferContract) -> dict[str, object]:
    return {
        "reference": contract.number,
        "kommune": contract.kommune.label,
        "provider": contract.provider.name,
        "line": contract.line.name,
        "conditions": contract.conditions_version,
        "contact": contract.contact_name,
        "contact_email": contract.contact_email,
        "days": contract.voucher_days,
        "rate_cents": contract.day_rate_cents,
        "agreed_on": contract.decided_at,
    }


def _contract_context(contract: TransferContract) -> dict[str, object]:
    persons = contract.persons.select_related("lotse").order_by("lotse__sort_key")
    names = [person.lotse.full_name for person in persons]
    partners = contract.kommunen.select_related("kommune").order_by("kommune__sort_key")
    return _common(contract) | {
        "written_on": contract.decided_at,
        "submitted_on": contract.submitted_at,
        "persons": names,
        "partners": [row.kommune.label for row in partners],
        "cost_cents": contract.cost_estimate_cents,
        "share": contract.line.share_percent,
        "exception": contract.exception_reason,
        "year": contract.planned_year,
        "cents": contract.voucher_cents,
        "total_cents": contract.voucher_cents * len(names),
    }


def _letter_context(contract: TransferContract) -> dict[str, object]:
    vouchers = list(contract.vouchers.select_related("lotse").order_by("serial", "id"))
    return _common(contract) | {
        "written_on": contract.issued_at,
        "vouchers": [
            {"number": x.pk, "person": x.lotse.full_name, "cents": x.total_cents} for x in vouchers
        ],
        "valid_until": vouchers[0].valid_until,
        "year": vouchers[0].budget_year_id,
        "total_cents": sum(voucher.total_cents for voucher in vouchers),
    }
