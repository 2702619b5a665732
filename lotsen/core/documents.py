"""Stored files: written once, checked on the way out."""

import hashlib
from urllib.parse import quote

from django.http import HttpResponse

from lotsen.core import clock
from lotsen.core.models import Document


def store(*, kind: str, filename: str, content: bytes, content_type: str) -> Document:
    """Keep `content` with its SHA-256 in the caller's transaction: no row without file."""
    return Document.objects.create(
        kind=kind,
        filename=filename,
        content=content,
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_at=clock.now(),
    )


def is_intact(document: Document) -> bool:
    """True when the bytes still have the stored checksum."""
    return hashlib.sha256(bytes(document.content)).hexdigest() == document.sha256


def download_response(document: Document) -> HttpResponse:
    """The file as an attachment that no cache keeps. The caller has checked the reader's right."""
    response = HttpResponse(bytes(document.content), content_type=document.content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(document.filename)}"
    response["Cache-Control"] = "private, no-store"
    response["Content-Length"] = str(document.size)
    return response
