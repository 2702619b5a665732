"""Small registries for tests that need a few Kommunen, and the whole one."""

from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Any

import pytest
from django.db import transaction

from kommunen import rules
from kommunen.enums import FigureKind, KommuneKind
from kommunen.models import Figure, Kommune, Regierungsbezirk, Region
from kommunen.services.load import load_registry
from lotsen.accounts.enums import OrganisationKind
from lotsen.accounts.models import Organisation
from lotsen.core.actor import SYSTEM
from lotsen.core.folding import sort_key

_numbers = count(1)
POPULATION_DAY = date(2024, 12, 31)


def make_landkreis(name: str = "Musterkreis", key: str = "08999", **facts: Any) -> Kommune:
    """A Landkreis with the five-digit `key`."""
    return _make(key=f"{key}000", kind=KommuneKind.LANDKREIS, name=name, **facts)


def make_stadtkreis(name: str = "Kreisfreistadt", key: str = "08998", **facts: Any) -> Kommune:
    """A Stadtkreis with the five-digit `key`."""
    return _make(key=f"{key}000", kind=KommuneKind.STADTKREIS, name=name, **facts)


def make_kommune(
    name: str = "",
    landkreis: Kommune | None = None,
    kind: str = KommuneKind.GEMEINDE,
    **facts: Any,
) -> Kommune:
    """A Gemeinde or Stadt in `landkreis` (default: the one Musterkreis)."""
    kreis = landkreis or Kommune.objects.filter(key="08999000").first() or make_landkreis()
    number = next(_numbers) % 900 + 1
    facts.setdefault("key", f"{kreis.key[:5]}{number:03}")
    facts.setdefault("ars", f"{kreis.key[:5]}0{number:03}{number:03}")
    return _make(kind=kind, name=name or f"Musterdorf {number}", landkreis=kreis, **facts)


def _make(
    *, key: str, kind: str, name: str, population: int | None = 5_000, **facts: Any
) -> Kommune:
    bezirk, _ = Regierungsbezirk.objects.get_or_create(
        key=key[:3], defaults={"name": f"Bezirk {key[:3]}"}
    )
    region, _ = Region.objects.get_or_create(
        key=key[:4],
        defaults={"name": f"Region {key[:4]}", "seat": "Sitz", "regierungsbezirk": bezirk},
    )
    landkreis: Kommune | None = facts.get("landkreis")
    kreis = landkreis.display_name if landkreis else ""
    is_landkreis = kind == KommuneKind.LANDKREIS
    display_name = rules.landkreis_display_name(name) if is_landkreis else name
    label = rules.label(kind=kind, name=name, kreis=kreis)
    values: dict[str, Any] = {
        "ars": f"{key[:5]}0000{key[5:]}",
        "display_name": display_name,
        "label": label,
        "region": region,
        "regierungsbezirk": bezirk,
        "area_ha": 1_000,
        "sort_key": sort_key(name, kreis),
        "search_text": rules.search_text(
            key=key, name=name, display_name=display_name, kreis=kreis
        ),
        **facts,
    }
    if "organisation" not in values:
        values["organisation"] = Organisation.objects.create(
            kind=OrganisationKind.KOMMUNE, name=label
        )
    kommune = Kommune.objects.create(key=key, kind=kind, name=name, **values)
    if population is not None:
        make_population(kommune, population)
    return kommune


def make_population(kommune: Kommune, value: int, as_of: date = POPULATION_DAY) -> Figure:
    """The inhabitants of a Kommune on a day."""
    return Figure.objects.create(
        kommune=kommune,
        kind=FigureKind.POPULATION,
        value=value,
        as_of=as_of,
        base="Zensus 2022",
    )


@pytest.fixture(scope="module")
def registry(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The real 1,136 Kommunen, loaded once for a module and gone after it.

    Import it in the test module. The tests only need `db`: they run in savepoints inside the
    transaction of this fixture, so it cannot be used with `transaction=True`.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        load_registry(actor=SYSTEM)
        yield
        transaction.set_rollback(True)
