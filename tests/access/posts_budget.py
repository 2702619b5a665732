"""The forms of what the ministry decides with two people; see `posts.py`."""

from lotsen.core.roles import Role
from tests.access.hostile import Field, Kind
from tests.access.posts import NAME, SECRET, Payload, Post
from tests.access.scene import Scene, coming


def proposal(scene: Scene) -> Payload:
    return {
        "token": "einmal",
        "kind": "grant",
        "year": coming(0)[-4:],
        "line": scene.ids["line"],
        "cents": "12.345,60",
        "reason": "Bewilligungsbescheid",
        "step": "submit",
    }


BUDGET_POSTS: dict[str, Post] = {
    "vouchers:proposal-new": Post(
        Role.MINISTRY,
        fields={
            "token": SECRET,
            "kind": Field(Kind.CHOICE),
            "year": Field(Kind.NUMBER),
            "line": Field(Kind.KEY, forgives=frozenset({"1"})),
            "cents": Field(Kind.MONEY),
            "reason": NAME,
            "step": Field(Kind.STEP),
        },
        payload=proposal,
    ),
    "vouchers:closing-new": Post(
        Role.MINISTRY,
        sample="budget year",
        fields={"token": SECRET, "rest": Field(Kind.CHOICE), "reason": NAME},
        payload=lambda scene: {"token": "einmal", "rest": "lapse", "reason": "Erlass"},
    ),
    "vouchers:proposal-approve": Post(Role.MINISTRY, sample="proposal"),
    "vouchers:proposal-reject": Post(
        Role.MINISTRY,
        sample="proposal",
        fields={"reason": NAME},
        payload=lambda scene: {"reason": "Der Bescheid fehlt."},
    ),
    "vouchers:proposal-withdraw": Post(Role.MINISTRY, sample="own proposal"),
}
