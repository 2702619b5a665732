"""Rows of the registry that follow from official facts, for the snapshot and for files alike."""

from collections.abc import Sequence
from datetime import date

from kommunen import rules
from kommunen.models import Kommune, KommuneVersion, RegistryEdition
from lotsen.core.folding import sort_key


def kommune_row(
    *, key: str, kind: str, name: str, display_name: str, kreis: str = "", **facts: object
) -> Kommune:
    """An unsaved Kommune with everything that follows from its key and name.

    `kreis` is the display name of its Landkreis, empty where the body is a Kreis itself.
    """
    return Kommune(
        key=key,
        kind=kind,
        name=name,
        display_name=display_name,
        label=rules.label(kind=kind, name=name, kreis=kreis),
        region_id=key[:4],
        regierungsbezirk_id=key[:3],
        sort_key=sort_key(name, kreis),
        search_text=rules.search_text(key=key, name=name, display_name=display_name, kreis=kreis),
        **facts,
    )


def save_versions(
    kommunen: Sequence[Kommune], *, edition: RegistryEdition, valid_from: date | None
) -> None:
    """Begin a new version of each Kommune whose name, kind or Kreis is another than before.

    Its running version ends on `valid_from`; None begins the history of a new registry. Where the
    version that ended on this very day said the same, it runs on: nothing has changed in between.
    """
    running = {
        version.kommune_id: version
        for version in KommuneVersion.objects.filter(
            kommune__in=[kommune.pk for kommune in kommunen], valid_until=None
        )
    }
    changed = [kommune for kommune in kommunen if _differs(running.get(kommune.pk), kommune)]
    ended = [running[kommune.pk] for kommune in changed if kommune.pk in running]
    # A version that began on the same day never counted: it is replaced.
    KommuneVersion.objects.filter(
        pk__in=[version.pk for version in ended if version.valid_from == valid_from]
    ).delete()
    KommuneVersion.objects.filter(
        pk__in=[version.pk for version in ended if version.valid_from != valid_from]
    ).update(valid_until=valid_from)
    run_on = _run_on(changed, valid_from)
    KommuneVersion.objects.bulk_create(
        KommuneVersion(
            kommune=kommune,
            valid_from=valid_from,
            name=kommune.name,
            label=kommune.label,
            kind=kommune.kind,
            landkreis_id=kommune.landkreis_id,
            edition=edition,
        )
        for kommune in changed
        if kommune.pk not in run_on
    )


def _run_on(kommunen: Sequence[Kommune], valid_from: date | None) -> set[str]:
    """Let the versions that ended on the day and say the same run on; gives their Kommunen."""
    if valid_from is None:
        return set()
    by_key = {kommune.pk: kommune for kommune in kommunen}
    ended = KommuneVersion.objects.filter(kommune__in=by_key, valid_until=valid_from)
    same = [version for version in ended if not _differs(version, by_key[version.kommune_id])]
    KommuneVersion.objects.filter(pk__in=[version.pk for version in same]).update(valid_until=None)
    return {version.kommune_id for version in same}


def _differs(version: KommuneVersion | None, kommune: Kommune) -> bool:
    if version is None:
        return True
    return (version.name, version.label, version.kind, version.landkreis_id) != (
        kommune.name,
        kommune.label,
        kommune.kind,
        kommune.landkreis_id,
    )
