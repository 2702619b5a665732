"""Which other number of inhabitants is implausible. Pure."""

JUMP, JUMP_PEOPLE = 0.10, 50
"""A single Kommune rarely grows or shrinks by more than both; a person has to look at it. In the
smallest Gemeinde, of a hundred people, two families that move are a tenth."""


def jumps(old: int, new: int) -> bool:
    """Whether another number of inhabitants is implausible. What nobody counted before is not."""
    others = abs(new - old)
    return bool(old) and others > JUMP * old and others > JUMP_PEOPLE
