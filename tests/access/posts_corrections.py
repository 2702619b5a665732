"""The forms of reversals, reclaims and control samples; see `posts.py`."""

from lotsen.core.roles import Role
from tests.access.hostile import Field, Kind
from tests.access.posts import NAME, Post

CORRECTION_POSTS: dict[str, Post] = {
    "vouchers:reverse-day": Post(
        Role.OFFICE,
        sample="decided day",
        fields={"reason": NAME},
        payload=lambda scene: {"reason": "Falsche Person"},
    ),
    "vouchers:decide-day": Post(
        Role.OFFICE,
        sample="reversed day",
        fields={"decision": Field(Kind.CHOICE)},
        payload=lambda scene: {"decision": "anwesend"},
    ),
}
