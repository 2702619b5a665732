"""Obviously fictitious people for tests."""

from datetime import date
from itertools import count
from typing import Any

from kommunen.models import Kommune
from lotsen.core.actor import SYSTEM
from lotsen.people import services
from lotsen.people.enums import QualificationKind
from lotsen.people.models import Lotse, Qualification

_numbers = count(1)


def make_lotse(kommune: Kommune, **values: Any) -> Lotse:
    """An employee of `kommune`, registered through the service."""
    number = next(_numbers)
    letters = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    data: dict[str, Any] = {
        "given_name": "Muster",
        "family_name": f"Beispiel-{letters}",
        "email": f"person{number}@kommune.example",
        "starts_on": date(2018, 1, 1),
        **values,
    }
    return services.register_person(**data, kommune=kommune, actor=SYSTEM)


def make_qualification(
    lotse: Lotse,
    kommune: Kommune,
    *,
    kind: str = QualificationKind.BASIS,
    completed_on: date = date(2020, 5, 4),
    funded: bool = True,
) -> Qualification:
    """A completed course."""
    return services.record_qualification(
        lotse=lotse,
        kommune=kommune,
        kind=kind,
        completed_on=completed_on,
        funded=funded,
        proof="Testnachweis",
        actor=SYSTEM,
    )
