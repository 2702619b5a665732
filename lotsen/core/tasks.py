"""Celery's side of the job table and the outbox."""

from uuid import UUID

from celery import shared_task

from lotsen.core import jobs, mail


@shared_task(name="core.run_job")
def run_job(job_id: str) -> None:
    jobs.run(UUID(job_id))


@shared_task(name="core.sweep_jobs")
def sweep_jobs() -> None:
    jobs.sweep()


@jobs.handler("mail.send")
def send_mail(run: jobs.JobRun) -> None:
    mail.deliver(UUID(run.payload["mail"]))
