"""The forms for qualifications gained earlier or elsewhere; see `posts.py`."""

from uuid import uuid4

from lotsen.core.roles import Role
from lotsen.people.services import discard_list, record_list, withdraw_prior
from tests.access.hostile import Field, Kind
from tests.access.posts import EMAIL, NAME, OPTIONAL, Payload, Post
from tests.access.scene import Scene
from tests.access.stale import Meanwhile
from tests.factories.prior import PNG, list_file, make_prior

COURSE = {
    "token": Field(Kind.TOKEN),
    "kind": Field(Kind.CHOICE),
    "completed_on": Field(Kind.DAY),
    "kommune": Field(Kind.KOMMUNE),
    "funding": Field(Kind.CHOICE),
    "organisation": NAME,
    "proof": NAME,
    "remark": OPTIONAL,
    "step": Field(Kind.STEP),
}
PERSON = {
    "given_name": NAME,
    "family_name": NAME,
    "email": EMAIL,
    "elsewhere": Field(Kind.KOMMUNE, required=False),
}


def course(scene: Scene) -> Payload:
    return {
        "token": str(uuid4()),
        "kind": "basis",
        "completed_on": "4.5.2020",
        "kommune": scene.kommune.key,
        "funding": "ohne",
        "organisation": "Musterakademie",
        "proof": "Teilnahmebescheinigung vom 05.05.2020",
        "remark": "Aus dem Ordner der Vorgängerin",
        "step": "submit",
    }


def newcomer(scene: Scene) -> Payload:
    return course(scene) | {
        "given_name": "Muster",
        "family_name": "Neuling",
        "email": "neuling@kommune.example",
        "elsewhere": "",
    }


def entered(scene: Scene) -> None:
    """A colleague was faster, with another paper."""
    lotse = scene.world.samples["person"]["pk"]
    found = type(scene.lotse).objects.get(pk=lotse)
    make_prior(found, scene.kommune, scene.world.own[Role.OFFICE], proof="Anderes Papier")


def withdrawn(scene: Scene) -> None:
    """A colleague was faster, for another reason."""
    withdraw_prior(
        prior_id=scene.path_values("prior")["pk"],
        reason="Anders entschieden",
        actor=scene.world.own[Role.OFFICE],
    )


PRIOR_POSTS: dict[str, Post] = {
    "people:qualify": Post(Role.OFFICE, sample="person", fields=COURSE, payload=course),
    "people:qualify-new": Post(Role.OFFICE, fields=COURSE | PERSON, payload=newcomer),
    "people:prior-add-file": Post(
        Role.OFFICE, sample="prior", fields={"file": NAME}, files={"file": PNG}
    ),
    "people:prior-lists": Post(
        Role.OFFICE, fields={"file": NAME}, files={"file": list_file()}, saves=False
    ),
    "people:prior-list-record": Post(Role.OFFICE, sample="prior list"),
    "people:prior-list-discard": Post(Role.OFFICE, sample="prior list"),
    "people:prior-withdraw": Post(
        Role.OFFICE,
        sample="prior",
        fields={"reason": NAME},
        payload=lambda scene: {"reason": "Verwechslung"},
    ),
}
PRIOR_MEANWHILE: dict[str, Meanwhile] = {
    "people:qualify": entered,
    "people:prior-add-file": withdrawn,
    "people:prior-withdraw": withdrawn,
    "people:prior-list-record": lambda scene: discard_list(
        list_id=scene.path_values("prior list")["pk"], actor=scene.world.own[Role.OFFICE]
    ),
    "people:prior-list-discard": lambda scene: record_list(
        list_id=scene.path_values("prior list")["pk"], actor=scene.world.own[Role.OFFICE]
    ),
}
