"""Invitations: a colleague brings a colleague into the own organisation."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from lotsen.accounts.models import Invitation, Membership, Organisation, User
from lotsen.accounts.rules import invitable_roles
from lotsen.accounts.services.people import create_user, grant_membership
from lotsen.core import audit, clock, mail
from lotsen.core.actor import SYSTEM, Actor
from lotsen.core.db import constraint_errors, locked
from lotsen.core.errors import Conflict, NotAllowed
from lotsen.core.roles import Role

VALID_FOR = timedelta(days=14)


@transaction.atomic
def invite(
    *, email: str, name: str, organisation: Organisation, role: Role | str, actor: Actor
) -> Invitation:
    """Send a link by which the owner of `email` gets `role` in `organisation`; it ends in 14 days.

    Raises `NotAllowed` for roles that the actor may not give and for the own address, `Conflict`
    when an invitation for the same person is still open.
    """
    if role not in invitable_roles(actor, organisation):
        raise NotAllowed("Diese Rolle können Sie nicht vergeben.")
    if User.objects.filter(pk=actor.person_id, email__iexact=email).exists():
        raise NotAllowed("Sie können sich nicht selbst einladen.")
    secret = secrets.token_urlsafe(32)
    sentence = "Für diese Person ist schon eine Einladung offen."
    _withdraw_expired(email=email, organisation=organisation, role=role)
    with constraint_errors({"invitation_open_once": sentence}):
        invitation = Invitation.objects.create(
            email=email.lower(),
            name=name,
            organisation=organisation,
            role=Role(role),
            secret_hash=_hash(secret),
            invited_by_id=actor.person_id,
            created_at=clock.now(),
            expires_at=clock.now() + VALID_FOR,
        )
    address = settings.SITE_URL + reverse("accounts:accept-invitation", args=[secret])
    mail.queue_text(
        key=f"invitation:{invitation.pk}",
        to=invitation.email,
        subject="Einladung zu den Kommunalen Digitallotsen",
        body=_letter(invitation, address, actor),
        actor=actor,
        related=invitation,
        confidential=True,
    )
    audit.record(
        actor=actor,
        action="invitation.sent",
        target=invitation,
        organisation=str(organisation.pk),
        role=str(role),
    )
    return invitation


@transaction.atomic
def accept_invitation(*, secret: str, name: str, password: str | None) -> User:
    """Create the account (or take the existing one) and grant the role. Works once.

    Raises `Conflict` when the link is used, withdrawn or older than 14 days.
    """
    invitation = find_invitation(secret, lock=True)
    if invitation is None:
        raise Conflict("Diese Einladung ist nicht mehr gültig.")
    user = User.objects.filter(email__iexact=invitation.email).first()
    if user is None:
        user = create_user(email=invitation.email, name=name, actor=SYSTEM, password=password)
    already = Membership.objects.filter(
        user=user, organisation=invitation.organisation, role=invitation.role, valid_until=None
    )
    if not already.exists():
        grant_membership(
            user=user, organisation=invitation.organisation, role=invitation.role, actor=SYSTEM
        )
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    audit.record(actor=SYSTEM, action="invitation.accepted", target=invitation, user=user.pk)
    return user


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, actor: Actor) -> None:
    """Make the link useless. Raises `Conflict` when it was used in the meantime."""
    current = locked(Invitation.objects).get(pk=invitation.pk)
    if current.accepted_at or current.withdrawn_at:
        raise Conflict("Diese Einladung ist bereits erledigt.")
    current.withdrawn_at = clock.now()
    current.save(update_fields=["withdrawn_at"])
    audit.record(actor=actor, action="invitation.withdrawn", target=current)


def find_invitation(secret: str, *, lock: bool = False) -> Invitation | None:
    """The open, unexpired invitation of `secret`, or None."""
    invitations = Invitation.objects.all()
    if lock:
        invitations = locked(invitations)
    return invitations.filter(
        secret_hash=_hash(secret),
        accepted_at=None,
        withdrawn_at=None,
        expires_at__gt=clock.now(),
    ).first()


def _withdraw_expired(*, email: str, organisation: Organisation, role: Role | str) -> None:
    Invitation.objects.filter(
        email__iexact=email,
        organisation=organisation,
        role=role,
        accepted_at=None,
        withdrawn_at=None,
        expires_at__lte=clock.now(),
    ).update(withdrawn_at=clock.now())


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _letter(invitation: Invitation, address: str, actor: Actor) -> str:
    return (
        f"Guten Tag {invitation.name},\n\n"
        f"{actor.signature} lädt Sie ein, im Programm Kommunale Digitallotsen für"
        f" {invitation.organisation.name} als {Role(invitation.role).label} mitzuarbeiten.\n\n"
        f"Konto einrichten (gültig bis {invitation.expires_at:%d.%m.%Y}):\n{address}\n\n"
        "Wenn Sie diese Einladung nicht erwartet haben, brauchen Sie nichts zu tun.\n"
    )
