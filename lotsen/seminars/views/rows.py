"""Enrolments beside their certificates, for the tables that show both."""

from collections.abc import Iterable

from lotsen.seminars.models import Certificate, Enrolment


def with_certificates(
    enrolments: Iterable[Enrolment],
) -> list[tuple[Enrolment, Certificate | None]]:
    """Each enrolment with its certificate, fetched before by `select_related("certificate")`."""
    return [(enrolment, getattr(enrolment, "certificate", None)) for enrolment in enrolments]
