"""Keys that come from outside, in an address or a form."""

from uuid import UUID


def uuid_or_none(text: str) -> UUID | None:
    """The key that `text` writes out; None for anything else, which nobody can have got from us."""
    try:
        return UUID(text)
    except ValueError:
        return None
