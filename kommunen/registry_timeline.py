"""What the official directory changed about a Kommune, as entries of its timeline. All public."""

from itertools import pairwise

from django.db.models import F
from django.urls import reverse

from kommunen.enums import FigureKind
from kommunen.models import Figure, Kommune, KommuneVersion
from kommunen.queries import with_predecessors
from kommunen.timeline import TimelineEntry, earlier_name, register_source
from lotsen.core.actor import Actor
from lotsen.core.formatting import number

MERGED = "Aufgegangen in"


def registry_entries(actor: Actor | None, kommune: Kommune) -> list[TimelineEntry]:
    """Names, kinds, mergers, moves and populations, of predecessors too; three queries."""
    own = {found.pk: found for found in with_predecessors(kommune).select_related("successor")}
    own[kommune.pk] = kommune
    return [
        *_versions(kommune, own),
        *_endings(kommune, own),
        *_populations(kommune, own),
    ]


def _versions(kommune: Kommune, own: dict[str, Kommune]) -> list[TimelineEntry]:
    versions = KommuneVersion.objects.filter(kommune__in=own).select_related("landkreis")
    ordered = versions.order_by("kommune", F("valid_from").asc(nulls_first=True))
    came_from_another_kreis = {old.successor_id for old in own.values() if old.changed_kreis}
    found = []
    for before, after in pairwise([None, *ordered]):
        assert after is not None
        if after.valid_from is None:
            continue
        if before is not None and before.kommune_id == after.kommune_id:
            texts = _differences(before, after)
        else:
            texts = [] if after.kommune_id in came_from_another_kreis else ["Neu im Verzeichnis"]
        label = earlier_name(kommune, own[after.kommune_id])
        found += [TimelineEntry(after.valid_from, text, kommune=label) for text in texts]
    return found


def _differences(before: KommuneVersion, after: KommuneVersion) -> list[str]:
    texts = []
    if before.valid_until != after.valid_from:
        texts.append("Wieder im Verzeichnis")
    if before.name != after.name:
        texts.append(f"Umbenannt: {before.name} heißt jetzt {after.name}")
    if before.kind != after.kind:
        texts.append(f"Ist jetzt {after.get_kind_display()}, vorher {before.get_kind_display()}")
    if not texts:
        texts.append(f"Heißt im Land jetzt {after.label}, vorher {before.label}")
    return texts


def _endings(kommune: Kommune, own: dict[str, Kommune]) -> list[TimelineEntry]:
    """Both sides of a merger or move: the end of the one, what the other one took in."""
    found = []
    for old in own.values():
        if old.dissolved_on is None:
            continue
        new = old.successor
        if old.pk == kommune.pk:
            target, text = new, "Aufgelöst"
            if new is not None:
                text = "Gehört jetzt zu einem anderen Kreis:" if old.changed_kreis else MERGED
        else:
            assert new is not None
            target = old
            text = "Vorher, in einem anderen Kreis:" if old.changed_kreis else "Aufgenommen:"
        url = reverse("kommunen:kommune", args=[target.pk]) if target else ""
        into = earlier_name(kommune, new) if new is not None and old.pk != kommune.pk else ""
        found.append(
            TimelineEntry(old.dissolved_on, text, url, target.label if target else "", into)
        )
    return found


def _populations(kommune: Kommune, own: dict[str, Kommune]) -> list[TimelineEntry]:
    figures = Figure.objects.filter(kommune__in=own, kind=FigureKind.POPULATION)
    return [
        TimelineEntry(
            figure.as_of,
            f"{number(figure.value)} Einwohner (Basis {figure.base})",
            kommune=earlier_name(kommune, own[figure.kommune_id]),
        )
        for figure in figures
    ]


def register() -> None:
    """Add the entries to the page of a Kommune."""
    register_source(registry_entries)
