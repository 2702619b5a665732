"""Makes fictitious employees; no two have the same name."""

import random

from lotsen.demo.plan.model import Body, Person
from lotsen.demo.plan.names import DEPARTMENTS, all_names, email_of


class PeopleMaker:
    """Gives a new person of a body at every call."""

    def __init__(self, rng: random.Random, reserved: tuple[str, str]) -> None:
        self._rng = rng
        self._names = (name for name in all_names(rng) if name != reserved)

    def one(self, body: Body) -> Person:
        return self.named(next(self._names), body)

    def named(self, name: tuple[str, str], body: Body) -> Person:
        """A person with a name that was kept back for a part in the demo."""
        given, family = name
        return Person(
            given_name=given,
            family_name=family,
            email=email_of(given, family, body.domain),
            department=self._rng.choice(DEPARTMENTS),
            kommune=body.key,
        )
