"""What became of an edition: why it cannot be decided (again), and whether this very press of a
button did it before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kommunen.enums import ChangeGroup, EditionState
from kommunen.models import RegistryEdition
from kommunen.queries.editions import current_edition
from lotsen.core import audit
from lotsen.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody wants of an edition; `successors` by the keys of those that are dissolved."""

    groups: set[ChangeGroup]
    successors: Mapping[str, str]
    effective_on: date


def why_not_decided(edition: RegistryEdition) -> str:
    """Why it is neither applied nor discarded any more; empty while it waits."""
    if edition.is_staged:
        return ""
    return f"Diese Ausgabe ist schon {edition.get_state_display()}."


def why_not_undone(edition: RegistryEdition) -> str:
    """Why it cannot be taken back; empty for the last one that was applied."""
    if edition.state == EditionState.UNDONE:
        return why_not_decided(edition)
    if edition.state != EditionState.APPLIED or edition.base_id is None:
        return "Nur eine übernommene Datei kann zurückgenommen werden."
    if edition != current_edition():
        return "Inzwischen wurde eine spätere Ausgabe übernommen."
    return ""


def applied_before(
    edition: RegistryEdition, choice: Choice, actor: Actor
) -> RegistryEdition | None:
    """The edition when the actor has applied exactly this and the registry still shows it."""
    current = current_edition()
    if current != edition or current is None or not actor.same_person(current.decided_by_id):
        return None
    changes = list(current.changes.all())
    groups = {change.group for change in changes if change.accepted}
    named = {x.key: x.successor_key for x in changes if x.group == ChangeGroup.DISSOLVED}
    done = Choice(
        {ChangeGroup(group) for group in groups}, named, current.effective_on or choice.effective_on
    )
    return current if done == choice else None


def discarded_before(edition: RegistryEdition, actor: Actor) -> RegistryEdition | None:
    """The edition when the actor has discarded it."""
    found = RegistryEdition.objects.get(pk=edition.pk)
    is_done = found.state == EditionState.DISCARDED
    return found if is_done and actor.same_person(found.decided_by_id) else None


def undone_before(edition: RegistryEdition, actor: Actor) -> RegistryEdition | None:
    """The edition when the actor has taken it back."""
    found = RegistryEdition.objects.get(pk=edition.pk)
    if found.state != EditionState.UNDONE:
        return None
    entry = audit.entries_for(found).filter(action="registry.undone").last()
    is_own = entry is not None and actor.same_person(entry.actor_id)
    return found if is_own else None
