"""What an edition changes, in the words of a page: a Landkreis is called one, a move names both."""

from collections.abc import Iterator

from kommunen import rules
from kommunen.enums import EditionState, KommuneKind
from kommunen.models import EditionChange, Kommune, RegistryEdition, RegistryUpload
from kommunen.queries.editions import ChangedGroup, changed_groups, current_edition
from lotsen.core.formatting import day


def named_groups(edition: RegistryEdition) -> list[ChangedGroup]:
    """The changed groups whose changes know what the Kreise are called; one query more."""
    groups = changed_groups(edition)
    changes = [change for group in groups for change in group.changes]
    if changes:
        kreise = Kommune.objects.filter(key__endswith="000")
        names = {key[:5]: name for key, name in kreise.values_list("key", "display_name")}
        names |= dict(_kreise_of_the_file(changes))
        for change in changes:
            change.kreis_names = names
    return groups


def _kreise_of_the_file(changes: list[EditionChange]) -> Iterator[tuple[str, str]]:
    """Kreise that are new or renamed in the edition itself."""
    for change in changes:
        facts = change.after or {}
        if facts.get("kind") == KommuneKind.LANDKREIS:
            yield change.key[:5], rules.landkreis_display_name(facts["name"])
        elif facts.get("kind") == KommuneKind.STADTKREIS:
            yield change.key[:5], facts["name"]


def known_before(upload: RegistryUpload) -> str:
    """A sentence when this very file had been handed in before; empty for the first time."""
    edition = upload.edition
    if edition is None or edition.loaded_at >= upload.uploaded_at:
        return ""
    if edition.is_staged:
        return "Diese Datei ist schon gelesen und wartet auf Ihre Entscheidung."
    if edition.decided_at is None or edition.state != EditionState.APPLIED:
        return ""
    since = f"Diese Datei ist schon übernommen, am {day(edition.decided_at)};"
    if edition != current_edition():
        return f"{since} das Verzeichnis zeigt inzwischen eine spätere Ausgabe."
    return f"{since} es gibt keine Unterschiede."
