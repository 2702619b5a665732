"""Contract and letter as PDF: once, kept unchanged, only for those who may see the contract."""

import pytest
from django.urls import reverse

import vouchers.tasks  # noqa: F401 - registers the job
from lotsen.core import documents, jobs
from lotsen.core.enums import JobState
from lotsen.core.models import Document, Job
from tests.core.pdf_checks import failures, structure_faults, text_of
from tests.factories.accounts import client_of
from tests.factories.vouchers import make_cast, make_contract, make_grant, make_vouchers
from vouchers import services
from vouchers.models import TransferContract
from vouchers.queries.cases import LETTER_JOB, PAPER_JOB
from vouchers.services.papers import make_contract_paper, make_letter

pytestmark = pytest.mark.django_db


def made_by_job(kind: str) -> bytes:
    """Run the job and give the bytes of what it made, checked for screen readers and archives."""
    job = Job.objects.get(kind=kind)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.last_error) == (JobState.DONE, "")
    assert job.document is not None
    content = bytes(job.document.content)
    assert failures(content) == []
    assert structure_faults(content) == []
    return content


def test_the_contract_is_made_when_agreed_and_kept_unchanged() -> None:
    cast = make_cast()
    contract = make_contract(cast, 2)
    assert not Job.objects.filter(kind=PAPER_JOB).exists()
    services.agree_contract(contract_id=contract.pk, actor=cast.office)
    address = reverse("vouchers:contract-document", args=[contract.pk])
    assert client_of(cast.hr).get(address).status_code == 404
    content = made_by_job(PAPER_JOB)
    make_grant(cast)
    services.issue_vouchers(contract_id=contract.pk, actor=cast.office)
    again = make_contract_paper(contract_id=contract.pk)
    assert bytes(again.content) == content
    names = [person.lotse.full_name for person in contract.persons.all()]
    for part in (contract.number, *names, "600,00", cast.provider.name):
        assert part in text_of(content)
    for actor in (cast.hr, cast.office):
        response = client_of(actor).get(address)
        assert response["Content-Type"] == "application/pdf"
    assert client_of(make_cast().hr).get(address).status_code == 404
    page = client_of(cast.hr).get(reverse("vouchers:contract", args=[contract.pk]))
    assert "Vertrag als PDF" in page.content.decode()


def test_the_letter_names_persons_ids_and_amounts_and_is_made_once() -> None:
    cast = make_cast()
    make_grant(cast)
    [first, second] = make_vouchers(cast, 2)
    address = reverse("vouchers:contract-letter", args=[first.contract_id])
    assert client_of(cast.hr).get(address).status_code == 404
    content = made_by_job(LETTER_JOB)
    for part in (first.pk, second.pk, first.lotse.full_name, "300,00", "600,00"):
        assert part in text_of(content)
    assert bytes(make_letter(contract_id=first.contract_id).content) == content
    assert Document.objects.count() == 1
    for actor in (cast.hr, cast.office):
        assert client_of(actor).get(address)["Content-Type"] == "application/pdf"
    assert client_of(make_cast().hr).get(address).status_code == 404
    page = client_of(cast.hr).get(reverse("vouchers:contract", args=[first.contract_id]))
    assert "Schreiben mit Gutschein-IDs" in page.content.decode()


def test_a_contract_of_before_keeps_the_pdf_it_has() -> None:
    cast = make_cast()
    make_grant(cast)
    [voucher] = make_vouchers(cast)
    old = documents.store(
        kind="contract", filename="alt.pdf", content=b"alt", content_type="application/pdf"
    )
    TransferContract.objects.filter(pk=voucher.contract_id).update(document=old)
    assert make_contract_paper(contract_id=voucher.contract_id) == old
