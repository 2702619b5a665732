"""Writing accounts: people and organisations, memberships, invitations."""

from lotsen.accounts.services.invitations import accept_invitation, invite, withdraw_invitation
from lotsen.accounts.services.people import (
    create_organisation,
    create_user,
    end_membership,
    grant_membership,
)

__all__ = [
    "accept_invitation",
    "create_organisation",
    "create_user",
    "end_membership",
    "grant_membership",
    "invite",
    "withdraw_invitation",
]
