"""The real Kommunen as the plan sees them, straight from the snapshot: no database needed."""

from functools import lru_cache

from kommunen.rules import landkreis_display_name
from kommunen.services import snapshot
from lotsen.demo.plan.model import Body

KREIS_FROM = 175_001


@lru_cache
def real_bodies() -> tuple[Body, ...]:
    """All 1,136 with the quota of docs/programme.md § 4."""
    read = snapshot.read(snapshot.FOLDER)
    landkreise = [
        Body(
            key=f"{row['key']}000",
            name=landkreis_display_name(row["name"]),
            is_landkreis=True,
            places=_places("kreis", int(row["population"])),
            regierungsbezirk=row["key"][:3],
        )
        for row in read.landkreise
    ]
    gemeinden = [
        Body(
            key=row["ags"],
            name=row["name"],
            is_landkreis=False,
            places=_places(row["kind"], int(row["population"])),
            regierungsbezirk=row["ags"][:3],
        )
        for row in read.gemeinden
    ]
    return (*landkreise, *gemeinden)


def _places(kind: str, population: int) -> int:
    if kind in ("kreis", "stadtkreis"):
        return 5 if population >= KREIS_FROM else 4
    return 1 + (population >= 10_000) + (population >= 30_001)
