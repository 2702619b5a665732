"""Who may give which role."""

from lotsen.accounts.enums import ROLES_OF_KIND
from lotsen.accounts.models import Organisation
from lotsen.core.actor import Actor
from lotsen.core.roles import Role

# A Lotse gets the login through the certificate, not by invitation of a colleague.
NOT_BY_INVITATION = frozenset({Role.LOTSE})


def invitable_roles(actor: Actor, organisation: Organisation) -> tuple[Role, ...]:
    """The roles that `actor` may offer in `organisation`: only in the own one.

    Lotsen and auditors invite nobody. Ministry roles need two persons; until that second
    signature exists nobody in the ministry can invite (threat model T4), the operator's
    command line can.
    """
    if actor.organisation_id != organisation.pk or actor.role in {Role.LOTSE, Role.AUDITOR}:
        return ()
    if actor.role == Role.MINISTRY:
        return ()
    return tuple(role for role in ROLES_OF_KIND[organisation.kind] if role not in NOT_BY_INVITATION)
