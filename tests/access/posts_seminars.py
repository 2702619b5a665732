"""The forms of the seminars; see `posts.py`."""

from typing import cast
from uuid import uuid4

from django.test import Client

from lotsen.core.roles import Role
from tests.access.hostile import Field, Kind
from tests.access.posts import NAME, OPTIONAL, Payload, Post
from tests.access.scene import Scene, coming

DAYS = ("1", "2", "3")


def seminar(scene: Scene) -> Payload:
    values: Payload = {
        "token": str(uuid4()),
        "version": "1",
        "title": "Basisqualifizierung",
        "line": scene.ids["line"],
        "description": "Bitte Notebook mitbringen.",
        "format": "presence",
        "venue": "Verwaltungsschule",
        "city": "Karlsruhe",
        "online_url": "https://konferenz.example/b",
        "fee_cents": "690",
        "max_seats": "20",
        "min_seats": "8",
        "enrol_until": coming(20),
        "cancel_until": coming(20),
    }
    for number in DAYS:
        values |= {
            f"day{number}": coming(40 + int(number)),
            f"starts{number}": "09:00",
            f"ends{number}": "16:30",
        }
    return values


def booking(scene: Scene) -> Payload:
    return {"personen": [scene.ids["voucher holder"]], "step": "submit"}


def sheet(scene: Scene) -> Payload:
    seat = scene.ids["begun seat"]
    return {"person": [seat], "tage": ["1", "2"], "anwesend": [f"{seat}:1", f"{seat}:2"]}


def confirmation(scene: Scene) -> Payload:
    return {"tage": ["1"], "stand": scene.ids["digest"], "richtig": "on", "ohne_eintrag": "on"}


def looked_at_sheet(scene: Scene, client: Client) -> None:
    """The digest of the sheet is what the page shows."""
    path = f"/seminare/{scene.path_values('begun seminar')['pk']}/anwesenheit/"
    page = client.get(path).content.decode()
    scene.ids["digest"] = page.split('name="stand"', 1)[1].split('value="', 1)[1].split('"')[0]


DAY_FIELDS = {
    f"{name}{number}": Field(kind)
    for number in DAYS
    for name, kind in (("day", Kind.COMING_DAY), ("starts", Kind.TIME), ("ends", Kind.TIME))
}
SEMINAR = {
    "token": Field(Kind.TOKEN, required=False),
    "title": NAME,
    "line": Field(Kind.KEY, forgives=frozenset({"1"})),
    "description": OPTIONAL,
    "format": Field(Kind.CHOICE),
    "venue": OPTIONAL,
    "city": OPTIONAL,
    "online_url": Field(Kind.ADDRESS, required=False),
    "fee_cents": Field(Kind.MONEY),
    "max_seats": Field(Kind.NUMBER),
    "min_seats": Field(Kind.NUMBER),
    "enrol_until": Field(Kind.DAY),
    "cancel_until": Field(Kind.DAY),
    **DAY_FIELDS,
    "version": Field(Kind.NUMBER, required=False),
}
DAY_CHOICE = Field(Kind.CHOICE)

SEMINAR_POSTS: dict[str, Post] = {
    "seminars:create": Post(
        Role.PROVIDER, fields=SEMINAR, payload=seminar, foreign={"token": "foreign seminar"}
    ),
    "seminars:edit": Post(
        Role.PROVIDER,
        sample="draft seminar",
        fields=SEMINAR | {"version": Field(Kind.NUMBER)},
        payload=seminar,
    ),
    "seminars:publish": Post(Role.PROVIDER, sample="draft seminar"),
    "seminars:copy": Post(
        Role.PROVIDER,
        sample="bookable seminar",
        fields={"token": Field(Kind.TOKEN)},
        payload=lambda scene: {"token": str(uuid4())},
        foreign={"token": "foreign seminar"},
    ),
    "seminars:cancel": Post(
        Role.PROVIDER,
        sample="bookable seminar",
        fields={"reason": NAME},
        payload=lambda scene: {"reason": "Krankheit"},
    ),
    "seminars:enrol": Post(
        Role.HR,
        sample="bookable seminar",
        fields={"personen": Field(Kind.KEY), "step": Field(Kind.STEP)},
        payload=booking,
        foreign={"personen": "foreign person"},
    ),
    "seminars:progress": Post(Role.PROVIDER, sample="seminar", saves=False),  # none missing
    "seminars:cancel-enrolment": Post(Role.HR, sample="seat"),
    "seminars:substitute": Post(
        Role.HR,
        sample="seat",
        fields={"person": Field(Kind.KEY), "reason": NAME, "step": Field(Kind.STEP)},
        payload=lambda scene: {
            "person": scene.ids["person"],
            "reason": "Vertretung",
            "step": "submit",
        },
        foreign={"person": "foreign person"},
    ),
    "seminars:attach-voucher": Post(Role.HR, sample="full-price seat"),
    "seminars:attendance": Post(
        Role.PROVIDER,
        sample="begun seminar",
        fields={
            "person": Field(Kind.KEY),
            "tage": DAY_CHOICE,
            "anwesend": Field(Kind.KEY, required=False),
            "speichern": Field(Kind.STEP),
        },
        payload=sheet,
        foreign={"person": "foreign seat"},
    ),
    "seminars:tick": Post(
        Role.PROVIDER,
        sample="begun seminar",
        fields={"zelle": Field(Kind.KEY), "anwesend": Field(Kind.CHOICE)},
        payload=lambda scene: {
            "zelle": cast("list[str]", sheet(scene)["anwesend"])[0],
            "anwesend": "1",
        },
        foreign={"zelle": "foreign cell"},
    ),
    "seminars:all-present": Post(
        Role.PROVIDER,
        sample="begun seminar",
        fields={"tag": DAY_CHOICE},
        payload=lambda scene: {"tag": "1"},
    ),
    "seminars:confirm": Post(
        Role.PROVIDER,
        sample="begun seminar",
        fields={
            "tage": DAY_CHOICE,
            "stand": Field(Kind.SECRET),
            "richtig": Field(Kind.TICK),
            "ohne_eintrag": Field(Kind.TICK),
        },
        payload=confirmation,
        prepare=looked_at_sheet,
    ),
}
