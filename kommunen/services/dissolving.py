"""Kommunen that end, that come back under their old key, and who follows whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kommunen.enums import ENDING, EditionState
from kommunen.files import Place
from kommunen.models import EditionChange, Kommune, KommuneVersion
from kommunen.queries.editions import place_from_json
from lotsen.core.errors import DomainError


@dataclass(frozen=True, slots=True)
class Ending:
    """How a Kommune ended: its facts until then, its last day, and the key of who followed."""

    place: Place
    on: date
    successor_key: str


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


def set_successors(successors: dict[str, str]) -> None:
    """Key by key who follows a dissolved Kommune. Raises `DomainError` for one that is gone."""
    living = set(
        Kommune.objects.filter(pk__in=successors.values(), dissolved_on=None).values_list(
            "pk", flat=True
        )
    )
    for key, successor in successors.items():
        if successor not in living:
            both = Kommune.objects.filter(key__in=[key, successor])
            names = dict(both.values_list("key", "label"))
            raise DomainError(
                f"Nachfolgerin von {names.get(key, key)} kann nur eine Kommune sein, die es nach"
                f" dieser Ausgabe gibt. Das gilt für {names.get(successor, successor)} nicht."
            )
        Kommune.objects.filter(key=key).update(successor=successor)


def revive(keys: Iterable[str]) -> None:
    """The Kommunen exist again; nobody follows them any more."""
    Kommune.objects.filter(key__in=list(keys)).update(dissolved_on=None, successor=None)


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
        found[change.key] = Ending(place, change.edition.effective_on, change.ends_in)
    return found
