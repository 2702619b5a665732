"""Who can be given a place: known, employed, and free for this kind of course."""

from collections.abc import Sequence
from uuid import UUID

from kommunen.queries import may_act_for
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.roles import Role
from lotsen.people.models import Employment, Lotse
from lotsen.people.queries import with_basis
from lotsen.seminars.models import Seminar
from lotsen.seminars.queries.enrolments import basis_hindrance, running_enrolments
from lotsen.seminars.services.locks import lock_people

NOT_YOURS = "Sie können nur Beschäftigte Ihrer eigenen Kommune anmelden."


def lock_lotsen(ids: Sequence[UUID]) -> dict[UUID, Lotse]:
    """The people, locked, so that nobody enrols them elsewhere meanwhile."""
    lock_people(ids)
    found = {lotse.pk: lotse for lotse in with_basis(Lotse.objects.filter(pk__in=ids))}
    if len(found) < len(ids):
        raise DomainError("Eine der Personen gibt es nicht.")
    return found


def kommunen_of(lotsen: dict[UUID, Lotse], actor: Actor) -> dict[UUID, str]:
    """Today's employer of each person; `NotAllowed` for HR with people of others."""
    found: dict[UUID, str] = {}
    open_ones = Employment.objects.filter(lotse__in=lotsen, ends_on=None).select_related("kommune")
    for employment in open_ones:
        if actor.role == Role.HR and not may_act_for(actor, employment.kommune):
            raise NotAllowed(NOT_YOURS)
        found[employment.lotse_id] = employment.kommune_id
    for pk, lotse in lotsen.items():
        if pk not in found:
            raise DomainError(f"{lotse.full_name} ist bei keiner Kommune beschäftigt.")
    return found


def check_people(seminar: Seminar, lotsen: Sequence[Lotse]) -> None:
    """Raise `Conflict` for who has such a place, `DomainError` where the Basis forbids it."""
    running = running_enrolments(seminar, [lotse.pk for lotse in lotsen])
    for lotse in lotsen:
        if lotse.pk in running:
            raise Conflict(f"{lotse.full_name} {running[lotse.pk]}.")
        if hindrance := basis_hindrance(seminar, lotse):
            raise DomainError(f"{lotse.full_name} {hindrance}.")
