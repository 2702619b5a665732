"""Reading accounts: memberships valid today, the acting one, people of an organisation."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from lotsen.accounts.enums import OrganisationKind
from lotsen.accounts.models import Invitation, Membership, Organisation, User
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.folding import search_form
from lotsen.core.roles import Role


def valid_memberships(user: User) -> list[Membership]:
    """The roles `user` may act in today, in a stable order.

    Asked on every request: sorted here, and without a join for the person who is known already,
    because the ORM takes longer to write these than PostgreSQL to answer.
    """
    if not user.is_active:
        return []
    found = _in_time(Membership.objects.filter(user=user.pk))
    memberships = list(found.select_related("organisation", "deputy_for").order_by())
    for membership in memberships:
        membership.user = user
    return sorted(memberships, key=lambda m: (search_form(m.organisation.name), m.role, m.pk))


def actor_for(membership: Membership) -> Actor:
    """The actor that `membership` makes of its person."""
    return Actor(
        user_id=membership.user_id,
        membership_id=membership.pk,
        organisation_id=membership.organisation_id,
        role=Role(membership.role),
        name=membership.user.name,
        organisation_name=membership.organisation.name,
        on_behalf_of=membership.deputy_for.name if membership.deputy_for else "",
    )


def members_of(organisation_id: UUID) -> QuerySet[Membership]:
    """Today's members of one organisation."""
    return (
        _valid_today(Membership.objects.filter(organisation_id=organisation_id))
        .select_related("user", "deputy_for", "organisation")
        .order_by("user__name", "role", "id")
    )


def members_in_role(role: Role) -> QuerySet[Membership]:
    """Everybody who may act in a role today, deputies included, one row per membership."""
    return (
        _valid_today(Membership.objects.filter(role=role))
        .select_related("user", "organisation")
        .order_by("user__name", "id")
    )


def open_invitations_of(organisation_id: UUID) -> QuerySet[Invitation]:
    """Invitations of one organisation that can still be accepted."""
    return invitations_left_in([organisation_id]).order_by("-created_at", "id")


def memberships_left_in(organisations: Iterable[UUID]) -> QuerySet[Membership]:
    """Roles in these organisations that are valid today or will be."""
    return (
        Membership.objects.filter(organisation__in=list(organisations), user__is_active=True)
        .filter(Q(valid_until=None) | Q(valid_until__gte=clock.today()))
        .select_related("user")
        .order_by("user__name", "role", "id")
    )


def invitations_left_in(organisations: Iterable[UUID]) -> QuerySet[Invitation]:
    """Invitations into these organisations that can still be accepted."""
    return Invitation.objects.filter(
        organisation__in=list(organisations),
        accepted_at=None,
        withdrawn_at=None,
        expires_at__gt=clock.now(),
    ).order_by("name", "id")


def memberships_visible_to(actor: Actor) -> QuerySet[Membership]:
    """Members that `actor` administers: the own organisation; the operator sees everybody."""
    if actor.role == Role.ADMIN:
        return (
            _valid_today(Membership.objects.all())
            .select_related("user", "organisation", "deputy_for")
            .order_by("organisation__name", "user__name", "id")
        )
    return members_of(_organisation(actor))


def invitations_visible_to(actor: Actor) -> QuerySet[Invitation]:
    """Open invitations that `actor` may withdraw."""
    return open_invitations_of(_organisation(actor))


def providers() -> QuerySet[Organisation]:
    """All organisations that offer seminars."""
    return Organisation.objects.filter(kind=OrganisationKind.PROVIDER).order_by("name")


def _organisation(actor: Actor) -> UUID:
    if actor.organisation_id is None:
        raise ValueError("background work belongs to no organisation")
    return actor.organisation_id


def _valid_today(memberships: QuerySet[Membership]) -> QuerySet[Membership]:
    return _in_time(memberships).filter(user__is_active=True)


def _in_time(memberships: QuerySet[Membership]) -> QuerySet[Membership]:
    today = clock.today()
    return memberships.filter(
        Q(valid_until=None) | Q(valid_until__gte=today), valid_from__lte=today
    )
