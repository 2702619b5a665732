"""What the official directory changed about a Kommune, as entries of its timeline. All public."""

from datetime import date
from itertools import pairwise

from django.db.models import F, Q
from django.urls import reverse

from kommunen.enums import FigureKind
from kommunen.models import Figure, Kommune, KommuneVersion
from kommunen.queries import with_predecessors
from kommunen.queries.endings import Ended, endings_around, really_ended
from kommunen.timeline import TimelineEntry, earlier_name, register_source
from lotsen.core.actor import Actor
from lotsen.core.formatting import number

MERGED = "Aufgegangen in"
SEPARATE = "Wieder eigenständig:"


def registry_entries(actor: Actor | None, kommune: Kommune) -> list[TimelineEntry]:
    """Names, kinds, mergers, moves and populations, of predecessors too; five queries."""
    counted = Q(dissolved_on=None) | really_ended()
    own = {found.pk: found for found in with_predecessors(kommune).filter(counted)}
    own[kommune.pk] = kommune
    endings = endings_around(own)
    return [
        *_versions(kommune, own, endings),
        *_endings(kommune, own, endings),
        *_populations(kommune, own, endings),
    ]


def _versions(
    kommune: Kommune, own: dict[str, Kommune], endings: list[Ended]
) -> list[TimelineEntry]:
    versions = KommuneVersion.objects.filter(kommune__in=own).select_related("landkreis")
    ordered = versions.order_by("kommune", F("valid_from").asc(nulls_first=True))
    moved_in = {(one.new.pk, one.on) for one in endings if one.is_move and one.new}
    found = []
    for before, after in pairwise([None, *ordered]):
        assert after is not None
        if after.valid_from is None:
            continue
        came = (after.kommune_id, after.valid_from) not in moved_in
        if before is not None and before.kommune_id == after.kommune_id:
            is_back = came and before.valid_until != after.valid_from
            texts = ["Wieder im Verzeichnis"] if is_back else []
            texts += _differences(before, after)
        else:
            texts = ["Neu im Verzeichnis"] if came else []
        label = earlier_name(kommune, own[after.kommune_id])
        found += [TimelineEntry(after.valid_from, text, kommune=label) for text in texts]
    return found


def _differences(before: KommuneVersion, after: KommuneVersion) -> list[str]:
    """What changed, in words; nothing where two versions say the same."""
    texts = []
    if before.name != after.name:
        texts.append(f"Umbenannt: {before.name} heißt jetzt {after.name}")
    if before.kind != after.kind:
        texts.append(f"Ist jetzt {after.get_kind_display()}, vorher {before.get_kind_display()}")
    if not texts and before.label != after.label:
        texts.append(f"Heißt im Land jetzt {after.label}, vorher {before.label}")
    return texts


def _endings(
    kommune: Kommune, own: dict[str, Kommune], endings: list[Ended]
) -> list[TimelineEntry]:
    """Both sides of a merger or move: the end of the one, what the other one took in."""
    found = []
    for one in endings:
        old, new = one.old, one.new
        if new is not None and new.pk in own and old.pk != kommune.pk:
            text = "Vorher, in einem anderen Kreis:" if one.is_move else "Aufgenommen:"
            found.append(_about(old, one.on, text, earlier_name(kommune, new)))
            if one.back_on is not None and not one.is_move:
                found.append(_about(old, one.back_on, SEPARATE, earlier_name(kommune, new)))
        elif new is not None:
            text = "Gehört jetzt zu einem anderen Kreis:" if one.is_move else MERGED
            found.append(_about(new, one.on, text, earlier_name(kommune, old)))
        else:
            label = earlier_name(kommune, old)
            found.append(TimelineEntry(one.on, "Aufgelöst", kommune=label))
    return found


def _about(other: Kommune, on: date, text: str, label: str) -> TimelineEntry:
    url = reverse("kommunen:kommune", args=[other.pk])
    return TimelineEntry(on, text, url, other.label, label)


def _populations(
    kommune: Kommune, own: dict[str, Kommune], endings: list[Ended]
) -> list[TimelineEntry]:
    """Inhabitants by day. What a body took along to its new key stands there only once."""
    figures = Figure.objects.filter(kommune__in=own, kind=FigureKind.POPULATION)
    known = {(figure.kommune_id, figure.as_of, figure.value) for figure in figures}
    later = {one.old.pk: one.new.pk for one in endings if _is_key_of_before(one) and one.new}
    later.pop(kommune.pk, None)
    return [
        TimelineEntry(
            figure.as_of,
            f"{number(figure.value)} Einwohner (Basis {figure.base})",
            kommune=earlier_name(kommune, own[figure.kommune_id]),
        )
        for figure in figures
        if (later.get(figure.kommune_id), figure.as_of, figure.value) not in known
    ]


def _is_key_of_before(one: Ended) -> bool:
    return one.is_move and one.back_on is None


def register() -> None:
    """Add the entries to the page of a Kommune."""
    register_source(registry_entries)
