"""A file of the official directory is read, compared and kept for a person to look at."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from kommunen.enums import ChangeGroup, EditionState
from kommunen.files import Edition, FileRefused, read_official
from kommunen.files.compare import Change, compare, completed, doubts
from kommunen.files.problems import refuse
from kommunen.models import EditionChange, RegistryEdition
from kommunen.queries.decisions import why_not_decided
from kommunen.queries.editions import (
    current_edition,
    facts_as_json,
    registry_as_edition,
    staged_edition,
)
from kommunen.services.dating import FileDates, doubts_about_dates
from kommunen.services.load import REGISTRY_LOCK
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import advisory_lock
from lotsen.core.errors import Conflict, DomainError
from lotsen.core.formatting import number
from lotsen.core.models import Document

ATTRIBUTION = (
    "© Statistisches Bundesamt (Destatis), {year} – Gemeindeverzeichnis GV-ISys ({source}),"
    " Gebietsstand {as_of:%d.%m.%Y}"
)
EMPTY_REGISTRY = "Das Verzeichnis ist noch leer. Bitte zuerst load_registry ausführen."


class AnotherWaits(Conflict):
    """Nothing is wrong with the file: the `edition` that waits has to be decided first."""

    def __init__(self, edition: RegistryEdition) -> None:
        super().__init__(f"Zuerst ist über die Datei mit dem {edition} zu entscheiden.")
        self.edition = edition


@transaction.atomic
def stage_edition(*, file: Document, dates: FileDates, actor: Actor) -> RegistryEdition:
    """Read the file and keep what it would change; the registry stays as it is.

    The file that waits returns its edition, and so does the one that the registry shows, however
    it is packed, unless something of it was left out or changed since. Raises `FileRefused` with
    lines and reasons; `AnotherWaits` while another file waits for a decision; `DomainError`
    without a registry.
    """
    advisory_lock(REGISTRY_LOCK)
    waiting, base = staged_edition(), current_edition()
    if waiting is not None and waiting.sha256 == file.sha256:
        return waiting
    if base is None:
        raise DomainError(EMPTY_REGISTRY)
    old = registry_as_edition(base.as_of)
    said = read_official(bytes(file.content))
    names_centres = any(place.centre for place in said.places.values())
    new = completed(said, old)
    _refuse_fragment(old, new)
    changes = compare(old, new)
    centre_as_of = new.as_of if names_centres else base.centre_as_of
    is_shown = (new.as_of, centre_as_of) == (base.as_of, base.centre_as_of)
    if not changes and (is_shown or base.sha256 == file.sha256):
        return base
    if waiting is not None:
        raise AnotherWaits(waiting)
    edition = RegistryEdition.objects.create(
        attribution=ATTRIBUTION.format(
            year=new.as_of.year, source=new.source.value, as_of=new.as_of
        ),
        as_of=new.as_of,
        area_as_of=dates.area_as_of,
        centre_as_of=centre_as_of,
        population_as_of=dates.population_as_of,
        population_base=dates.population_base,
        sha256=file.sha256,
        loaded_at=clock.now(),
        state=EditionState.STAGED,
        base=base,
        doubts=[*doubts(old, new), *doubts_about_dates(dates, base, old, new)],
        file=file,
        uploaded_by_id=actor.user_id,
    )
    _save_changes(edition, changes)
    audit.record(actor=actor, action="registry.staged", target=edition, changes=len(changes))
    return edition


@transaction.atomic
def discard_edition(*, edition_id: UUID, actor: Actor) -> RegistryEdition:
    """Put a staged file aside; it can be uploaded again. Raises `Conflict` when it is decided."""
    edition = lock_staged(edition_id)
    edition.state = EditionState.DISCARDED
    edition.decided_by_id, edition.decided_at = actor.user_id, clock.now()
    edition.save(update_fields=["state", "decided_by", "decided_at"])
    audit.record(actor=actor, action="registry.discarded", target=edition)
    return edition


@transaction.atomic
def choose_changes(
    *,
    edition_id: UUID,
    groups: set[ChangeGroup],
    successors: dict[str, str],
    actor: Actor,
) -> RegistryEdition:
    """Keep which groups a person confirms and who follows whom (key by key); applies nothing."""
    edition = lock_staged(edition_id)
    edition.changes.filter(group__in=groups).update(accepted=True)
    edition.changes.exclude(group__in=groups).update(accepted=False)
    for change in edition.changes.filter(group=ChangeGroup.DISSOLVED):
        change.successor_key = successors.get(change.key, "")
        change.save(update_fields=["successor_key"])
    audit.record(actor=actor, action="registry.chosen", target=edition, groups=sorted(groups))
    return edition


def lock_staged(edition_id: UUID) -> RegistryEdition:
    """The staged edition under the registry lock. Raises `Conflict` when it is decided."""
    advisory_lock(REGISTRY_LOCK)
    edition = RegistryEdition.objects.select_related("base").get(pk=edition_id)
    if reason := why_not_decided(edition):
        raise Conflict(reason)
    return edition


def judge_file(content: bytes) -> None:
    """Raises `FileRefused` for what `stage_edition` refuses whatever its dates are."""
    said, base = read_official(content), current_edition()
    if base is not None:
        old = registry_as_edition(base.as_of)
        _refuse_fragment(old, completed(said, old))


def _refuse_fragment(old: Edition, new: Edition) -> None:
    """A file with less than half of the Kommunen is a part of one: never a reform."""
    if 2 * len(new.places) < len(old.places):
        raise refuse(
            f"Die Datei enthält nur {number(len(new.places))} der {number(len(old.places))}"
            " Kommunen von Baden-Württemberg."
        )


def _save_changes(edition: RegistryEdition, changes: Iterable[Change]) -> None:
    EditionChange.objects.bulk_create(
        EditionChange(
            edition=edition,
            position=position,
            group=change.group,
            key=change.key,
            before=facts_as_json(change.before),
            after=facts_as_json(change.after),
        )
        for position, change in enumerate(changes, start=1)
    )


__all__ = [
    "EMPTY_REGISTRY",
    "AnotherWaits",
    "FileDates",
    "FileRefused",
    "choose_changes",
    "discard_edition",
    "judge_file",
    "lock_staged",
    "stage_edition",
]
