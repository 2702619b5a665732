"""Every form of the site: who sends it, a payload that works, and what each field takes.

A new address that accepts POST fails the tests until it has a row here.
"""

from collections.abc import Callable
from typing import NamedTuple
from uuid import uuid4

from django.test import Client

from lotsen.core.models import Mail
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from tests.access.hostile import Field, Kind
from tests.access.scene import Scene, coming
from tests.factories.accounts import PASSWORD

Payload = dict[str, str | list[str]]


def nothing(scene: Scene) -> Payload:
    return {}


class Post(NamedTuple):
    """One form.

    `prepare` walks to it and may give another path. `saves`: an accepted form changes tables, not
    only the session. `repeats`: sending it again is another act. `foreign`: for a field, the name
    of somebody else's object in the scene. `files`: what is uploaded with it.
    """

    role: Role | None
    sample: str = ""
    fields: dict[str, Field] = {}
    payload: Callable[[Scene], Payload] = nothing
    prepare: Callable[[Scene, Client], str | None] | None = None
    saves: bool = True
    repeats: bool = False
    foreign: dict[str, str] = {}
    files: dict[str, bytes] = {}


OPTIONAL = Field(required=False)
EMAIL, KEY, SECRET = Field(Kind.EMAIL), Field(Kind.KEY), Field(Kind.SECRET)
PHONE = Field(Kind.PHONE, required=False)
VERSION, TOKEN = Field(Kind.NUMBER), Field(Kind.TOKEN, required=False)
NAME = Field()
NEW_PASSWORD = "noch-ein-langes-passwort"


def person(scene: Scene) -> Payload:
    return {
        "given_name": "Muster",
        "family_name": "Neuling",
        "email": "neuling@kommune.example",
        "phone": "07231 39-0",
        "department": "Hauptamt",
    }


def own_contact(scene: Scene) -> Payload:
    version = str(Lotse.objects.get(pk=scene.lotse.pk).version)
    return {"email": "anders@kommune.example", "phone": "07231 39-1", "version": version}


def contract(scene: Scene) -> Payload:
    return {
        "token": "einmal",
        "provider": scene.ids["provider"],
        "planned_year": coming(0)[-4:],
        "persons": [scene.ids["person"]],
        "new0_given_name": "Muster",
        "new0_family_name": "Neuling",
        "new0_email": "neuling@kommune.example",
        "contact_name": "Muster, M.",
        "contact_email": "personalamt@kommune.example",
        "contact_phone": "07231 39-0",
        "step": "submit",
    }


def event(scene: Scene) -> Payload:
    return {
        "token": str(uuid4()),
        "version": "1",
        "title": "Vernetzung im Hubwerk",
        "description": "Programm folgt.",
        "day": coming(30),
        "starts": "09:30",
        "last_day": coming(31),
        "ends": "16 Uhr",
        "venue": "HubWerk01",
        "city": "Bruchsal",
        "online_url": "https://konferenz.example/a",
        "capacity": "25",
        "register_until": coming(20),
    }


def event_change(scene: Scene) -> Payload:
    return event(scene) | {"version": scene.ids["event version"]}


def asked_for_code(scene: Scene, client: Client) -> None:
    client.post("/konto/anmelden/code/", {"email": scene.ids["user"]})


def code(scene: Scene) -> Payload:
    body = Mail.objects.filter(to=scene.ids["user"]).latest("created_at").body
    return {"code": next(word for word in body.split() if "-" in word and len(word) < 12)}


def followed_reset_link(scene: Scene, client: Client) -> str:
    client.post("/konto/passwort/vergessen/", {"email": scene.ids["user"]})
    body = Mail.objects.filter(to=scene.ids["user"]).latest("created_at").body
    link = next(word for word in body.split() if "/passwort/neu/" in word)
    answer = client.get("/" + link.split("/", 3)[3])
    return str(answer["Location"])


def signed_in_by_hand(scene: Scene, client: Client) -> None:
    client.logout()
    email = scene.user(Role.HR).email
    client.post("/konto/anmelden/", {"login": email, "password": PASSWORD})


def own_password(scene: Scene) -> Payload:
    return {
        "oldpassword": PASSWORD,
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD,
    }


PERSON = {
    "given_name": NAME,
    "family_name": NAME,
    "email": EMAIL,
    "phone": PHONE,
    "department": OPTIONAL,
}
EVENT = {
    "token": TOKEN,
    "title": NAME,
    "description": OPTIONAL,
    "day": Field(Kind.COMING_DAY),
    "starts": Field(Kind.TIME),
    "last_day": Field(Kind.COMING_DAY, required=False),
    "ends": Field(Kind.TIME),
    "venue": OPTIONAL,
    "city": OPTIONAL,
    "online_url": Field(Kind.ADDRESS, required=False),
    "capacity": Field(Kind.NUMBER),
    "register_until": Field(Kind.DAY),
    "version": Field(Kind.NUMBER, required=False),
}
NEW_PASSWORDS = {"password1": SECRET, "password2": SECRET}

ACCOUNT_POSTS: dict[str, Post] = {
    "account_login": Post(
        None,
        fields={"login": EMAIL, "password": SECRET},
        payload=lambda scene: {"login": scene.ids["user"], "password": PASSWORD},
    ),
    "account_request_login_code": Post(
        None, fields={"email": EMAIL}, payload=lambda scene: {"email": scene.ids["user"]}
    ),
    "account_confirm_login_code": Post(
        None, fields={"code": SECRET}, payload=code, prepare=asked_for_code
    ),
    "account_logout": Post(Role.HR, saves=False),
    "account_reauthenticate": Post(
        Role.HR,
        fields={"password": SECRET},
        payload=lambda scene: {"password": PASSWORD},
        saves=False,
    ),
    "account_change_password": Post(
        Role.HR,
        fields={"oldpassword": SECRET} | NEW_PASSWORDS,
        payload=own_password,
        prepare=signed_in_by_hand,
    ),
    "account_set_password": Post(Role.HR, saves=False),
    "account_reset_password": Post(
        None,
        fields={"email": EMAIL},
        payload=lambda scene: {"email": scene.ids["user"]},
        repeats=True,
    ),
    "account_reset_password_from_key": Post(
        None,
        sample="reset_key",
        fields=NEW_PASSWORDS,
        payload=lambda scene: {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
        prepare=followed_reset_link,
    ),
    "account_confirm_email": Post(None, sample="email_key"),
    "accounts:switch": Post(
        Role.HR,
        fields={"membership": Field(Kind.KEY), "next": OPTIONAL},
        payload=lambda scene: {"membership": scene.ids["membership"], "next": "/konto/"},
        saves=False,
        foreign={"membership": "foreign membership"},
    ),
    "accounts:invite": Post(
        Role.HR,
        fields={"name": NAME, "email": EMAIL, "role": Field(Kind.CHOICE)},
        payload=lambda scene: {
            "name": "Neuling, N.",
            "email": "neuling@kommune.example",
            "role": Role.HR,
        },
    ),
    "accounts:end-membership": Post(Role.HR, sample="membership"),
    "accounts:withdraw-invitation": Post(Role.HR, sample="invitation"),
    "accounts:accept-invitation": Post(
        None,
        sample="secret",
        fields={"name": NAME, "password": Field(Kind.SECRET, required=False)},
        payload=lambda scene: {"name": "Neuling, N.", "password": NEW_PASSWORD},
    ),
}

DEMO_POSTS: dict[str, Post] = {
    "demo:calendar": Post(
        Role.HR,
        fields={"day": Field(Kind.COMING_DAY)},
        payload=lambda scene: {"day": coming(10)},
        repeats=True,
    ),
}

PEOPLE_POSTS: dict[str, Post] = {
    "people:add": Post(Role.HR, fields=PERSON, payload=person),
    "people:add (office)": Post(
        Role.OFFICE,
        fields=PERSON | {"kommune": Field(Kind.KOMMUNE)},
        payload=lambda scene: person(scene) | {"kommune": scene.kommune.key},
    ),
    "people:change": Post(
        Role.HR,
        sample="person",
        fields=PERSON | {"version": VERSION},
        payload=lambda scene: person(scene) | {"version": "1"},
    ),
    "people:change-own": Post(
        Role.LOTSE,
        fields={"email": EMAIL, "phone": PHONE, "version": VERSION},
        payload=own_contact,
    ),
}

MONEY_POSTS: dict[str, Post] = {
    "vouchers:contract-form": Post(
        Role.HR,
        sample="line kind",
        fields={
            "token": SECRET,
            "provider": KEY,
            "planned_year": Field(Kind.CHOICE),
            "persons": Field(Kind.KEY, required=False),
            "new0_given_name": NAME,
            "new0_family_name": NAME,
            "new0_email": EMAIL,
            "contact_name": NAME,
            "contact_email": EMAIL,
            "contact_phone": PHONE,
            "step": Field(Kind.STEP),
        },
        payload=contract,
        foreign={"persons": "foreign person", "provider": "organisation"},
    ),
    "vouchers:contract-agree": Post(Role.OFFICE, sample="contract", fields={"id0": OPTIONAL}),
    "vouchers:contract-reject": Post(
        Role.OFFICE,
        sample="contract",
        fields={"reason": NAME},
        payload=lambda scene: {"reason": "Der Träger bietet nichts an."},
    ),
    "vouchers:contract-withdraw": Post(Role.HR, sample="contract"),
    "vouchers:voucher-cancel": Post(
        Role.OFFICE,
        sample="voucher",
        fields={"reason": NAME},
        payload=lambda scene: {"reason": "Ausgeschieden."},
    ),
    "vouchers:voucher-transfer": Post(
        Role.HR,
        sample="voucher",
        fields={"person": KEY, "reason": NAME, "step": Field(Kind.STEP)},
        payload=lambda scene: {
            "person": scene.ids["person"],
            "reason": "Vertretung",
            "step": "submit",
        },
        foreign={"person": "foreign person"},
    ),
    "vouchers:voucher-reissue": Post(Role.OFFICE, sample="ended voucher"),
    "core:retry-job": Post(Role.ADMIN, sample="job"),
}

EVENT_POSTS: dict[str, Post] = {
    "events:create": Post(
        Role.ORGANISER, fields=EVENT, payload=event, foreign={"token": "foreign event"}
    ),
    "events:edit": Post(
        Role.ORGANISER,
        sample="event",
        fields=EVENT | {"version": VERSION},
        payload=event_change,
    ),
    "events:publish": Post(Role.ORGANISER, sample="draft event"),
    "events:cancel": Post(
        Role.ORGANISER,
        sample="event",
        fields={"reason": NAME},
        payload=lambda scene: {"reason": "Krankheit"},
    ),
    "events:held": Post(Role.ORGANISER, sample="past event"),
    "events:add-participant": Post(
        Role.ORGANISER,
        sample="event",
        fields={"email": EMAIL},
        payload=lambda scene: {"email": scene.ids["lotse e-mail"]},
    ),
    "events:register": Post(Role.LOTSE, sample="event"),
    "events:cancel-registration": Post(Role.LOTSE, sample="own registration"),
}
