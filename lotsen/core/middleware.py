"""What happens to every request: a log line, clean input, default-deny, errors as sentences."""

import codecs
import logging
import time
from collections.abc import Callable
from urllib.parse import quote
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from lotsen.core.access import declared_access, optional_actor
from lotsen.core.db import BUSY_SENTENCE, is_lock_timeout
from lotsen.core.errors import Busy, DomainError
from lotsen.core.logs import request_id

GetResponse = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("lotsen.request")
MAX_BODY = 6_000_000
"""Bytes of a request: the largest upload (5 MB, `kommunen.forms`) and the fields beside it."""


class RequestLogMiddleware:
    """One structured line per request, with route instead of address and role instead of name."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id.set(uuid4().hex[:12])
        begun = time.monotonic()
        response = self.get_response(request)
        actor = optional_actor(request)
        match = request.resolver_match
        log.info(
            "request",
            extra={
                "method": request.method,
                "route": match.view_name if match else "",
                "status": response.status_code,
                "ms": round((time.monotonic() - begun) * 1000, 1),
                "role": actor.role if actor else "",
            },
        )
        response["X-Request-ID"] = request_id.get()
        return response


class CleanInputMiddleware:
    """Refuses addresses and encodings that nobody's honest input has (400), before they are read,
    and bodies larger than any form of the site sends (413).

    PostgreSQL text can hold neither NUL nor half a surrogate pair. NUL bytes in form fields are
    refused by the form fields themselves, with a sentence.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name in [name for name, value in request.COOKIES.items() if "\x00" in value]:
            del request.COOKIES[name]  # a broken cookie is none; a 400 would lock the browser out
        if _announced_bytes(request) > MAX_BODY:
            back = f"/{quote(request.path.lstrip('/'))}"  # a link to "//host" would lead away
            return render(request, "errors/413.html", {"back": back}, status=413)
        if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
            request.encoding = "utf-8"
            return self._refuse(request, "Bitte senden Sie Ihre Eingabe als UTF-8.")
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return self._refuse(request, "Die Adresse enthält ein unzulässiges Zeichen.")
        return self.get_response(request)

    def _refuse(self, request: HttpRequest, message: str) -> HttpResponse:
        return render(request, "errors/400.html", {"message": message}, status=400)


def _announced_bytes(request: HttpRequest) -> int:
    """The length of the body. Without one there is none: WSGI reads no further than it says."""
    length = str(request.META.get("CONTENT_LENGTH") or 0)
    return int(length[:18]) if length.isdecimal() else 0


class DomainErrorMiddleware:
    """A rule that said no becomes a page with its sentence, never an error 500."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if is_lock_timeout(error):
            error = Busy(BUSY_SENTENCE)
        if not isinstance(error, DomainError):
            return None
        context = {"message": str(error), "status": error.status}
        return render(request, "errors/domain.html", context, status=error.status)


class AccessMiddleware:
    """Refuses every view that has not declared who may enter; personal pages are never cached."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if optional_actor(request) is not None and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> None:
        if declared_access(view) is None:
            raise PermissionDenied("Diese Seite hat keine Zugriffsregel.")
