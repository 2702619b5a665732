"""Pages that a browser keeps and asks for again only if something changed (ETag, 304)."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag

from lotsen.core.access import actor_of


def etag_of(request: HttpRequest, *facts: object) -> str:
    """Changes with the facts and with everything else that the page shows this visitor.

    That is who is signed in, as what, with which roles to choose from, and this release of the
    site. The token of the forms belongs to the session, so a kept page can still be sent.
    """
    actor = actor_of(request)
    memberships = [
        (row.pk, row.role, row.organisation.name, row.deputy_for and row.deputy_for.name)
        for row in getattr(request, "memberships", [])
    ]
    cookie = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    visitor = (request.session.session_key, cookie, actor, memberships)
    return quote_etag(hashlib.sha256(repr((visitor, _release(), facts)).encode()).hexdigest())


def not_modified(request: HttpRequest, etag: str) -> HttpResponse | None:
    """The answer 304 if the browser has this page already and no message waits to be shown."""
    if len(get_messages(request)):
        return None
    answer = get_conditional_response(request, etag=etag)
    return keep(answer, etag) if isinstance(answer, HttpResponse) else None


def keep(answer: HttpResponse, etag: str) -> HttpResponse:
    """Let the browser keep the page for this person; it asks each time whether it still holds."""
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    patch_vary_headers(answer, ["Cookie"])
    return answer


@cache
def _release() -> str:
    """A new one when code, templates or styles of the site have changed; read once per process."""
    root = Path(settings.BASE_DIR)
    files = [
        *(root / "templates").rglob("*.html"),
        *(root / "lotsen").rglob("*.py"),
        *(root / "static").rglob("*.css"),
    ]
    newest = max(file.stat().st_mtime_ns for file in files)
    return f"{settings.VERSION} {len(files)} {newest}"
