"""The contract as PDF: once, kept unchanged, only for those who may see the contract."""

import pytest
from django.urls import reverse

import vouchers.tasks  # noqa: F401 - registers the job
from lotsen.core import jobs
from lotsen.core.enums import JobState
from lotsen.core.models import Document, Job
from tests.core.pdf_checks import failures, structure_faults, text_of
from tests.factories.accounts import client_of
from tests.factories.vouchers import make_cast, make_contract, make_grant, make_vouchers
from vouchers.models import TransferContract
from vouchers.queries.cases import PAPER_JOB
from vouchers.services.papers import make_contract_paper

pytestmark = pytest.mark.django_db


def test_the_paper_is_made_by_a_job_and_downloaded_by_both_sides() -> None:
    cast = make_cast()
    make_grant(cast)
    [first, second] = make_vouchers(cast, 2)
    address = reverse("vouchers:contract-document", args=[first.contract_id])
    assert client_of(cast.hr).get(address).status_code == 404
    job = Job.objects.get(kind=PAPER_JOB)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.last_error) == (JobState.DONE, "")
    contract = TransferContract.objects.get()
    again = make_contract_paper(contract_id=contract.pk)
    assert again.pk == contract.document_id
    assert Document.objects.count() == 1
    content = bytes(again.content)
    assert failures(content) == []
    assert structure_faults(content) == []
    text = text_of(content)
    for part in (contract.number, first.pk, second.pk, first.lotse.full_name, "600,00"):
        assert part in text
    for actor in (cast.hr, cast.office):
        response = client_of(actor).get(address)
        assert response["Content-Type"] == "application/pdf"
    assert client_of(make_cast().hr).get(address).status_code == 404
    page = client_of(cast.hr).get(reverse("vouchers:contract", args=[contract.pk]))
    assert "Vertrag als PDF" in page.content.decode()


def test_without_vouchers_there_is_no_paper() -> None:
    contract = make_contract(make_cast())
    assert not Job.objects.filter(kind=PAPER_JOB).exists()
    assert contract.document_id is None
