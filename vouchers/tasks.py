"""Background work of the funding side."""

from datetime import time
from uuid import UUID

from celery import shared_task

from lotsen.core import clock, jobs
from lotsen.core.actor import SYSTEM
from lotsen.core.periodic import once
from vouchers.models import FundingLine
from vouchers.queries.cases import LETTER_JOB, PAPER_JOB, QUEUE_JOB
from vouchers.queries.payments import ADVICE_JOB
from vouchers.queries.reclaims import RECLAIM_JOB
from vouchers.services.advice import make_payment_advice
from vouchers.services.daily_report import send_once_a_day
from vouchers.services.expiring import end_day
from vouchers.services.papers import make_contract_paper, make_letter
from vouchers.services.queueing import issue_queued
from vouchers.services.reclaim_letters import make_reclaim_letter

REPORT_AT = time(6, 10)
"""The daily report of the ledger goes out from this time on (Berlin)."""


@jobs.handler(PAPER_JOB)
def contract_paper(run: jobs.JobRun) -> None:
    run.attach(make_contract_paper(contract_id=UUID(run.payload["contract"])))


@jobs.handler(LETTER_JOB)
def voucher_letter(run: jobs.JobRun) -> None:
    run.attach(make_letter(contract_id=UUID(run.payload["contract"])))


@jobs.handler(QUEUE_JOB)
def contract_queue(run: jobs.JobRun) -> None:
    line = FundingLine.objects.get(pk=run.payload["line"])
    issue_queued(line=line, year=run.payload["year"], actor=SYSTEM)


@jobs.handler(ADVICE_JOB)
def payment_advice(run: jobs.JobRun) -> None:
    payment, notify = UUID(run.payload["payment"]), run.payload["notify"]
    advice = make_payment_advice(payment_id=payment, actor=SYSTEM, notify=notify)
    if advice is not None:
        run.attach(advice)


@jobs.handler(RECLAIM_JOB)
def reclaim_letter(run: jobs.JobRun) -> None:
    run.attach(make_reclaim_letter(reclaim_id=UUID(run.payload["reclaim"]), actor=SYSTEM))


@shared_task(name="vouchers.end_day")
def end_of_day() -> None:
    """Asked every hour, done once a day."""
    once("vouchers.end_day", clock.today().isoformat(), end_day)


@shared_task(name="vouchers.ledger_report")
def daily_ledger_report() -> None:
    """Asked every ten minutes, done once a day; a morning without a worker is caught up."""
    if clock.now().time() >= REPORT_AT:
        send_once_a_day()
