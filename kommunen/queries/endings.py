"""Which keys ended and into which other ones, those that have come back since included.

A Kommune itself only knows how it ended last. What came before stands in the editions that were
applied: this module puts both together.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.fields.json import KT

from kommunen.enums import ENDING, STARTING, ChangeGroup, EditionState
from kommunen.models import EditionChange, Kommune, KommuneVersion, RegistryEdition


@dataclass(frozen=True, slots=True)
class Ended:
    """On the day `on` a key ended; `new` followed, None where nobody does.

    `is_move`: the same body went on under the key of another Kreis. `back_on`: the first day on
    which the old key was there again, None where it is still gone.
    """

    old: Kommune
    new: Kommune | None
    on: date
    is_move: bool
    back_on: date | None = None


def endings_around(keys: Collection[str]) -> list[Ended]:
    """How these keys ended, and what ended in them, in order of the days.

    Two queries; two more where something has come back. An ending that was followed by a return
    on the same day never counted and is left out.
    """
    passed = Q(successor__successor__in=keys, successor__dissolved_on=F("dissolved_on"))
    touching = Q(key__in=keys) | Q(successor__in=keys) | passed
    of_now = Kommune.objects.filter(touching, really_ended()).exclude(dissolved_on=None)
    ended = [
        one
        for old in of_now.select_related("successor__landkreis")
        if (one := _as_it_ended(old)).old.pk in keys or (one.new and one.new.pk in keys)
    ]
    known = {(x.old.pk, x.on) for x in ended}
    earlier = [change for change in _applied(keys) if _facts(change)[:2] not in known]
    if earlier:
        ended += _come_back(earlier)
    return sorted(ended, key=lambda one: (one.on, one.old.pk))


def really_ended() -> Q:
    """Whether a dissolved Kommune was there before the day it ended. What an edition brought on
    that very day never counted, unless it has a version that ended then."""
    versions = KommuneVersion.objects.filter(
        kommune=OuterRef("pk"), valid_until=OuterRef("dissolved_on")
    )
    brought = EditionChange.objects.annotate(new_key=KT("after__key")).filter(
        edition__state=EditionState.APPLIED,
        edition__effective_on=OuterRef("dissolved_on"),
        accepted=True,
        group__in=STARTING,
        new_key=OuterRef("pk"),
    )
    return Q(Exists(versions)) | ~Q(Exists(brought))


def _as_it_ended(old: Kommune) -> Ended:
    """Who follows, past keys that only began and ended on the same day."""
    assert old.dissolved_on is not None
    new, is_move, on = old.successor, old.changed_kreis, old.dissolved_on
    while new is not None and new.dissolved_on == on and not was_there(new):
        is_move, new = is_move and new.changed_kreis, new.successor
    return Ended(old, new, on, is_move)


def was_there(ended: Kommune) -> bool:
    """`really_ended` for one dissolved Kommune that is loaded."""
    return Kommune.objects.filter(really_ended(), pk=ended.pk).exists()


def ended_before(edition: RegistryEdition, keys: Collection[str]) -> dict[str, EditionChange]:
    """Those of the keys that were ended when the edition was compared, with the change that had
    ended them. Nothing that is decided later changes it; two queries."""
    order = {pk: position for position, pk in enumerate(_compared_with(edition))}
    changes = EditionChange.objects.filter(
        Q(key__in=keys) | Q(after__key__in=list(keys)), edition__in=order, accepted=True
    ).filter(group__in=(*ENDING, ChangeGroup.NEW))
    ended: dict[str, EditionChange] = {}
    known = changes.select_related("edition")
    for change in sorted(known, key=lambda x: (-order[x.edition_id], x.group not in ENDING)):
        if change.group in ENDING and change.key in keys:
            ended[change.key] = change
        if change.after:
            ended.pop(change.after["key"], None)
    return ended


def _compared_with(edition: RegistryEdition) -> list[UUID]:
    """The editions that applied when this one was read, the latest first."""
    known = RegistryEdition.objects.in_bulk()
    found, one = list[UUID](), known.get(edition.base_id)
    while one is not None:
        found.append(one.pk)
        one = known[one.base_id] if one.base_id else _loaded_over(one, known.values())
    return found


def _loaded_over(
    snapshot: RegistryEdition, known: Iterable[RegistryEdition]
) -> RegistryEdition | None:
    """A snapshot of the project names no base: it follows what applied when it was loaded."""
    since = {x: x.decided_at or x.loaded_at for x in known if x.state == EditionState.APPLIED}
    earlier = [x for x, at in since.items() if at < snapshot.loaded_at]
    return max(earlier, key=lambda x: since[x], default=None)


def _applied(keys: Collection[str]) -> Iterable[EditionChange]:
    changes = EditionChange.objects.filter(
        edition__state=EditionState.APPLIED, accepted=True, group__in=ENDING
    )
    touching = Q(key__in=keys) | Q(successor_key__in=keys) | Q(after__key__in=list(keys))
    return changes.filter(touching).select_related("edition").order_by("edition__decided_at")


def _facts(change: EditionChange) -> tuple[str, date, str]:
    assert change.edition.effective_on is not None
    return change.key, change.edition.effective_on, change.ends_in


def _come_back(changes: Iterable[EditionChange]) -> list[Ended]:
    """The endings of before, each with the day on which the key was there again."""
    wanted = {_facts(change)[:2]: change for change in changes}  # of two on one day the last
    keys = {key for change in wanted.values() for key in (change.key, change.ends_in)}
    kommunen = Kommune.objects.select_related("landkreis").in_bulk(keys)
    versions = KommuneVersion.objects.filter(kommune__in=keys).order_by(
        F("valid_from").asc(nulls_first=True)
    )
    spans: dict[str, list[tuple[date | None, date | None]]] = {}
    for key, begun, over in versions.values_list("kommune", "valid_from", "valid_until"):
        spans.setdefault(key, []).append((begun, over))
    found = []
    for (old, on), change in wanted.items():
        own, new = spans.get(old, []), change.ends_in
        back_on = next((begun for begun, _ in own if begun and begun > on), None)
        counted = any(over == on for _, over in own)
        if back_on and counted and old in kommunen:
            is_move = change.group == ChangeGroup.MOVED and old[:5] != new[:5]
            found.append(Ended(kommunen[old], kommunen.get(new), on, is_move, back_on))
    return found
