"""The mails around a seminar. A job sends them, because one act often concerns twenty people.

Only strings, numbers and dates go into a text.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from lotsen.accounts.models import User
from lotsen.accounts.queries import members_in_role
from lotsen.core import jobs, mail
from lotsen.core.actor import SYSTEM, Actor
from lotsen.core.formatting import euro
from lotsen.core.models import Mail
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from lotsen.seminars.models import Enrolment, Seminar

TITLES = {
    "enrolled": "Anmeldungen bestätigen",
    "enrolment_cancelled": "Abmeldung bestätigen",
    "substituted": "Ersatzperson mitteilen",
    "seminar_changed": "Änderung mitteilen",
    "seminar_cancelled": "Absage mitteilen",
}


def announce(what: str, seminar: Seminar, enrolments: Sequence[UUID], actor: Actor) -> None:
    """A job writes to everybody concerned; part of the caller's transaction."""
    ids = sorted(str(pk) for pk in enrolments)
    jobs.enqueue(
        kind="seminars.announce",
        key=f"{what}:{ids[0]}:{len(ids)}:{seminar.version}",
        payload={"what": what, "enrolments": ids},
        actor=actor,
        title=f"{TITLES[what]}: {seminar.title}"[:200],
    )


def enrolled(enrolment: Enrolment) -> None:
    """ "You have a place", with days, place and what it costs the Kommune."""
    _to_person(enrolment, "enrolled", f"Anmeldung bestätigt: {enrolment.seminar.title}")


def enrolment_cancelled(enrolment: Enrolment) -> None:
    """ "Your place is free again"."""
    subject = f"Abmeldung bestätigt: {enrolment.seminar.title}"
    _to_person(enrolment, "enrolment_cancelled", subject)


def substituted(enrolment: Enrolment) -> None:
    """The new person has a place, the earlier one hears that a colleague goes."""
    enrolled(enrolment)
    earlier = enrolment.replaces
    if earlier is not None:
        earlier.seminar, earlier.kommune = enrolment.seminar, enrolment.kommune
        subject = f"Ihre Kommune hat eine Ersatzperson benannt: {enrolment.seminar.title}"
        _to_person(earlier, "substituted", subject)


def seminar_changed(enrolment: Enrolment) -> None:
    """New place or address; at most once per version of the seminar."""
    subject = f"Änderung: {enrolment.seminar.title}"
    _to_person(enrolment, "seminar_changed", subject, version=enrolment.seminar.version)


def seminar_cancelled(enrolment: Enrolment) -> None:
    """The seminar does not take place; the voucher can be used again."""
    _to_person(enrolment, "seminar_cancelled", f"Abgesagt: {enrolment.seminar.title}")


def receipt(what: str, enrolments: Sequence[Enrolment]) -> None:
    """One mail to the HR clerk who enrolled, naming all people of the act."""
    first = enrolments[0]
    clerk = first.enrolled_by
    if clerk is None:
        return
    version = first.seminar.version if what == "seminar_changed" else 0
    lines = [
        f"{row.reference}  {row.lotse.full_name}  {row.voucher_id or 'ohne Gutschein'}"
        for row in enrolments
    ]
    subjects = {
        "enrolled": "Anmeldung zum Seminar",
        "enrolment_cancelled": "Abmeldung vom Seminar",
        "substituted": "Ersatzperson für das Seminar",
        "seminar_changed": "Änderung: Seminar",
        "seminar_cancelled": "Abgesagt: Seminar",
    }
    mail.queue(
        key=f"{what}-receipt:{first.pk}:{len(enrolments)}:{version}",
        to=clerk.email,
        subject=f"{subjects[what]} {first.seminar.number}",
        template=f"mails/seminars/{what}_receipt.txt",
        context=_facts(first)
        | {
            "clerk": clerk.name,
            "people": "\n".join(lines),
            "own": euro(sum(row.own_cents for row in enrolments)),
            "path": reverse("seminars:detail", args=[first.seminar_id]),
        },
        actor=SYSTEM,
        related=first.seminar,
    )


def welcome(lotse: Lotse, certificate: str, kommune: str) -> None:
    """The way in for a new Lotse: sign in by a code that comes by mail. Once in a lifetime."""
    mail.queue(
        key=f"lotse-welcome:{lotse.pk}",
        to=lotse.email,
        subject="Willkommen im Kreis der Kommunalen Digitallotsen",
        template="mails/seminars/welcome.txt",
        context={
            "name": lotse.full_name,
            "certificate": certificate,
            "kommune": kommune,
            "email": lotse.email,
            "path": reverse("account_login"),
            "certificates_path": reverse("seminars:certificates"),
        },
        actor=SYSTEM,
        related=lotse,
    )


def error_reported(
    seminar: Seminar, day_number: int, description: str, key: UUID, actor: Actor
) -> tuple[int, bool]:
    """ "A confirmed day is wrong", to everybody in the office: how many, and whether it is new."""
    prefix = f"error-reported:{seminar.pk}:{key}"
    new = not Mail.objects.filter(key__startswith=prefix).exists()
    office = {member.user_id: member.user for member in members_in_role(Role.OFFICE)}
    reporter = User.objects.get(pk=actor.person_id)
    for user in office.values():
        mail.queue(
            key=f"{prefix}:{user.pk}",
            to=user.email,
            subject=f"Fehler gemeldet: Seminar {seminar.number}, Tag {day_number}",
            template="mails/seminars/error_reported.txt",
            context={
                "name": user.name,
                "provider": seminar.provider.name,
                "day": day_number,
                "number": seminar.number,
                "title": seminar.title,
                "description": description,
                "reporter": actor.signature,
                "reporter_email": reporter.email,
                "path": reverse("seminars:attendance", args=[seminar.pk]),
            },
            actor=actor,
            related=seminar,
        )
    return len(office), new


TELL: dict[str, Callable[[Enrolment], None]] = {
    "enrolled": enrolled,
    "enrolment_cancelled": enrolment_cancelled,
    "substituted": substituted,
    "seminar_changed": seminar_changed,
    "seminar_cancelled": seminar_cancelled,
}


def _to_person(enrolment: Enrolment, name: str, subject: str, *, version: int = 0) -> None:
    mail.queue(
        key=f"{name}:{enrolment.pk}:{version}",
        to=enrolment.lotse.email,
        subject=subject,
        template=f"mails/seminars/{name}.txt",
        context=_facts(enrolment)
        | {
            "name": enrolment.lotse.full_name,
            "reference": enrolment.reference,
            "path": reverse("seminars:enrolment", args=[enrolment.pk]),
        },
        actor=SYSTEM,
        related=enrolment,
    )


def _facts(enrolment: Enrolment) -> dict[str, Any]:
    seminar = enrolment.seminar
    days = [f"{day.number}. Tag: {day.when}" for day in seminar.days.all()]
    return {
        "title": seminar.title,
        "number": seminar.number,
        "days": "\n".join(days),
        "place": seminar.place,
        "online_url": seminar.online_url,
        "provider": seminar.provider.name,
        "kommune": enrolment.kommune.label,
        "cancel_until": seminar.cancel_until,
        "reason": seminar.cancel_reason,
    }
