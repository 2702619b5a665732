"""Qualifications that the office entered afterwards."""

from datetime import date
from typing import Any
from uuid import uuid4

from kommunen.models import Kommune
from lotsen.core.actor import Actor
from lotsen.people import services
from lotsen.people.models import Lotse, PriorQualification

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
