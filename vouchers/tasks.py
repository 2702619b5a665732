"""Background work of the funding side."""

from uuid import UUID

from lotsen.core import jobs
from vouchers.queries.cases import PAPER_JOB
from vouchers.services.papers import make_contract_paper


@jobs.handler(PAPER_JOB)
def contract_paper(run: jobs.JobRun) -> None:
    run.attach(make_contract_paper(contract_id=UUID(run.payload["contract"])))
