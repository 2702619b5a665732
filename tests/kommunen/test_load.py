"""The registry holds exactly the official bodies, and loading again changes nothing."""

from collections import Counter
from io import StringIO
from pathlib import Path
from shutil import copytree

import pytest
from django.core.management import call_command
from django.db.models import Sum
from django.forms.models import model_to_dict

from kommunen.enums import KommuneKind, VerbandKind
from kommunen.models import Figure, Kommune, Regierungsbezirk, Region, RegistryEdition, Verband
from kommunen.services.load import load_registry
from kommunen.services.snapshot import FOLDER
from lotsen.accounts.models import Organisation
from lotsen.core.actor import SYSTEM
from lotsen.core.errors import DomainError
from lotsen.core.models import AuditEntry
from tests.factories.kommunen import registry  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registry")]


def test_all_1136_bodies_are_there_by_kind() -> None:
    kinds = Counter(Kommune.objects.values_list("kind", flat=True))
    assert kinds == {
        KommuneKind.GEMEINDE: 785,
        KommuneKind.STADT: 211,
        KommuneKind.GROSSE_KREISSTADT: 96,
        KommuneKind.STADTKREIS: 9,
        KommuneKind.LANDKREIS: 35,
    }
    assert kinds.total() - kinds[KommuneKind.LANDKREIS] == 1_101


def test_areas_above_the_kommunen_are_complete() -> None:
    assert Regierungsbezirk.objects.count() == 4
    assert Region.objects.count() == 12
    assert Counter(Verband.objects.values_list("kind", flat=True)) == {
        VerbandKind.VVG: 156,
        VerbandKind.GVV: 114,
    }
    assert Kommune.objects.filter(verband=None).exclude(kind=KommuneKind.LANDKREIS).count() == 190


def test_population_is_the_official_sum_in_gemeinden_and_landkreise() -> None:
    figures = Figure.objects.all()
    gemeinden = figures.exclude(kommune__kind=KommuneKind.LANDKREIS)
    assert gemeinden.aggregate(sum=Sum("value"))["sum"] == 11_245_898
    stadtkreise = figures.filter(kommune__kind=KommuneKind.STADTKREIS)
    landkreise = figures.filter(kommune__kind=KommuneKind.LANDKREIS)
    both = (landkreise | stadtkreise).aggregate(sum=Sum("value"))["sum"]
    assert both == 11_245_898


def test_area_is_the_official_sum() -> None:
    gemeinden = Kommune.objects.exclude(kind=KommuneKind.LANDKREIS)
    assert gemeinden.aggregate(sum=Sum("area_ha"))["sum"] == 3_567_325


def test_every_kommune_has_its_own_organisation_with_its_label() -> None:
    assert Organisation.objects.filter(kommune__isnull=False).count() == 1_136
    altheim = Kommune.objects.get(key="08425004")
    assert altheim.label == altheim.organisation.name == "Altheim (Alb-Donau-Kreis)"


@pytest.mark.parametrize(
    ("key", "display_name", "label"),
    [
        ("08236040", "Mühlacker", "Mühlacker (Enzkreis)"),
        ("08235000", "Landkreis Calw", "Landkreis Calw"),
        ("08425000", "Alb-Donau-Kreis", "Alb-Donau-Kreis"),
        ("08121000", "Heilbronn", "Heilbronn (Stadtkreis)"),
        ("08125000", "Landkreis Heilbronn", "Landkreis Heilbronn"),
        ("08425033", "Ehingen (Donau)", "Ehingen (Donau), Alb-Donau-Kreis"),
    ],
)
def test_names_say_which_body_is_meant(key: str, display_name: str, label: str) -> None:
    kommune = Kommune.objects.get(key=key)
    assert (kommune.display_name, kommune.label) == (display_name, label)


def _everything() -> list[object]:
    tables = (Regierungsbezirk, Region, Verband, Kommune, Figure, RegistryEdition, Organisation)
    return [
        *(model_to_dict(row) | {"pk": row.pk} for table in tables for row in table.objects.all()),
        AuditEntry.objects.count(),
    ]


def test_loading_again_changes_nothing() -> None:
    before = _everything()
    report = load_registry(actor=SYSTEM)
    assert (report.changed, report.kommunen) == (False, 1_136)
    assert _everything() == before


def test_command_prints_one_line() -> None:
    out = StringIO()
    call_command("load_registry", stdout=out)
    assert out.getvalue().count("\n") == 1
    assert "1136 Kommunen unverändert (Gebietsstand 31.08.2025" in out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(copytree(FOLDER, tmp_path / "data"))


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_new_snapshot_renames_in_place(folder: Path) -> None:
    _replace(folder / "gemeinden.csv", ";Aidlingen;", ";Aidlingen am Wald;")
    organisation = Kommune.objects.get(key="08115001").organisation_id
    assert load_registry(actor=SYSTEM, folder=folder).changed
    aidlingen = Kommune.objects.get(key="08115001")
    assert aidlingen.label == "Aidlingen am Wald (Landkreis Böblingen)"
    assert aidlingen.organisation_id == organisation
    assert aidlingen.organisation.name == aidlingen.label
    assert Kommune.objects.count() == 1_136


def test_older_snapshot_is_not_loaded_over_a_newer_one(folder: Path) -> None:
    _replace(folder / "edition.toml", "as_of = 2025-08-31", "as_of = 2024-08-31")
    _replace(folder / "gemeinden.csv", ";Aidlingen;", ";Altname;")
    assert not load_registry(actor=SYSTEM, folder=folder).changed
    assert Kommune.objects.get(key="08115001").name == "Aidlingen"


def test_snapshot_without_a_known_kommune_is_refused(folder: Path) -> None:
    lines = (folder / "gemeinden.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    stuttgart = next(line for line in lines if line.startswith("08111000"))
    lines.remove(stuttgart)
    (folder / "gemeinden.csv").write_text("".join(lines), encoding="utf-8")
    with pytest.raises(DomainError, match="1 Kommunen des Registers fehlen"):
        load_registry(actor=SYSTEM, folder=folder)
    assert Kommune.objects.filter(key="08111000").exists()


def test_landkreis_that_is_not_the_sum_of_its_gemeinden_is_refused(folder: Path) -> None:
    _replace(folder / "landkreise.csv", ";395167", ";395168")
    with pytest.raises(DomainError, match="Böblingen ist nicht die Summe"):
        load_registry(actor=SYSTEM, folder=folder)
