"""Kommunen that end, that come back under their old key, and who follows whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kommunen.enums import ENDING, ChangeGroup, EditionState
from kommunen.files import Place
from kommunen.models import EditionChange, Kommune, KommuneVersion
from kommunen.queries.editions import place_from_json
from lotsen.core.errors import DomainError


@dataclass(frozen=True, slots=True)
class Ending:
    """How a Kommune ended: its facts until then, its last day, and who followed."""

    place: Place
    on: date
    heir: "Heir"


@dataclass(frozen=True, slots=True)
class Heir:
    """The key of who follows; `is_move`: the same body under the key of another Kreis."""

    key: str
    is_move: bool = False


def heir_of(change: EditionChange) -> Heir:
    """Who follows a Kommune that an edition ends. A new key in the same Kreis is no move."""
    another_kreis = change.key[:5] != change.ends_in[:5]
    return Heir(change.ends_in, change.group == ChangeGroup.MOVED and another_kreis)


def end(keys: Iterable[str], on: date) -> None:
    """Dissolve Kommunen; their names are free from now on, their history ends on that day."""
    keys = list(keys)
    Kommune.objects.filter(key__in=keys).update(dissolved_on=on)
    running = KommuneVersion.objects.filter(kommune__in=keys, valid_until=None)
    running.filter(valid_from=on).delete()  # began on the same day and never counted
    running.update(valid_until=on)


def end_again(endings: Mapping[str, Ending]) -> None:
    """Kommunen whose return is taken back: what ran on through their return ends as before."""
    for key, ending in endings.items():
        running = KommuneVersion.objects.filter(kommune=key, valid_until=None)
        running.update(valid_until=ending.on)


def set_successors(heirs: Mapping[str, Heir]) -> None:
    """Key by key who follows a dissolved Kommune. Raises `DomainError` for one that is gone."""
    named = Kommune.objects.filter(pk__in={heir.key for heir in heirs.values()}, dissolved_on=None)
    living = set(named.values_list("pk", flat=True))
    for key, heir in heirs.items():
        if heir.key not in living:
            both = Kommune.objects.filter(key__in=[key, heir.key])
            names = dict(both.values_list("key", "label"))
            raise DomainError(
                f"Nachfolgerin von {names.get(key, key)} kann nur eine Kommune sein, die es nach"
                f" dieser Ausgabe gibt. Das gilt für {names.get(heir.key, heir.key)} nicht."
            )
        Kommune.objects.filter(key=key).update(successor=heir.key, changed_kreis=heir.is_move)


def unfollow(keys: Iterable[str]) -> None:
    """Nobody follows these Kommunen any more: who did may be removed."""
    Kommune.objects.filter(key__in=list(keys)).update(successor=None, changed_kreis=False)


def revive(keys: Iterable[str]) -> None:
    """The Kommunen, which nobody follows any more, exist again."""
    Kommune.objects.filter(key__in=list(keys)).update(dissolved_on=None)


def last_endings(keys: Iterable[str]) -> dict[str, Ending]:
    """How those of `keys` ended that did, by the applied edition that last ended them."""
    changes = EditionChange.objects.filter(
        edition__state=EditionState.APPLIED, accepted=True, group__in=ENDING, key__in=list(keys)
    )
    found = {}
    for change in changes.select_related("edition").order_by("edition__decided_at"):
        assert change.before is not None
        assert change.edition.effective_on is not None
        place = place_from_json(change.before)
        found[change.key] = Ending(place, change.edition.effective_on, heir_of(change))
    return found
