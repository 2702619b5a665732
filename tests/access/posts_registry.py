"""The forms that keep the registry up to date; see `posts.py`."""

from django.test import Client

from kommunen.services.applying import apply_edition
from lotsen.core import clock
from lotsen.core.actor import SYSTEM
from lotsen.core.roles import Role
from tests.access.hostile import Field, Kind
from tests.access.posts import NAME, Post
from tests.access.scene import Scene, coming


def applied(scene: Scene, client: Client) -> None:
    """Only an applied edition can be taken back."""
    edition = scene.path_values("edition")["pk"]
    apply_edition(edition_id=edition, effective_on=clock.today(), actor=SYSTEM)


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
        fields={"groups": Field(Kind.CHOICE, required=False), "effective_on": Field(Kind.DAY)},
        payload=lambda scene: {"groups": ["name"], "effective_on": coming(0)},
    ),
    "kommunen:edition-discard": Post(Role.OFFICE, sample="edition"),
    "kommunen:edition-undo": Post(Role.OFFICE, sample="edition", prepare=applied),
}
