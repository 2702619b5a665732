"""Reading jobs and mails."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from lotsen.core.actor import Actor
from lotsen.core.models import Job, Mail
from lotsen.core.roles import Role

HIDDEN_KINDS = ("mail.send",)  # the outbox shows them better


SHARED_BY = (Role.HR, Role.PROVIDER, Role.OFFICE)
"""Roles whose jobs are common to the colleagues of one organisation; others see what they began.

An organisation has several roles: organisers next to the office, Lotsen next to the HR.
"""


def jobs_visible_to(actor: Actor) -> QuerySet[Job]:
    """Jobs that the actor may follow: the operator every one, but only `results_visible_to`."""
    if actor.role == Role.ADMIN:
        return _jobs()
    return results_visible_to(actor).exclude(kind__in=HIDDEN_KINDS)


def results_visible_to(actor: Actor) -> QuerySet[Job]:
    """Jobs whose result the actor may fetch: the own ones, or those of the own organisation."""
    own = Q(created_by=actor.person_id)
    if actor.role in SHARED_BY:
        own |= Q(organisation_id=actor.organisation_id)
    return _jobs().filter(own)


def job_of(kind: str, key: str) -> Job | None:
    """The job that does this piece of work. The caller has checked the reader's right."""
    return _jobs().filter(kind=kind, key=key).first()


def _jobs() -> QuerySet[Job]:
    return Job.objects.select_related("created_by").defer("payload").order_by("-created_at", "id")


def mails_visible_to(actor: Actor, search: str = "") -> QuerySet[Mail]:
    """The outbox, newest first: all of it for office and operator (and for everybody in the
    demonstration, where no mail leaves the machine), otherwise what was sent to the own address.

    `search` looks into address and subject.
    """
    found = Mail.objects.order_by("-created_at", "id")
    if not settings.DEMO_MODE and actor.role not in {Role.OFFICE, Role.ADMIN}:
        own = get_user_model().objects.filter(pk=actor.person_id).values("email")
        found = found.filter(to__in=own)
    if search:
        found = found.filter(Q(to__icontains=search) | Q(subject__icontains=search))
    return found
