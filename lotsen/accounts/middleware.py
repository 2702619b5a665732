"""Puts the acting membership on the request. Rights are read anew on every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from lotsen.accounts.queries import actor_for, valid_memberships

SESSION_KEY = "membership"


class ActorMiddleware:
    """Sets `request.actor` and `request.memberships` from the session's choice.

    A membership that ended is gone on the next click; then the first valid one is taken.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.memberships = []  # type: ignore[attr-defined]
        request.actor = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            memberships = valid_memberships(request.user)
            chosen = request.session.get(SESSION_KEY)
            acting = next((m for m in memberships if str(m.pk) == chosen), None)
            if acting is None and memberships:
                acting = memberships[0]
            request.memberships = memberships  # type: ignore[attr-defined]
            request.actor = actor_for(acting) if acting else None  # type: ignore[attr-defined]
        return self.get_response(request)
