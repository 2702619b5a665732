"""Files and logins that follow a completed seminar, made by a job, each exactly once."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.http import urlencode

from kommunen.queries import living_body
from lotsen.accounts.models import Membership, User
from lotsen.accounts.services import create_user, grant_membership
from lotsen.core import audit, documents, jobs, pdf
from lotsen.core.actor import SYSTEM, Actor
from lotsen.core.db import locked
from lotsen.core.errors import NotAllowed
from lotsen.core.models import Job
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from lotsen.people.queries import current_employment
from lotsen.people.services import link_user
from lotsen.seminars import mails, rules
from lotsen.seminars.models import Certificate, Seminar
from lotsen.seminars.queries.certificates import CERTIFICATES_JOB
from vouchers.enums import LineKind


@transaction.atomic
def request_certificates(*, seminar_id: UUID, actor: Actor) -> Job | None:
    """Have the missing files made; None when there are none. A job under way is found again.

    Raises `NotAllowed` for somebody else's seminar.
    """
    seminar = locked(Seminar.objects).get(pk=seminar_id)
    if not rules.may_manage(actor, seminar):
        raise NotAllowed("Bescheinigungen erstellt der Bildungsträger des Seminars.")
    return request_files(seminar, actor)


def request_files(seminar: Seminar, actor: Actor) -> Job | None:
    """Like `request_certificates` for a locked seminar that the actor runs."""
    if not Certificate.objects.filter(enrolment__seminar=seminar, document=None).exists():
        return None
    earlier = Job.objects.filter(kind=CERTIFICATES_JOB, key__startswith=f"{seminar.pk}:")
    for job in earlier.order_by("-created_at"):
        if job.is_open:
            return job
        if job.is_failed:
            jobs.retry(job_id=job.pk, actor=actor)
            job.refresh_from_db()
            return job
    return jobs.enqueue(
        kind=CERTIFICATES_JOB,
        key=f"{seminar.pk}:{earlier.count() + 1}",
        payload={"seminar": str(seminar.pk)},
        actor=actor,
        title=f"Zertifikate erstellen: {seminar.number}",
    )


@transaction.atomic
def render_certificate(*, certificate_id: UUID) -> Certificate:
    """Make the file of one certificate, once: whoever comes second finds it there."""
    certificate = (
        locked(Certificate.objects)
        .select_related(
            "enrolment__seminar__provider",
            "enrolment__seminar__line",
            "enrolment__lotse",
            "enrolment__kommune",
        )
        .get(pk=certificate_id)
    )
    if certificate.is_ready:
        return certificate
    certificate.document = documents.store(
        kind="certificate",
        filename=f"Zertifikat-{certificate.number}.pdf",
        content=pdf.render("pdf/certificate.html", _context(certificate)),
        content_type="application/pdf",
    )
    certificate.save(update_fields=["document"])
    audit.record(
        actor=SYSTEM,
        action="certificate.rendered",
        target=certificate,
        sha256=certificate.document.sha256,
    )
    return certificate


@transaction.atomic
def give_login(*, certificate_id: UUID) -> User | None:
    """Let a new Lotse sign in by mail code, and say so by mail, once in a lifetime.

    The login is the one with the official address, made if there is none. None when the person
    works for no Kommune now, the address is the login of somebody else, or the course was no
    Basis: that one made somebody a Lotse before.
    """
    found = Certificate.objects.select_related("enrolment__lotse", "enrolment__seminar__line")
    certificate = found.get(pk=certificate_id)
    if certificate.enrolment.seminar.line.kind != LineKind.BASIS:
        return None
    lotse = locked(Lotse.objects).select_related("user").get(pk=certificate.enrolment.lotse_id)
    employment = current_employment(lotse)
    if employment is None:
        return None
    user = lotse.user or _user_with_address_of(lotse)
    if user is None:
        return None
    organisation = living_body(employment.kommune).organisation
    known = Membership.objects.filter(
        user=user, organisation=organisation, role=Role.LOTSE, valid_until=None
    )
    if not known.exists():
        grant_membership(user=user, organisation=organisation, role=Role.LOTSE, actor=SYSTEM)
    mails.welcome(lotse, certificate.number, employment.kommune.label)
    return user


def _user_with_address_of(lotse: Lotse) -> User | None:
    user = User.objects.filter(email__iexact=lotse.email).first()
    if user is None:
        user = create_user(email=lotse.email, name=lotse.full_name, actor=SYSTEM)
    elif Lotse.objects.filter(user=user).exists():
        return None
    link_user(lotse=lotse, user=user, actor=SYSTEM)
    return user


def _context(certificate: Certificate) -> dict[str, object]:
    enrolment = certificate.enrolment
    seminar = enrolment.seminar
    query = urlencode({"nummer": certificate.number, "code": certificate.code})
    return {
        "name": enrolment.lotse.full_name,
        "kommune": enrolment.kommune.label,
        "seminar_title": seminar.title,
        "is_aufbau": seminar.line.kind != LineKind.BASIS,
        "provider": seminar.provider.name,
        "days": list(seminar.days.order_by("number").values_list("held_on", flat=True)),
        "number": certificate.number,
        "issued_on": certificate.issued_on,
        "code": certificate.code,
        "verify_url": f"{settings.SITE_URL}{reverse('seminars:verify')}?{query}",
    }
