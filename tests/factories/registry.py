"""Editions of small registries, made through the services."""

from dataclasses import replace
from datetime import date

from kommunen.enums import EditionState
from kommunen.files import Edition
from kommunen.models import RegistryEdition, RegistryUpload
from kommunen.queries.editions import current_edition, registry_as_edition
from kommunen.services.receiving import read_upload, receive_file
from kommunen.services.staging import FileDates
from lotsen.core import clock
from lotsen.core.actor import Actor
from tests.factories.gv100 import gv100ad

DATES = FileDates(date(2025, 12, 31), "Zensus 2022", date(2024, 12, 31))


def make_base_edition() -> RegistryEdition:
    """The edition that a registry made by factories is taken for."""
    return RegistryEdition.objects.create(
        attribution="© Statistisches Bundesamt (Destatis), Muster",
        as_of=date(2025, 8, 31),
        area_as_of=date(2023, 12, 31),
        centre_as_of=date(2020, 12, 31),
        population_as_of=date(2024, 12, 31),
        population_base="Zensus 2022",
        sha256="0" * 64,
        loaded_at=clock.now(),
        state=EditionState.APPLIED,
    )


def upload_edition(
    office: Actor, edition: Edition, filename: str = "GV100AD.txt"
) -> RegistryUpload:
    """Hand in the edition as a file and let the worker read it."""
    upload = receive_file(
        content=gv100ad(edition), filename="GV100AD.txt", dates=DATES, actor=office
    )
    return read_upload(upload_id=upload.pk)


def make_staged_edition(office: Actor) -> RegistryUpload:
    """A file that renames one Kommune of today's registry and waits for a decision."""
    base = current_edition() or make_base_edition()
    known = registry_as_edition(date(2026, 8, 31))
    place = next(place for place in known.places.values() if not place.key.endswith("000"))
    renamed = replace(place, name=f"{place.name} am See")
    assert base.state == EditionState.APPLIED
    return upload_edition(office, replace(known, places=known.places | {place.key: renamed}))
