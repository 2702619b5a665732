"""Who may give which role, and end it."""

from lotsen.accounts.enums import ROLES_OF_KIND
from lotsen.accounts.models import Membership, Organisation
from lotsen.core.actor import Actor
from lotsen.core.roles import Role

OFFERS: dict[Role, tuple[Role, ...]] = {
    Role.HR: (Role.HR,),
    Role.PROVIDER: (Role.PROVIDER,),
    Role.OFFICE: (Role.OFFICE, Role.ORGANISER),
    Role.ORGANISER: (Role.ORGANISER,),
    Role.ADMIN: (Role.ADMIN,),
}
"""What each role gives to colleagues: never more than it holds (threat model T4).

Lotsen get the login through the certificate. Ministry roles need two persons; until that second
signature exists nobody in the ministry can invite, the operator's command line can.
"""

ENDS: dict[Role, tuple[Role, ...]] = OFFERS | {Role.HR: (Role.HR, Role.LOTSE)}
"""What each role ends in the own organisation; the operator ends every role everywhere."""


def invitable_roles(actor: Actor, organisation: Organisation) -> tuple[Role, ...]:
    """The roles that `actor` may offer in `organisation`: only in the own one, never as deputy."""
    if actor.organisation_id != organisation.pk or actor.role is None or actor.is_deputy:
        return ()
    possible = ROLES_OF_KIND[organisation.kind]
    return tuple(role for role in OFFERS.get(actor.role, ()) if role in possible)


def may_end(actor: Actor, membership: Membership) -> bool:
    """Whether `actor` may end this role: somebody else's, within what the own role covers."""
    if actor.is_system:
        return True
    if actor.role is None or actor.is_deputy or actor.same_person(membership.user_id):
        return False
    if actor.role == Role.ADMIN:
        return True
    own = membership.organisation_id == actor.organisation_id
    return own and membership.role in ENDS.get(actor.role, ())
