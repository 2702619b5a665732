"""What an edition changes, in the words of a page: a Landkreis is called one, a move names both."""

from collections.abc import Iterator, Sequence

from kommunen import rules
from kommunen.enums import ENDING, ChangeGroup, EditionState, KommuneKind
from kommunen.holdings import holdings_of
from kommunen.models import EditionChange, Kommune, RegistryEdition, RegistryUpload
from kommunen.queries.editions import ChangedGroup, changed_groups, current_edition
from kommunen.queries.endings import ended_before
from lotsen.core.formatting import day


def named_groups(edition: RegistryEdition) -> list[ChangedGroup]:
    """The changed groups whose changes know what Kreise and successors are called, and which new
    Kommunen had been there before; five queries more at most."""
    groups = changed_groups(edition)
    changes = [change for group in groups for change in group.changes]
    if changes:
        kreise = Kommune.objects.filter(key__endswith="000")
        names = {key[:5]: name for key, name in kreise.values_list("key", "display_name")}
        names |= dict(_kreise_of_the_file(changes))
        labels = _labels_of_successors(changes)
        for change in changes:
            change.kreis_names, change.kommune_labels = names, labels
        _say_what_comes_back(edition, changes)
    return groups


def with_holdings(groups: list[ChangedGroup]) -> list[ChangedGroup]:
    """The same groups; whatever ends or comes back knows what hangs on it."""
    changes = [
        change
        for group in groups
        for change in group.changes
        if change.group in ENDING or change.had_ended
    ]
    held = holdings_of([change.key for change in changes]) if changes else {}
    for change in changes:
        change.held = held[change.key]
    return groups


def _labels_of_successors(changes: Sequence[EditionChange]) -> dict[str, str]:
    """By key; one that is new in the edition itself has only its name until it is applied."""
    keys = {change.ends_in for change in changes if change.group in ENDING} - {""}
    if not keys:
        return {}
    new = {change.key: change.name for change in changes if change.group == ChangeGroup.NEW}
    return new | dict(Kommune.objects.filter(key__in=keys).values_list("key", "label"))


def _say_what_comes_back(edition: RegistryEdition, changes: Sequence[EditionChange]) -> None:
    """As it was when the edition was compared: what was seen and decided then stays."""
    new = {change.key: change for change in changes if change.group == ChangeGroup.NEW}
    endings = ended_before(edition, new) if new else {}
    followers = Kommune.objects.in_bulk({x.ends_in for x in endings.values()}) if endings else {}
    for key, ending in endings.items():
        new[key].had_ended = _how(ending, followers.get(ending.ends_in))


def _how(ending: EditionChange, successor: Kommune | None) -> str:
    assert ending.edition.effective_on is not None
    text = f"aufgelöst am {day(ending.edition.effective_on)}"
    return f"{text}, seitdem Teil von {successor.label}" if successor else text


def _kreise_of_the_file(changes: list[EditionChange]) -> Iterator[tuple[str, str]]:
    """Kreise that are new or renamed in the edition itself."""
    for change in changes:
        facts = change.after or {}
        if facts.get("kind") == KommuneKind.LANDKREIS:
            yield change.key[:5], rules.landkreis_display_name(facts["name"])
        elif facts.get("kind") == KommuneKind.STADTKREIS:
            yield change.key[:5], facts["name"]


def known_before(upload: RegistryUpload) -> str:
    """A sentence when this file, or what it says, had been handed in before; empty for the first
    time."""
    edition = upload.edition
    if edition is None or edition.loaded_at >= upload.uploaded_at:
        return ""
    if edition.is_staged:
        return "Diese Datei ist schon gelesen und wartet auf Ihre Entscheidung."
    if edition.state != EditionState.APPLIED:
        return ""
    same = edition.sha256 == upload.file.sha256
    what = "Diese Datei" if same else "Der Inhalt dieser Datei"
    since = f"{what} ist schon übernommen, am {day(edition.decided_at or edition.loaded_at)};"
    if edition != current_edition():
        return f"{since} das Verzeichnis zeigt inzwischen eine spätere Ausgabe."
    return f"{since} es gibt keine Unterschiede."
