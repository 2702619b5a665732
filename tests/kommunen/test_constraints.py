"""The database refuses a registry that cannot be. Each rule by its name, past the service."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kommunen.enums import KommuneKind
from kommunen.models import Figure, Kommune, Regierungsbezirk, Region, RegistryEdition, Verband
from lotsen.core import clock
from lotsen.core.db import violated_constraint
from tests.factories.kommunen import make_kommune, make_landkreis, make_stadtkreis

pytestmark = pytest.mark.django_db


def refused_by(write: Callable[[], Any]) -> str:
    """Name of the constraint that refuses `write`; fails the test when nothing does."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
    return violated_constraint(error.value)


@pytest.fixture
def gemeinde() -> Kommune:
    return make_kommune("Musterdorf", key="08999001", ars="089990001001")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"ars": "08999000100"}, "kommune_ars_format"),
        ({"ars": "089980001001"}, "kommune_ars_fits_key"),
        ({"kind": "dorf"}, "kommune_key_fits_kind"),
        ({"kind": KommuneKind.STADTKREIS}, "kommune_key_fits_kind"),
        ({"landkreis": None}, "kommune_landkreis_fits_kind"),
        ({"landkreis": "08998000"}, "kommune_key_starts_with_landkreis"),
        ({"region": "0898"}, "kommune_in_its_region"),
        ({"verband": "089980001"}, "kommune_verband_fits_ars"),
        ({"postcode": "7541"}, "kommune_postcode_format"),
        ({"latitude": 48}, "kommune_centre_complete"),
        ({"latitude": 52, "longitude": 9}, "kommune_centre_complete"),
        ({"area_ha": -1}, "kommune_area_not_negative"),
        ({"successor": "08998000"}, "kommune_successor_only_when_dissolved"),
        ({"successor": "08999001", "dissolved_on": date(2024, 1, 1)},
         "kommune_successor_only_when_dissolved"),
        ({"changed_kreis": True}, "kommune_changed_kreis_has_successor"),
        ({"changed_kreis": True, "successor": "08999000", "dissolved_on": date(2024, 1, 1)},
         "kommune_changed_kreis_has_successor"),
    ],
)  # fmt: skip
def test_kommune_refuses(gemeinde: Kommune, change: dict[str, Any], constraint: str) -> None:
    make_stadtkreis(key="08998")
    bezirk = Regierungsbezirk.objects.get(key="089")
    Region.objects.create(key="0898", name="Andere", seat="Sitz", regierungsbezirk=bezirk)
    Verband.objects.create(key="089980001", kind="gvv", name="GVV", seat="Sitz")
    row = Kommune.objects.filter(pk=gemeinde.pk)
    assert refused_by(lambda: row.update(**change)) == constraint


def test_keys_have_eight_digits() -> None:
    row = Kommune.objects.filter(pk=make_stadtkreis(key="08990").pk)
    assert refused_by(lambda: row.update(key="0899000")) == "kommune_key_format"


def test_two_kommunen_never_share_ars_or_label(gemeinde: Kommune) -> None:
    other = Kommune.objects.filter(pk=make_kommune("Nachbardorf").pk)
    assert refused_by(lambda: other.update(ars=gemeinde.ars)) == "kommune_ars_unique"
    assert refused_by(lambda: other.update(label=gemeinde.label)) == "kommune_label_unique"


def test_a_dissolved_kommune_keeps_its_label(gemeinde: Kommune) -> None:
    old = Kommune.objects.filter(pk=make_kommune("Nachbardorf").pk)
    assert old.update(label=gemeinde.label, dissolved_on=date(2024, 1, 1), successor=gemeinde) == 1


def test_landkreis_with_landkreis_is_refused() -> None:
    row = Kommune.objects.filter(pk=make_landkreis().pk)
    assert refused_by(lambda: row.update(landkreis="08999000")) == "kommune_landkreis_fits_kind"


def test_figures_are_counted_once_and_never_negative(gemeinde: Kommune) -> None:
    known = Figure.objects.get(kommune=gemeinde)
    again = {"kommune": gemeinde, "kind": known.kind, "as_of": known.as_of, "base": "x"}
    figures = Figure.objects
    assert refused_by(lambda: figures.create(**again, value=1)) == "figure_once_per_date"
    row = figures.filter(pk=known.pk)
    assert refused_by(lambda: row.update(value=-1)) == "figure_not_negative"
    assert refused_by(lambda: row.update(kind="dogs")) == "figure_kind_known"


@pytest.mark.parametrize(
    ("write", "constraint"),
    [
        (lambda: Regierungsbezirk.objects.create(key="09", name="x"),
         "regierungsbezirk_key_format"),
        (lambda: Region.objects.create(
            key="089", name="x", seat="x", regierungsbezirk_id="089"), "region_key_format"),
        (lambda: Region.objects.create(
            key="0881", name="x", seat="x", regierungsbezirk_id="089"),
         "region_in_its_regierungsbezirk"),
        (lambda: Verband.objects.create(key="1", kind="gvv", name="x", seat="x"),
         "verband_key_format"),
        (lambda: Verband.objects.create(key="089990001", kind="xxx", name="x", seat="x"),
         "verband_kind_known"),
    ],
)  # fmt: skip
def test_areas_refuse(write: Callable[[], Any], constraint: str) -> None:
    make_landkreis()
    assert refused_by(write) == constraint


def test_one_snapshot_is_loaded_once() -> None:
    day = date(2025, 8, 31)

    def load(sha256: str) -> RegistryEdition:
        return RegistryEdition.objects.create(
            attribution="©",
            as_of=day,
            area_as_of=day,
            centre_as_of=day,
            sha256=sha256,
            loaded_at=clock.now(),
        )

    load("a" * 64)
    assert refused_by(lambda: load("a" * 64)) == "edition_loaded_once"
    assert refused_by(lambda: load("nonsense")) == "edition_sha256_format"
