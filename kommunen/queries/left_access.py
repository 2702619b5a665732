"""Who still has access to Kommunen that an edition dissolved: the operator decides about each."""

from collections import defaultdict
from dataclasses import dataclass, field

from kommunen.enums import ENDING, EditionState
from kommunen.models import Kommune, RegistryEdition
from lotsen.accounts.models import Invitation, Membership
from lotsen.accounts.queries import invitations_left_in, memberships_left_in


@dataclass(frozen=True, slots=True)
class LeftAccess:
    """Roles and open invitations that stayed with a dissolved Kommune."""

    kommune: Kommune
    memberships: list[Membership] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)


def left_access(edition: RegistryEdition) -> list[LeftAccess]:
    """The dissolved Kommunen of an applied edition where somebody still has access, by name.

    Kommunen that moved are not among them, except where their roles could not go along. Three
    queries, one where nothing ended.
    """
    if edition.state != EditionState.APPLIED:
        return []
    ended = edition.changes.filter(group__in=ENDING, accepted=True, carried=False)
    dissolved = Kommune.objects.exclude(dissolved_on=None).select_related("successor__landkreis")
    kommunen = list(dissolved.filter(key__in=ended.values("key")).order_by("sort_key", "key"))
    if not kommunen:
        return []
    organisations = [kommune.organisation_id for kommune in kommunen]
    members, invited = defaultdict(list), defaultdict(list)
    for member in memberships_left_in(organisations):
        members[member.organisation_id].append(member)
    for invitation in invitations_left_in(organisations):
        invited[invitation.organisation_id].append(invitation)
    found = [
        LeftAccess(kommune, members[kommune.organisation_id], invited[kommune.organisation_id])
        for kommune in kommunen
    ]
    return [left for left in found if left.memberships or left.invitations]
