"""Qualifications that the office entered afterwards."""

from datetime import date
from typing import Any
from uuid import uuid4

from kommunen.models import Kommune
from lotsen.core.actor import Actor
from lotsen.people import services
from lotsen.people.models import Lotse, PriorList, PriorQualification
from lotsen.people.prior_files import COLUMNS

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 40 + b"\xff\xd9"


def make_course(**values: Any) -> services.PriorCourse:
    """An unfunded Basis of the year 2020."""
    told: dict[str, Any] = {
        "kind": "basis",
        "completed_on": date(2020, 5, 4),
        "funded": False,
        "organisation": "Musterakademie",
        "proof": "Teilnahmebescheinigung vom 05.05.2020",
        **values,
    }
    return services.PriorCourse(**told)


def make_prior(lotse: Lotse, kommune: Kommune, office: Actor, **values: Any) -> PriorQualification:
    """The entry of such a course."""
    return services.record_prior(
        prior_id=uuid4(),
        lotse=lotse,
        kommune=kommune,
        course=make_course(**values),
        actor=office,
    )


def list_file() -> bytes:
    """A list with one row about somebody who has no page yet."""
    person = ("Musterdorf", "Listig", "Muster", "listig@kommune.example")
    course = ("Basis", "04.05.2020", "nein", "Musterakademie", "Bescheinigung")
    rows = (tuple(COLUMNS.values()), (*person, *course))
    return "\r\n".join(";".join(row) for row in rows).encode()


def make_list(kommune: Kommune, office: Actor) -> PriorList:
    """Such a list, read and waiting."""
    person = services.NewEmployee("Muster", "Listig", "listig@kommune.example", kommune)
    listed = services.ListedCourse(2, person, make_course())
    return services.receive_list(
        content=list_file(), filename="Liste.csv", listed=[listed], actor=office
    )
