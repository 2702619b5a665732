"""The forms that keep the registry up to date; see `posts.py`."""

from collections.abc import Callable

from django.test import Client

from kommunen.services.applying import apply_edition
from lotsen.core import clock
from lotsen.core.actor import SYSTEM
from lotsen.core.roles import Role
from tests.access.hostile import Field, Kind
from tests.access.posts import NAME, OPTIONAL, PHONE, VERSION, Payload, Post
from tests.access.scene import Scene, coming


def applied(scene: Scene, client: Client) -> None:
    """Only an applied edition can be taken back."""
    edition = scene.path_values("edition")["pk"]
    apply_edition(edition_id=edition, effective_on=clock.today(), actor=SYSTEM)


CONTACT = {
    "function": NAME,
    "name": OPTIONAL,
    "phone": PHONE,
    "email": Field(Kind.EMAIL, required=False),
    "is_public": Field(Kind.TICK, required=False),
    "version": VERSION,
}
INVOICE = {
    "label": NAME,
    "recipient": NAME,
    "leitweg_id": Field(Kind.SECRET, required=False),
    "email": Field(Kind.EMAIL, required=False),
    "is_default": Field(Kind.TICK, required=False),
    "version": VERSION,
}


def contact(version: str, function: str) -> Callable[[Scene], Payload]:
    """A contact that everybody may read."""
    return lambda scene: {
        "function": function,
        "name": "Muster, M.",
        "phone": "07231 39-0",
        "email": "hauptamt@kommune.example",
        "is_public": "on",
        "version": version,
    }


def invoice(version: str, label: str) -> Callable[[Scene], Payload]:
    """An address with a Leitweg-ID whose check digits are right."""
    return lambda scene: {
        "label": label,
        "recipient": "Stadt Musterstadt",
        "leitweg_id": "08236040-A123-13",
        "email": "rechnung@kommune.example",
        "is_default": "on",
        "version": version,
    }


REGISTRY_POSTS: dict[str, Post] = {
    "kommunen:edition-upload": Post(
        Role.OFFICE,
        fields={
            "file": NAME,
            "population_as_of": Field(Kind.DAY),
            "population_base": NAME,
            "area_as_of": Field(Kind.DAY),
        },
        payload=lambda scene: {
            "population_as_of": "31.12.2025",
            "population_base": "Zensus 2022",
            "area_as_of": "31.12.2024",
        },
        files={"file": b"10"},
        repeats=True,
    ),
    "kommunen:edition-apply": Post(
        Role.OFFICE,
        sample="edition",
        fields={
            "groups": Field(Kind.CHOICE, required=False),
            "effective_on": Field(Kind.DAY),
            "acknowledged": Field(Kind.TICK),
        },
        payload=lambda scene: {
            "groups": ["name"],
            "effective_on": coming(0),
            "acknowledged": "on",
        },
    ),
    "kommunen:edition-discard": Post(Role.OFFICE, sample="edition"),
    "kommunen:contact-new": Post(
        Role.HR, sample="kommune", fields=CONTACT, payload=contact("0", "Hauptamt")
    ),
    "kommunen:contact": Post(
        Role.HR, sample="contact", fields=CONTACT, payload=contact("1", "Hauptamt")
    ),
    "kommunen:contact-remove": Post(
        Role.HR,
        sample="contact",
        fields={"version": VERSION},
        payload=lambda scene: {"version": "1"},
    ),
    "kommunen:invoice-new": Post(
        Role.HR, sample="kommune", fields=INVOICE, payload=invoice("0", "Bauamt")
    ),
    "kommunen:invoice": Post(
        Role.HR, sample="invoice_address", fields=INVOICE, payload=invoice("1", "Bauamt")
    ),
    "kommunen:invoice-remove": Post(
        Role.HR,
        sample="invoice_address",
        fields={"version": VERSION},
        payload=lambda scene: {"version": "1"},
    ),
    "kommunen:edition-undo": Post(Role.OFFICE, sample="edition", prepare=applied),
}
