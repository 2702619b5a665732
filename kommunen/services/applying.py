"""A person applies a staged edition: one transaction, effective from a day, history kept."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db import transaction

from kommunen import rules
from kommunen.enums import ENDING, ChangeGroup, EditionState, KommuneKind
from kommunen.files import Place
from kommunen.files.centres import as_degrees
from kommunen.models import (
    EditionChange,
    Kommune,
    Regierungsbezirk,
    Region,
    RegistryEdition,
    Verband,
)
from kommunen.queries.editions import area_from_json, current_edition, place_from_json
from kommunen.services.dating import settle_dates
from kommunen.services.dissolving import end, heir_of, set_successors
from kommunen.services.figures import carry_figures, save_population
from kommunen.services.locking import lock_concerned
from kommunen.services.moving import carry_over
from kommunen.services.rows import kommune_row, save_versions
from kommunen.services.staging import choose_changes, lock_staged
from lotsen.accounts.enums import OrganisationKind
from lotsen.accounts.models import Organisation
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors
from lotsen.core.errors import Conflict, DomainError
from lotsen.core.formatting import day

FIELDS = {
    ChangeGroup.NAME: ("name",),
    ChangeGroup.KIND: ("kind",),
    ChangeGroup.VERBAND: ("ars",),
    ChangeGroup.PLACE: ("postcode", "seat", "area_ha"),
    ChangeGroup.CENTRE: ("centre",),
}
"""Which facts of its row a group of changes to an existing Kommune is about. The population is a
figure with a date of its own (`services.figures`)."""

STORED = [
    *("ars", "kind", "name", "display_name", "label", "verband", "postcode", "seat", "area_ha"),
    *("sort_key", "search_text"),
]
ACKNOWLEDGE = (
    "Bitte prüfen Sie die Auffälligkeiten und bestätigen Sie das, oder verwerfen Sie die Datei."
)
STALE = "Das Verzeichnis hat sich inzwischen geändert. Bitte laden Sie die Datei noch einmal hoch."
SENTENCES = {
    "kommune_label_unique": "Zwei Kommunen hätten denselben Namen. Bitte prüfen Sie die Datei.",
    "kommune_ars_unique": "Zwei Kommunen hätten denselben Regionalschlüssel. Bitte prüfen Sie sie.",
}
AREA_TABLES = {3: Regierungsbezirk, 4: Region, 9: Verband}
"""Length of the key tells which area it is."""


@transaction.atomic
def apply_chosen(
    *,
    edition_id: UUID,
    groups: set[ChangeGroup],
    successors: dict[str, str],
    effective_on: date,
    acknowledged: bool,
    actor: Actor,
) -> RegistryEdition:
    """Choose and apply in one step: nobody chooses otherwise in between.

    Raises like `apply_edition`, and `DomainError` when the edition looks unusual and nobody has
    `acknowledged` it; the choice is not kept then.
    """
    edition = choose_changes(
        edition_id=edition_id, groups=groups, successors=successors, actor=actor
    )
    if edition.doubts and not acknowledged:
        raise DomainError(ACKNOWLEDGE)
    return apply_edition(
        edition_id=edition_id, effective_on=effective_on, acknowledged=acknowledged, actor=actor
    )


@transaction.atomic
def apply_edition(
    *, edition_id: UUID, effective_on: date, actor: Actor, acknowledged: bool = False
) -> RegistryEdition:
    """Make the accepted changes of a staged edition the registry, from `effective_on` on.

    The log keeps how many findings there were and whether a person has `acknowledged` them.

    A dissolved Kommune keeps its vouchers, people and history and points to its successor; one that
    moves takes its roles, contacts and invoice data along.

    Raises `Conflict` when the edition is decided, the registry has changed since it was compared or
    two Kommunen would have the same name; `DomainError` for a day in the future or before the last
    edition, for a dissolved Kommune without successor, and where nothing of it is accepted.
    """
    edition = lock_staged(edition_id)
    base = current_edition()
    if base is None or edition.base_id != base.pk:
        raise Conflict(STALE)
    _check_day(effective_on, base)
    changes = list(edition.changes.filter(accepted=True).order_by("position"))
    if not changes and edition.changes.exists():
        raise DomainError("Es ist nichts ausgewählt, das übernommen werden könnte.")
    _check_successors(changes)
    lock_concerned(changes)
    by_group: dict[str, list[EditionChange]] = defaultdict(list)
    for change in changes:
        by_group[change.group].append(change)
    apply_areas(by_group[ChangeGroup.AREA])
    heirs = {c.key: heir_of(c) for group in ENDING for c in by_group[group]}
    end(heirs, effective_on)
    with constraint_errors(SENTENCES):
        made = create_kommunen([*by_group[ChangeGroup.NEW], *by_group[ChangeGroup.MOVED]])
        changed = change_facts([change for change in changes if change.group in FIELDS])
    save_versions([*made, *changed], edition=edition, valid_from=effective_on)
    set_successors(heirs)
    carry_over(by_group[ChangeGroup.MOVED], actor=actor)
    carry_figures(by_group[ChangeGroup.MOVED])
    drop_areas(by_group[ChangeGroup.AREA])
    save_population(edition, base)
    settle_dates(edition, base)
    edition.state, edition.effective_on = EditionState.APPLIED, effective_on
    edition.decided_by_id, edition.decided_at = actor.user_id, clock.now()
    edition.save()
    audit.record(
        actor=actor,
        action="registry.applied",
        target=edition,
        changes={str(group): len(rows) for group, rows in by_group.items()},
        effective_on=effective_on.isoformat(),
        findings=len(edition.doubts),
        findings_acknowledged=bool(edition.doubts) and acknowledged,
    )
    return edition


def _check_day(effective_on: date, base: RegistryEdition) -> None:
    """History is written forward: no edition counts from a day before the one that it follows."""
    if effective_on > clock.today():
        raise DomainError(
            "„Gilt ab“ liegt in der Zukunft. Bitte übernehmen Sie die Datei erst an diesem Tag."
        )
    if base.effective_on is not None and effective_on < base.effective_on:
        raise DomainError(
            f"„Gilt ab“ liegt vor dem {day(base.effective_on)}, seit dem die letzte Ausgabe gilt."
        )


def _check_successors(changes: Sequence[EditionChange]) -> None:
    gone = {change.key for change in changes if change.group == ChangeGroup.DISSOLVED}
    for change in changes:
        if change.group != ChangeGroup.DISSOLVED:
            continue
        if not change.successor_key:
            raise DomainError(f"Bitte nennen Sie die Nachfolgerin von {change.name}.")
        if change.successor_key in gone:
            raise DomainError(f"Die Nachfolgerin von {change.name} wird selbst aufgelöst.")


def apply_areas(changes: Iterable[EditionChange]) -> None:
    """Names, seats and kinds of the areas above the Kommunen as the changes say."""
    for change in changes:
        if change.after is None:
            continue
        area = area_from_json(change.after)
        table = AREA_TABLES[len(area.key)]
        facts: dict[str, object] = {"name": area.name}
        if table is not Regierungsbezirk:
            facts["seat"] = area.seat
        if table is Region:
            facts["regierungsbezirk_id"] = area.key[:3]
        if table is Verband:
            facts["kind"] = area.kind
        table._default_manager.update_or_create(key=area.key, defaults=facts)


def drop_areas(changes: Iterable[EditionChange]) -> None:
    """A Verband that is gone and has no member any more disappears; the edition remembers it."""
    gone = [change.key for change in changes if change.after is None and len(change.key) == 9]
    Verband.objects.filter(key__in=gone, members=None).delete()


def create_kommunen(changes: Sequence[EditionChange]) -> list[Kommune]:
    """New bodies with an Organisation of their own; Landkreise first, Gemeinden point to them.

    A dissolved one whose key comes back lives again, with its Organisation, cases and people.
    """
    places = sorted(
        (place_from_json(change.after) for change in changes if change.after),
        key=lambda place: place.kind != KommuneKind.LANDKREIS,
    )
    moved_from = {
        change.after["key"]: change.key
        for change in changes
        if change.group == ChangeGroup.MOVED and change.after
    }
    known = Kommune.objects.select_related("organisation").in_bulk(
        [*(place.key for place in places), *moved_from.values()]
    )
    made = []
    for place in places:
        kommune, former = row_of(place), known.get(place.key)
        origin = former or known.get(moved_from.get(place.key, ""))
        if origin is not None:
            kommune.latitude, kommune.longitude = origin.latitude, origin.longitude
            kommune.kfz = origin.kfz
        if place.centre is not None:
            _set_centre(kommune, place)
        organisation = (
            former.organisation if former else Organisation(kind=OrganisationKind.KOMMUNE)
        )
        organisation.name = kommune.label
        organisation.save()
        kommune.organisation = organisation
        kommune.save(force_insert=former is None, force_update=former is not None)
        made.append(kommune)
    return made


def change_facts(changes: Sequence[EditionChange]) -> list[Kommune]:
    """Existing bodies with exactly the accepted facts changed, labels of their Gemeinden too."""
    wanted: dict[str, Place] = {}
    for change in changes:
        assert change.before is not None
        assert change.after is not None
        after = place_from_json(change.after)
        known = wanted.get(change.key) or place_from_json(change.before)
        fields = FIELDS[ChangeGroup(change.group)]
        wanted[change.key] = replace(known, **{name: getattr(after, name) for name in fields})
    centres = {change.key for change in changes if change.group == ChangeGroup.CENTRE}
    known_rows = Kommune.objects.select_related("organisation").in_bulk(wanted)
    rows = []
    for key, place in wanted.items():
        row, kommune = row_of(place), known_rows[key]
        for name in STORED:
            attribute = "verband_id" if name == "verband" else name
            setattr(kommune, attribute, getattr(row, attribute))
        if key in centres:
            _set_centre(kommune, place)
        if kommune.organisation.name != kommune.label:
            kommune.organisation.name = kommune.label
            kommune.organisation.save(update_fields=["name"])
        rows.append(kommune)
    Kommune.objects.bulk_update(rows, [*STORED, "latitude", "longitude"])
    renamed = [row for row in rows if row.is_landkreis]
    return [*rows, *_relabel(renamed)]


def _set_centre(kommune: Kommune, place: Place) -> None:
    degrees = as_degrees(place.centre) if place.centre is not None else (None, None)
    kommune.latitude, kommune.longitude = degrees


def _relabel(landkreise: Sequence[Kommune]) -> list[Kommune]:
    """The label of a Gemeinde names its Kreis: a renamed Kreis renames them."""
    rows = []
    for gemeinde in Kommune.objects.filter(
        landkreis__in=[kreis.pk for kreis in landkreise], dissolved_on=None
    ).select_related("landkreis", "organisation"):
        assert gemeinde.landkreis is not None
        row = kommune_row(
            key=gemeinde.key,
            kind=gemeinde.kind,
            name=gemeinde.name,
            display_name=gemeinde.display_name,
            kreis=gemeinde.landkreis.display_name,
        )
        if row.label != gemeinde.label:
            gemeinde.label, gemeinde.sort_key = row.label, row.sort_key
            gemeinde.search_text = row.search_text
            gemeinde.organisation.name = row.label
            gemeinde.organisation.save(update_fields=["name"])
            rows.append(gemeinde)
    Kommune.objects.bulk_update(rows, ["label", "sort_key", "search_text"])
    return rows


def row_of(place: Place) -> Kommune:
    """The unsaved row of a Place, with the display name of its Kreis looked up."""
    is_kreis = place.kind in (KommuneKind.LANDKREIS, KommuneKind.STADTKREIS)
    landkreis = None
    if not is_kreis:
        landkreis = Kommune.objects.filter(key=f"{place.kreis}000").first()
        if landkreis is None:
            raise DomainError(f"Der Landkreis {place.kreis} von {place.name} ist nicht bekannt.")
    is_landkreis = place.kind == KommuneKind.LANDKREIS
    display_name = rules.landkreis_display_name(place.name) if is_landkreis else place.name
    verband = Verband.objects.filter(key=place.ars[:9]).first() if not is_landkreis else None
    return kommune_row(
        key=place.key,
        ars=place.ars,
        kind=place.kind,
        name=place.name,
        display_name=display_name,
        kreis=landkreis.display_name if landkreis else "",
        landkreis=landkreis,
        verband=verband,
        postcode=place.postcode,
        seat=place.seat,
        area_ha=place.area_ha,
    )
