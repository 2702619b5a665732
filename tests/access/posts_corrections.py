"""The forms of reversals, reclaims and control samples; see `posts.py`."""

from lotsen.core.roles import Role
from tests.access.hostile import Field, Kind
from tests.access.posts import NAME, Post
from tests.access.scene import coming

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
    "vouchers:reclaim-new": Post(
        Role.OFFICE,
        sample="paid voucher",
        fields={
            "token": Field(Kind.SECRET),
            "days": Field(Kind.CHOICE),
            "reason": NAME,
            "interest_from": Field(Kind.DAY),
        },
        payload=lambda scene: {
            "token": "einmal",
            "days": ["3"],
            "reason": "Teilnahme nicht belegt",
            "interest_from": coming(0),
        },
    ),
    "vouchers:reclaim-approve": Post(
        Role.MINISTRY,
        sample="open reclaim",
        fields={"due_on": Field(Kind.COMING_DAY)},
        payload=lambda scene: {"due_on": coming(30)},
    ),
    "vouchers:reclaim-reject": Post(
        Role.MINISTRY,
        sample="open reclaim",
        fields={"reason": NAME},
        payload=lambda scene: {"reason": "Nachweis liegt vor"},
    ),
    "vouchers:reclaim-repaid": Post(
        Role.OFFICE,
        sample="decided reclaim",
        fields={"repaid_on": Field(Kind.DAY)},
        payload=lambda scene: {"repaid_on": coming(0)},
    ),
    "vouchers:rate-new": Post(
        Role.MINISTRY,
        fields={
            "valid_from": Field(Kind.DAY),
            "base": Field(Kind.NUMBER, forgives=frozenset({"-1"})),
            "source": NAME,
        },
        payload=lambda scene: {
            "valid_from": "01.01.2026",
            "base": "1,27",
            "source": "Deutsche Bundesbank",
        },
    ),
    "vouchers:sample-new": Post(
        Role.OFFICE,
        fields={
            "year": Field(Kind.CHOICE),
            "amount": Field(Kind.NUMBER),
            "unit": Field(Kind.CHOICE),
            "seed": NAME,
        },
        payload=lambda scene: {
            "year": coming(0)[-4:],
            "amount": "1",
            "unit": "faelle",
            "seed": "31415926535",
        },
    ),
    "vouchers:sample-case": Post(
        Role.MINISTRY,
        sample="sample case",
        fields={"result": Field(Kind.CHOICE), "note": NAME},
        payload=lambda scene: {"result": "sound", "note": "Unterschriftenliste liegt vor."},
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
