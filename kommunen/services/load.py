"""Loading the snapshot into the registry. Running it again changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from kommunen import rules
from kommunen.enums import FigureKind, KommuneKind
from kommunen.models import Figure, Kommune, Regierungsbezirk, Region, RegistryEdition, Verband
from kommunen.queries import current_edition
from kommunen.services import snapshot as snapshots
from kommunen.services.rows import kommune_row, save_versions
from kommunen.services.snapshot import Snapshot
from lotsen.accounts.enums import OrganisationKind
from lotsen.accounts.models import Organisation
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import advisory_lock
from lotsen.core.errors import DomainError

#: Advisory lock of this service (docs/locking.md): two starting servers load once.
REGISTRY_LOCK = 41_01

_KOMMUNE_FACTS = [
    *("ars", "kind", "name", "display_name", "label", "landkreis", "region", "regierungsbezirk"),
    *("verband", "postcode", "seat", "latitude", "longitude", "area_ha", "kfz"),
    *("sort_key", "search_text"),
]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What the registry holds after the call and whether the call changed it."""

    edition: RegistryEdition
    kommunen: int
    changed: bool


@transaction.atomic
def load_registry(*, actor: Actor, folder: Path = snapshots.FOLDER) -> LoadReport:
    """Make the registry show the snapshot in `folder`, creating an Organisation per Kommune.

    Does nothing when this snapshot was loaded before or the registry already shows a newer
    Gebietsstand. Raises `DomainError` when the snapshot no longer has a Kommune that the registry
    has: a dissolved Kommune needs a person who names its successor.
    """
    advisory_lock(REGISTRY_LOCK)
    sha256 = snapshots.checksum(folder)
    newest = current_edition()
    if newest and RegistryEdition.objects.filter(sha256=sha256).exists():
        return LoadReport(newest, Kommune.objects.count(), changed=False)
    snapshot = snapshots.read(folder)
    if newest and newest.as_of > snapshot.as_of:
        return LoadReport(newest, Kommune.objects.count(), changed=False)
    _save_areas(snapshot)
    kommunen = _save_kommunen(snapshot)
    _save_population(snapshot)
    edition = RegistryEdition.objects.create(
        attribution=snapshot.attribution,
        as_of=snapshot.as_of,
        area_as_of=snapshot.area_as_of,
        centre_as_of=snapshot.centre_as_of,
        population_as_of=snapshot.population_as_of,
        population_base=snapshot.population_base,
        sha256=sha256,
        loaded_at=clock.now(),
    )
    save_versions(kommunen, edition=edition, valid_from=edition.as_of if newest else None)
    audit.record(actor=actor, action="registry.loaded", target=edition, kommunen=len(kommunen))
    return LoadReport(edition, len(kommunen), changed=True)


def _save_areas(snapshot: Snapshot) -> None:
    Regierungsbezirk.objects.bulk_create(
        [Regierungsbezirk(**row) for row in snapshot.regierungsbezirke],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["name"],
    )
    Region.objects.bulk_create(
        [Region(**row, regierungsbezirk_id=row["key"][:3]) for row in snapshot.regionen],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["name", "seat", "regierungsbezirk"],
    )
    Verband.objects.bulk_create(
        [Verband(**row) for row in snapshot.verbaende],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["kind", "name", "seat"],
    )


def _save_kommunen(snapshot: Snapshot) -> list[Kommune]:
    kommunen = [*_landkreise(snapshot), *_gemeinden(snapshot)]
    _refuse_missing(kommunen)
    _give_organisations(kommunen)
    Kommune.objects.bulk_create(
        kommunen,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=_KOMMUNE_FACTS,
    )
    return kommunen


def _landkreise(snapshot: Snapshot) -> Iterable[Kommune]:
    areas: dict[str, int] = {}
    for row in snapshot.gemeinden:
        areas[row["ags"][:5]] = areas.get(row["ags"][:5], 0) + int(row["area_ha"])
    for row in snapshot.landkreise:
        yield kommune_row(
            key=f"{row['key']}000",
            ars=f"{row['key']}0000000",
            kind=KommuneKind.LANDKREIS,
            name=row["name"],
            display_name=rules.landkreis_display_name(row["name"]),
            seat=row["seat"],
            kfz=row["kfz"],
            area_ha=areas[row["key"]],
        )


def _gemeinden(snapshot: Snapshot) -> Iterable[Kommune]:
    landkreise = {
        row["key"]: rules.landkreis_display_name(row["name"]) for row in snapshot.landkreise
    }
    verbaende = {row["key"] for row in snapshot.verbaende}
    for row in snapshot.gemeinden:
        kreis = row["ags"][:5]
        verband = row["ars"][:9]
        yield kommune_row(
            key=row["ags"],
            ars=row["ars"],
            kind=row["kind"],
            name=row["name"],
            display_name=row["name"],
            kreis=landkreise.get(kreis, ""),
            landkreis_id=f"{kreis}000" if kreis in landkreise else None,
            verband_id=verband if verband in verbaende else None,
            postcode=row["postcode"],
            latitude=row["latitude"],
            longitude=row["longitude"],
            area_ha=int(row["area_ha"]),
        )


def _refuse_missing(kommunen: list[Kommune]) -> None:
    known = Kommune.objects.filter(dissolved_on=None)
    missing = known.exclude(key__in=[kommune.key for kommune in kommunen]).count()
    if missing:
        raise DomainError(
            f"{missing} Kommunen des Registers fehlen im neuen Datenstand. Er wurde nicht geladen,"
            " weil für aufgelöste Kommunen jemand die Nachfolgerin nennen muss."
        )


def _give_organisations(kommunen: list[Kommune]) -> None:
    """Keep the Organisation of a known Kommune (under its present name), create the others."""
    known = {
        organisation.kommune.key: organisation
        for organisation in Organisation.objects.filter(kommune__isnull=False).select_related(
            "kommune"
        )
    }
    created, renamed = [], []
    for kommune in kommunen:
        organisation = known.get(kommune.key)
        if organisation is None:
            organisation = Organisation(kind=OrganisationKind.KOMMUNE, name=kommune.label)
            created.append(organisation)
        elif organisation.name != kommune.label:
            organisation.name = kommune.label
            renamed.append(organisation)
        kommune.organisation = organisation
    Organisation.objects.bulk_create(created)
    Organisation.objects.bulk_update(renamed, ["name"])


def _save_population(snapshot: Snapshot) -> None:
    rows = [(f"{row['key']}000", row["population"]) for row in snapshot.landkreise]
    rows += [(row["ags"], row["population"]) for row in snapshot.gemeinden]
    Figure.objects.bulk_create(
        [
            Figure(
                kommune_id=key,
                kind=FigureKind.POPULATION,
                value=int(value),
                as_of=snapshot.population_as_of,
                base=snapshot.population_base,
            )
            for key, value in rows
        ],
        update_conflicts=True,
        unique_fields=["kommune", "kind", "as_of"],
        update_fields=["value", "base"],
    )
