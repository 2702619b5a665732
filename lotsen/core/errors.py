"""What a service raises when a rule says no. The message is German and meant for the user."""


class DomainError(Exception):
    """A rule of the programme forbids this; nothing was changed (HTTP 422)."""

    status = 422

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message


class Conflict(DomainError):
    """Somebody else was faster, or the page shown is no longer true (HTTP 409)."""

    status = 409


class NotAllowed(DomainError):
    """This person must not do this, although the role may (HTTP 403): four eyes, own case."""

    status = 403


class Busy(DomainError):
    """A lock was not free in time (HTTP 503); trying again is safe."""

    status = 503
