"""Background work of the registry."""

from uuid import UUID

from kommunen.services.receiving import READ_JOB, read_upload
from lotsen.core import jobs


@jobs.handler(READ_JOB)
def read_registry_file(run: jobs.JobRun) -> None:
    read_upload(upload_id=UUID(run.payload["upload"]))
