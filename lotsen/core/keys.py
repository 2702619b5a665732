"""Keys that come from outside, in an address or a form."""

from uuid import UUID

from lotsen.core.actor import Actor


def submission_key(actor: Actor, token: str) -> str:
    """What makes a form that is sent twice one act: the person, and the token of the page."""
    return f"{actor.user_id}:{token}"


def uuid_or_none(text: str) -> UUID | None:
    """The key that `text` writes out; None for anything else, which nobody can have got from us."""
    try:
        return UUID(text)
    except ValueError:
        return None
