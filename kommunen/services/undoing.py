"""The last applied edition is taken back as a whole, as long as no later one followed."""

from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from kommunen.enums import ChangeGroup, EditionState, FigureKind
from kommunen.models import EditionChange, Figure, Kommune, KommuneVersion, RegistryEdition
from kommunen.queries.editions import current_edition
from kommunen.services.applying import FIELDS, apply_areas, change_facts, drop_areas
from kommunen.services.load import REGISTRY_LOCK
from kommunen.services.rows import save_versions
from lotsen.accounts.models import Organisation
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import advisory_lock
from lotsen.core.errors import Conflict


@transaction.atomic
def undo_edition(*, edition_id: UUID, actor: Actor) -> RegistryEdition:
    """Make the registry what it was before this edition, history and figures included.

    Raises `Conflict` when it is not the last applied one, when it is the snapshot that the registry
    began with, or when a Kommune that it created is already used.
    """
    advisory_lock(REGISTRY_LOCK)
    edition = RegistryEdition.objects.select_related("base").get(pk=edition_id)
    _check_undoable(edition)
    accepted = list(edition.changes.filter(accepted=True).order_by("position"))
    _revive([change.key for change in accepted if change.after is None or _is_move(change)])
    _remove_created(edition, accepted)
    areas = [_turned(change) for change in accepted if change.group == ChangeGroup.AREA]
    apply_areas(areas)
    facts = [_turned(change) for change in accepted if change.group in FIELDS]
    restored = change_facts(facts)
    drop_areas(areas)
    _restore_history(edition, restored)
    _restore_population(edition, accepted)
    edition.state = EditionState.UNDONE
    edition.save(update_fields=["state"])
    audit.record(actor=actor, action="registry.undone", target=edition, at=clock.now().isoformat())
    return edition


def _check_undoable(edition: RegistryEdition) -> None:
    if edition.state != EditionState.APPLIED or edition.base is None:
        raise Conflict("Nur eine übernommene Datei kann zurückgenommen werden.")
    if edition != current_edition():
        raise Conflict("Inzwischen wurde eine spätere Ausgabe übernommen.")


def _is_move(change: EditionChange) -> bool:
    return change.group == ChangeGroup.MOVED


def _turned(change: EditionChange) -> EditionChange:
    """The same change backwards; never saved."""
    return EditionChange(
        group=change.group, key=change.key, before=change.after, after=change.before
    )


def _revive(keys: list[str]) -> None:
    Kommune.objects.filter(key__in=keys).update(dissolved_on=None, successor=None)


def _remove_created(edition: RegistryEdition, accepted: list[EditionChange]) -> None:
    keys = [
        change.after["key"]
        for change in accepted
        if change.after and change.group in (ChangeGroup.NEW, ChangeGroup.MOVED)
    ]
    created = Kommune.objects.filter(key__in=keys)
    organisations = list(created.values_list("organisation", flat=True))
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


def _restore_history(edition: RegistryEdition, restored: list[Kommune]) -> None:
    affected = list(edition.versions.values_list("kommune", flat=True))
    edition.versions.all().delete()
    ended = KommuneVersion.objects.filter(valid_until=edition.effective_on)
    gone = edition.changes.filter(
        accepted=True, group__in=[ChangeGroup.DISSOLVED, ChangeGroup.MOVED]
    )
    keys = [*affected, *gone.values_list("key", flat=True)]
    ended.filter(kommune__in=keys).update(valid_until=None)
    assert edition.base is not None
    save_versions(restored, edition=edition.base, valid_from=edition.effective_on)


def _restore_population(edition: RegistryEdition, accepted: list[EditionChange]) -> None:
    base, population_on = edition.base, edition.population_as_of
    assert base is not None
    assert population_on is not None
    figures = Figure.objects.filter(kind=FigureKind.POPULATION, as_of=population_on)
    if base.population_as_of != population_on:
        figures.delete()
        return
    for change in accepted:
        if change.group == ChangeGroup.POPULATION and change.before:
            figures.filter(kommune=change.key).update(value=change.before["population"])
