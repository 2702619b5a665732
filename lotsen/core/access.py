"""Default-deny: every view says who may come in and which methods may write.

`AccessMiddleware` refuses a view without a declaration; `tests/access` walks all URLs with all
roles. A GET or HEAD that tries to write to the database raises `WriteOnRead`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from lotsen.core.actor import Actor
from lotsen.core.roles import ALL_ROLES, Role

View = Callable[..., HttpResponse]
READING = ("GET", "HEAD")
WRITING_SQL = re.compile(
    r"^\s*(INSERT|UPDATE|DELETE|TRUNCATE|MERGE|COPY|CREATE|ALTER|DROP|CALL|DO|LOCK)\b"
    r"|^\s*WITH\b.*\b(INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO)\b"
    r"|\bFOR\s+(NO\s+KEY\s+)?UPDATE\b",
    re.IGNORECASE | re.DOTALL,
)
"""What a reading view never runs: changes, also inside WITH, and locks that only changes need."""


class WriteOnRead(RuntimeError):
    """A view that only reads tried to write. A mistake of ours, never of the user."""


@dataclass(frozen=True, slots=True)
class Access:
    """What a view declared: the roles that may enter (none = everybody) and the writing methods."""

    roles: frozenset[Role]
    writes: tuple[str, ...]

    @property
    def is_public(self) -> bool:
        return not self.roles


def access(*roles: Role, writes: Sequence[str] = ()) -> Callable[[View], View]:
    """Only persons acting in one of `roles`; others get 403, signed-out ones the sign-in page."""
    if not roles:
        raise ValueError("access() needs roles; use signed_in() or public()")
    return _guard(Access(frozenset(roles), tuple(writes)))


def signed_in(*, writes: Sequence[str] = ()) -> Callable[[View], View]:
    """Everybody who is signed in and acts as some membership."""
    return _guard(Access(ALL_ROLES, tuple(writes)))


def public(*, writes: Sequence[str] = ()) -> Callable[[View], View]:
    """Everybody, signed in or not."""
    return _guard(Access(frozenset(), tuple(writes)))


def _guard(declared: Access) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refused = _refuse(request, declared)
            if refused is not None:
                return refused
            if request.method in declared.writes:
                return view(request, *args, **kwargs)
            with _no_writes():
                return view(request, *args, **kwargs)

        guarded.access = declared  # type: ignore[attr-defined]
        return guarded

    return decorate


def _refuse(request: HttpRequest, declared: Access) -> HttpResponse | None:
    """The answer for somebody who may not enter, or None."""
    allowed = (*READING, *declared.writes)
    if not declared.is_public:
        actor = optional_actor(request)
        if actor is None:
            if request.user.is_authenticated:
                raise PermissionDenied("Sie haben derzeit keine gültige Rolle.")
            return redirect_to_login(request.get_full_path())
        if actor.role not in declared.roles:
            raise PermissionDenied("Diese Seite gehört nicht zu Ihrer Rolle.")
    if request.method not in allowed:
        return HttpResponseNotAllowed(allowed)
    return None


@contextmanager
def _no_writes() -> Iterator[None]:
    def refuse(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        if WRITING_SQL.search(sql) and '"django_session"' not in sql:
            raise WriteOnRead(f"A reading view ran: {sql[:80]}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def declared_access(view: Any) -> Access | None:
    """The declaration of a resolved view callable, None when it has none."""
    found = getattr(view, "access", None)
    return found if isinstance(found, Access) else None


def optional_actor(request: HttpRequest) -> Actor | None:
    """The acting membership, None when signed out or without one."""
    return cast("Actor | None", getattr(request, "actor", None))


def actor_of(request: HttpRequest) -> Actor:
    """The acting membership in a guarded view. Raises `PermissionDenied` when there is none."""
    actor = optional_actor(request)
    if actor is None:
        raise PermissionDenied("Bitte melden Sie sich an.")
    return actor
