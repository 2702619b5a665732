"""Scanned proofs of prior qualifications: PDF, JPEG or PNG, kept as they came."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from lotsen.core import audit, clock, documents
from lotsen.core.actor import Actor
from lotsen.core.db import locked
from lotsen.core.errors import Conflict, DomainError
from lotsen.people.models import Lotse, PriorQualification, ProofFile
from lotsen.people.services.prior import require_recorder

MOST_BYTES = 5_000_000
MOST_FILES = 10
NAME_LENGTH = 120
WRONG_KIND = "Bitte laden Sie den Nachweis als PDF-, JPEG- oder PNG-Datei hoch."
DAMAGED = "Die Datei ist unvollständig oder beschädigt. Bitte scannen oder speichern Sie sie neu."

_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


@dataclass(frozen=True, slots=True)
class Scan:
    """A file that was looked at: type and ending are those of its content, not of its name."""

    filename: str
    content: bytes
    content_type: str


def read_scan(*, filename: str, content: bytes) -> Scan:
    """The file with the type that its first bytes show.

    Raises `DomainError` for an empty or too large file, another type, or one without its end.
    """
    if not content:
        raise DomainError("Die Datei ist leer.")
    if len(content) > MOST_BYTES:
        raise DomainError("Die Datei ist größer als 5 MB.")
    for ending, content_type, first, last in (
        ("pdf", "application/pdf", b"%PDF-", b"%%EOF"),
        ("jpg", "image/jpeg", b"\xff\xd8\xff", b"\xff\xd9"),
        ("png", "image/png", b"\x89PNG\r\n\x1a\n", b"IEND"),
    ):
        if content.startswith(first):
            if last not in content[-2048:]:
                raise DomainError(DAMAGED)
            return Scan(_named(filename, ending), content, content_type)
    raise DomainError(WRONG_KIND)


@transaction.atomic
def add_proof(*, prior_id: UUID, scan: Scan, actor: Actor) -> ProofFile:
    """Keep a scan beside a prior qualification; the same file again gives the one that is there.

    Raises `NotAllowed` unless the office acts, `Conflict` for an entry that was withdrawn,
    `DomainError` when there are ten files already.
    """
    require_recorder(actor)
    found = PriorQualification.objects.get(pk=prior_id)
    lotse = locked(Lotse.objects).get(pk=found.lotse_id)
    prior = PriorQualification.objects.get(pk=prior_id)
    files = ProofFile.objects.filter(prior=prior)
    digest = hashlib.sha256(scan.content).hexdigest()
    known = files.filter(document__sha256=digest).first()
    if known is not None:
        return known
    if prior.is_withdrawn:
        raise Conflict("Diese Eintragung ist zurückgenommen; sie bekommt keinen Nachweis mehr.")
    if files.count() >= MOST_FILES:
        raise DomainError(f"Zu einer Qualifizierung gehören höchstens {MOST_FILES} Dateien.")
    document = documents.store(
        kind="qualification_proof",
        filename=scan.filename,
        content=scan.content,
        content_type=scan.content_type,
    )
    added = ProofFile.objects.create(
        prior=prior, document=document, added_by_id=actor.person_id, added_at=clock.now()
    )
    audit.record(actor=actor, action="person.proof_added", target=lotse, sha256=digest)
    return added


def _named(filename: str, ending: str) -> str:
    """The name without path and signs that file systems refuse, with the ending of its type."""
    text = unicodedata.normalize("NFC", filename).replace("\\", "/").rpartition("/")[2]
    stem = _UNFIT.sub(" ", text.rpartition(".")[0] or text).strip(" .") or "Nachweis"
    return f"{stem[: NAME_LENGTH - len(ending) - 1]}.{ending}"
