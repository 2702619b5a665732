"""Makes fictitious employees; no two have the same name."""

import random

from lotsen.demo.plan.model import Body, Person
from lotsen.demo.plan.names import DEPARTMENTS, all_names, email_of


class PeopleMaker:
    """Gives a new person of a body at every call."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._names = all_names(rng)

    def one(self, body: Body) -> Person:
        given, family = next(self._names)
        return Person(
            given_name=given,
            family_name=family,
            email=email_of(given, family, body.domain),
            department=self._rng.choice(DEPARTMENTS),
            kommune=body.key,
        )
