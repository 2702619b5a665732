"""An uploaded file is kept at once and read in the background; a bad one says why."""

from uuid import UUID

from django.db import transaction

from kommunen.enums import UploadState
from kommunen.files import FileRefused
from kommunen.models import RegistryUpload
from kommunen.services.staging import AnotherWaits, FileDates, stage_edition
from lotsen.core import audit, clock, documents, jobs
from lotsen.core.actor import SYSTEM, Actor
from lotsen.core.db import locked
from lotsen.core.errors import DomainError
from lotsen.core.models import Document
from lotsen.core.roles import Role

READ_JOB = "registry.read"
NAME_LENGTH = 120


def keep_file(*, content: bytes, filename: str) -> Document:
    """The bytes as they came, with their SHA-256."""
    return documents.store(
        kind="registry",
        filename=filename[-NAME_LENGTH:],
        content=content,
        content_type="application/octet-stream",
    )


@transaction.atomic
def receive_file(
    *, content: bytes, filename: str, dates: FileDates, actor: Actor
) -> RegistryUpload:
    """Keep the file and order the job that reads it; the registry stays as it is."""
    if actor.role != Role.OFFICE:
        raise DomainError("Das Verzeichnis pflegt die Programmstelle.")
    upload = RegistryUpload.objects.create(
        file=keep_file(content=content, filename=filename),
        population_as_of=dates.population_as_of,
        population_base=dates.population_base,
        area_as_of=dates.area_as_of,
        uploaded_by_id=actor.user_id,
        uploaded_at=clock.now(),
    )
    audit.record(actor=actor, action="registry.uploaded", target=upload, bytes=len(content))
    jobs.enqueue(
        kind=READ_JOB,
        key=str(upload.pk),
        payload={"upload": str(upload.pk)},
        actor=actor,
        title="Gemeindeverzeichnis lesen und vergleichen",
    )
    return upload


@transaction.atomic
def read_upload(*, upload_id: UUID) -> RegistryUpload:
    """Read and compare the file; reasons against it are kept for the person. Safe to repeat."""
    uploads = locked(RegistryUpload.objects)
    upload = uploads.select_related("file").get(pk=upload_id)
    if not upload.is_waiting:
        return upload
    dates = FileDates(upload.population_as_of, upload.population_base, upload.area_as_of)
    try:
        edition = stage_edition(file=upload.file, dates=dates, actor=SYSTEM)
    except FileRefused as refused:
        upload.state = UploadState.REFUSED
        upload.problems = [str(problem) for problem in refused.problems]
    except AnotherWaits as waits:
        upload.state, upload.problems = UploadState.REFUSED, [str(waits)]
        upload.waits_for = waits.edition
    except DomainError as error:
        upload.state, upload.problems = UploadState.REFUSED, [str(error)]
    else:
        if edition.is_staged and edition.uploaded_by_id is None:
            edition.uploaded_by_id = upload.uploaded_by_id
            edition.save(update_fields=["uploaded_by"])
        upload.state, upload.edition = UploadState.STAGED, edition
    upload.save(update_fields=["state", "problems", "waits_for", "edition"])
    return upload
