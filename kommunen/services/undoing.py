"""The last applied edition is taken back as a whole, as long as no later one followed."""

from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from kommunen.enums import ENDING, STARTING, ChangeGroup, EditionState, FigureKind
from kommunen.files.centres import as_degrees
from kommunen.models import EditionChange, Figure, Kommune, KommuneVersion, RegistryEdition
from kommunen.queries.decisions import why_not_undone
from kommunen.services.applying import (
    FIELDS,
    STORED,
    apply_areas,
    change_facts,
    drop_areas,
    row_of,
)
from kommunen.services.dissolving import (
    Ending,
    end_again,
    last_endings,
    revive,
    set_successors,
    unfollow,
)
from kommunen.services.load import REGISTRY_LOCK
from kommunen.services.locking import lock_concerned
from kommunen.services.moving import take_back
from kommunen.services.rows import save_versions
from lotsen.accounts.models import Organisation
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import advisory_lock, locked
from lotsen.core.errors import Conflict


@transaction.atomic
def undo_edition(*, edition_id: UUID, actor: Actor) -> RegistryEdition:
    """Make the registry what it was before this edition, history and figures included.

    Raises `Conflict` when it is not the last applied one, when it is the snapshot that the registry
    began with, or when a Kommune that it created is already used.
    """
    advisory_lock(REGISTRY_LOCK)
    edition = RegistryEdition.objects.select_related("base").get(pk=edition_id)
    if reason := why_not_undone(edition):
        raise Conflict(reason)
    accepted = list(edition.changes.filter(accepted=True).order_by("position"))
    lock_concerned(accepted)
    edition.state = EditionState.UNDONE
    edition.save(update_fields=["state"])
    ended = [change.key for change in accepted if change.group in ENDING]
    unfollow(ended)
    take_back(accepted, actor=actor)
    endings = _remove_created(accepted)
    revive(ended)
    set_successors({key: ending.heir for key, ending in endings.items()})
    areas = [_turned(change) for change in accepted if change.group == ChangeGroup.AREA]
    apply_areas(areas)
    facts = [_turned(change) for change in accepted if change.group in FIELDS]
    restored = change_facts(facts)
    drop_areas(areas)
    _restore_history(edition, restored, ended)
    end_again(endings)
    _restore_population(edition, accepted)
    audit.record(actor=actor, action="registry.undone", target=edition, at=clock.now().isoformat())
    return edition


def _turned(change: EditionChange) -> EditionChange:
    """The same change backwards; never saved."""
    return EditionChange(
        group=change.group, key=change.key, before=change.after, after=change.before
    )


def _remove_created(accepted: list[EditionChange]) -> dict[str, Ending]:
    """Take away what came; what had only come back ends again as before. Returns how, by key."""
    came = [change.after["key"] for change in accepted if change.after and change.group in STARTING]
    endings = last_endings(came)
    for key, ending in endings.items():
        former = row_of(ending.place)
        facts = {name: getattr(former, name) for name in STORED}
        if ending.place.centre is not None:
            facts["latitude"], facts["longitude"] = as_degrees(ending.place.centre)
        Kommune.objects.filter(key=key).update(dissolved_on=ending.on, **facts)
    created = Kommune.objects.filter(key__in=[key for key in came if key not in endings])
    organisations = list(created.values_list("organisation", flat=True))
    # Whoever gives a role there waits, or is waited for.
    list(locked(Organisation.objects.filter(pk__in=organisations).order_by("pk")))
    try:
        # Gemeinden first: they point to a Landkreis that may be new as well.
        created.exclude(landkreis=None).delete()
        created.delete()
        Organisation.objects.filter(pk__in=organisations).delete()
    except ProtectedError as error:
        raise Conflict(
            "Eine der neuen Kommunen wird schon verwendet; die Ausgabe kann nicht mehr"
            " zurückgenommen werden."
        ) from error
    return endings


def _restore_history(edition: RegistryEdition, restored: list[Kommune], ended: list[str]) -> None:
    """The versions of this edition go; those that it ended run again, or are written again."""
    keys = [*edition.versions.values_list("kommune", flat=True), *ended]
    edition.versions.all().delete()
    closed = KommuneVersion.objects.filter(valid_until=edition.effective_on, kommune__in=keys)
    closed.filter(kommune__dissolved_on=None).update(valid_until=None)
    assert edition.base is not None
    living = [*restored, *Kommune.objects.filter(key__in=ended)]
    save_versions(living, edition=edition.base, valid_from=edition.effective_on)


def _restore_population(edition: RegistryEdition, accepted: list[EditionChange]) -> None:
    """Figures of a day that only this edition knows go; those of a known day are as before."""
    assert edition.population_as_of is not None
    same_day = RegistryEdition.objects.filter(
        state=EditionState.APPLIED, population_as_of=edition.population_as_of
    )
    figures = Figure.objects.filter(kind=FigureKind.POPULATION, as_of=edition.population_as_of)
    if not same_day.exists():
        figures.delete()
        return
    for change in accepted:
        if change.group == ChangeGroup.POPULATION and change.before:
            figures.filter(kommune=change.key).update(value=change.before["population"])
