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
    "seminars:error-report": Post(
        Role.PROVIDER,
        sample="confirmed seminar",
        fields={"token": Field(Kind.TOKEN), "day": Field(Kind.CHOICE), "description": NAME},
        payload=lambda scene: {
            "token": "5b0d6f4e-6d35-4d3c-9d56-0f6c2c1a7b11",
            "day": "1",
            "description": "Nr. 1 war nicht da.",
        },
    ),
}
