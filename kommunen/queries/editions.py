"""The registry as an edition, and the editions that were loaded, staged and applied."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from kommunen.enums import ChangeGroup, EditionState, KommuneKind, VerbandKind
from kommunen.files import Area, Edition, Place
from kommunen.files.centres import as_centre
from kommunen.models import (
    EditionChange,
    KommuneVersion,
    Regierungsbezirk,
    Region,
    RegistryEdition,
    RegistryUpload,
    Verband,
)
from kommunen.queries.figures import with_population
from kommunen.queries.lists import kommunen_now

SHOWN_PER_GROUP = 200
"""More rows of one group say nothing new on a page; the CSV has all."""


def current_edition() -> RegistryEdition | None:
    """The edition that the registry shows, None before the first load.

    It is the last one that was applied, also when its Gebietsstand is an older one.
    """
    applied = RegistryEdition.objects.filter(state=EditionState.APPLIED)
    return applied.order_by(Coalesce("decided_at", "loaded_at").desc(), "-loaded_at").first()


def staged_edition() -> RegistryEdition | None:
    """The file that waits for a decision, if there is one."""
    return RegistryEdition.objects.filter(state=EditionState.STAGED).first()


def editions() -> QuerySet[RegistryEdition]:
    """All editions, the newest upload first; `partial` where groups were left out at applying."""
    left_out = EditionChange.objects.filter(edition=OuterRef("pk"), accepted=False)
    known = RegistryEdition.objects.select_related("uploaded_by", "decided_by")
    applied = known.annotate(partial=Q(state=EditionState.APPLIED) & Exists(left_out))
    return applied.order_by("-loaded_at")


def is_partial(edition: RegistryEdition) -> bool:
    """Whether groups were left out when it was applied."""
    return edition.state == EditionState.APPLIED and edition.changes.filter(accepted=False).exists()


def changes_of(edition: RegistryEdition) -> QuerySet[EditionChange]:
    """What a staged or applied edition changes, in the order of its groups."""
    return edition.changes.order_by("position")


def uploads() -> QuerySet[RegistryUpload]:
    """Files that were handed in, newest first."""
    return RegistryUpload.objects.select_related("file", "edition", "waits_for", "uploaded_by")


@dataclass(frozen=True, slots=True)
class ChangedGroup:
    """The changes of one group; `accepted` as chosen, `shown` the first of a long list."""

    group: ChangeGroup
    changes: tuple[EditionChange, ...]

    @property
    def count(self) -> int:
        return len(self.changes)

    @property
    def accepted(self) -> bool:
        return all(change.accepted for change in self.changes)

    @property
    def shows_holdings(self) -> bool:
        """Whether Kommunen end here or come back, so that it matters what hangs on them."""
        return any(change.held for change in self.changes)

    @property
    def unusual(self) -> int:
        """How many differ by an implausible amount."""
        return sum(change.is_unusual for change in self.changes)

    @property
    def shown(self) -> tuple[EditionChange, ...]:
        """The implausible ones first: nobody looks for them among a thousand."""
        by_doubt = sorted(self.changes, key=lambda change: not change.is_unusual)
        return tuple(by_doubt[:SHOWN_PER_GROUP])

    @property
    def hidden(self) -> int:
        return max(0, self.count - SHOWN_PER_GROUP)


def changed_groups(edition: RegistryEdition) -> list[ChangedGroup]:
    """The groups in which an edition differs, each with its changes; two queries."""
    found: dict[str, list[EditionChange]] = {}
    names = dict(Verband.objects.values_list("key", "name"))
    for change in changes_of(edition):
        found.setdefault(change.group, []).append(change)
        change.verband_names = names
    for change in found.get(ChangeGroup.AREA, ()):
        names[change.key] = change.name
    return [ChangedGroup(ChangeGroup(group), tuple(rows)) for group, rows in found.items()]


def registry_as_edition(as_of: date) -> Edition:
    """The registry of today as an edition, so that a new one can be compared with it."""
    kommunen = with_population(kommunen_now()).order_by("key")
    return Edition(
        as_of=as_of,
        regierungsbezirke={x.key: Area(x.key, x.name) for x in Regierungsbezirk.objects.all()},
        regionen={x.key: Area(x.key, x.name, x.seat) for x in Region.objects.all()},
        verbaende={
            x.key: Area(x.key, x.name, x.seat, VerbandKind(x.kind)) for x in Verband.objects.all()
        },
        places={
            kommune.key: Place(
                key=kommune.key,
                ars=kommune.ars,
                kind=KommuneKind(kommune.kind),
                name=kommune.name,
                area_ha=kommune.area_ha,
                population=kommune.population or 0,
                postcode=kommune.postcode,
                seat=kommune.seat,
                centre=as_centre(kommune.latitude, kommune.longitude),
            )
            for kommune in kommunen
        },
    )


def version_on(key: str, on: date) -> KommuneVersion | None:
    """Name, kind and Kreis of a Kommune on a day; None when it did not exist then."""
    return (
        KommuneVersion.objects.filter(kommune=key)
        .filter(Q(valid_from=None) | Q(valid_from__lte=on))
        .filter(Q(valid_until=None) | Q(valid_until__gt=on))
        .select_related("landkreis")
        .first()
    )


def facts_as_json(facts: Place | Area | None) -> dict[str, Any] | None:
    """The facts as they are stored beside a change."""
    if facts is None:
        return None
    return {name: getattr(facts, name) for name in facts.__dataclass_fields__}


def place_from_json(facts: dict[str, Any]) -> Place:
    """The Place that `facts_as_json` wrote; those of before did not know centres."""
    centre = facts.get("centre")
    known = {"kind": KommuneKind(facts["kind"]), "centre": tuple(centre) if centre else None}
    return Place(**{**facts, **known})


def area_from_json(facts: dict[str, Any]) -> Area:
    """The Area that `facts_as_json` wrote."""
    kind = facts["kind"]
    return Area(**{**facts, "kind": VerbandKind(kind) if kind else None})
