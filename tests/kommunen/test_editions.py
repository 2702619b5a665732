"""A file is staged, looked at, applied in one step, and can be taken back until the next one."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

from kommunen.enums import ChangeGroup, EditionState, KommuneKind, VerbandKind
from kommunen.files import Area, Edition, FileRefused, Place
from kommunen.files.compare import compare, completed
from kommunen.models import Figure, Kommune, KommuneVersion, RegistryEdition
from kommunen.queries import current_edition, population, version_on
from kommunen.queries.editions import changed_groups, registry_as_edition
from kommunen.services.applying import apply_edition
from kommunen.services.receiving import keep_file
from kommunen.services.staging import FileDates, choose_changes, discard_edition, stage_edition
from kommunen.services.undoing import undo_edition
from lotsen.core.actor import SYSTEM
from lotsen.core.errors import Conflict, DomainError
from lotsen.core.roles import Role
from tests.factories.accounts import make_actor
from tests.factories.auszug import auszug
from tests.factories.editions import editions, summed
from tests.factories.gv100 import gv100ad, snapshot_edition, without_centres
from tests.factories.kommunen import registry  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registry")]

KNOWN = snapshot_edition()
MUEHLACKER, CALW, ENZKREIS = "08236040", "08235085", "08236000"
NEW_DATES = FileDates(date(2025, 12, 31), "Zensus 2022", date(2024, 12, 31))
ON = date(2026, 9, 1)


def with_places(*places: Place, without: tuple[str, ...] = ()) -> Edition:
    kept = {key: place for key, place in KNOWN.places.items() if key not in without}
    return summed(replace(KNOWN, places=kept | {place.key: place for place in places}))


def stage(edition: Edition, dates: FileDates = NEW_DATES) -> RegistryEdition:
    file = keep_file(content=gv100ad(edition), filename="GV100AD_31082026.txt")
    return stage_edition(file=file, dates=dates, actor=SYSTEM)


def apply(
    edition: Edition, on: date = ON, successors: dict[str, str] | None = None
) -> RegistryEdition:
    """The edition with all that it changes, from that day."""
    staged = stage(edition)
    choose_changes(
        edition_id=staged.pk,
        groups=set(ChangeGroup),
        successors=successors or {},
        actor=SYSTEM,
    )
    return apply_edition(edition_id=staged.pk, effective_on=on, actor=SYSTEM)


def groups_of(edition: RegistryEdition) -> list[tuple[str, str]]:
    return list(edition.changes.order_by("position").values_list("group", "key"))


def test_a_file_without_news_changes_nothing() -> None:
    staged = stage(KNOWN)
    assert staged.state == EditionState.STAGED
    assert groups_of(staged) == []
    applied = apply_edition(edition_id=staged.pk, effective_on=ON, actor=SYSTEM)
    assert current_edition() == applied
    assert registry_as_edition(KNOWN.as_of) == KNOWN


def test_the_same_file_twice_is_one_edition() -> None:
    first = apply(KNOWN)
    assert stage(KNOWN) == first
    assert RegistryEdition.objects.filter(sha256=first.sha256).count() == 1


def test_one_file_waits_at_a_time() -> None:
    staged = stage(KNOWN)
    other = with_places(replace(KNOWN.places[MUEHLACKER], name="Mühlacker an der Enz"))
    with pytest.raises(Conflict, match="Zuerst ist über die Datei"):
        stage(other)
    discard_edition(edition_id=staged.pk, actor=SYSTEM)
    assert stage(other).is_staged


def test_facts_names_and_history_change_from_the_effective_day() -> None:
    place = replace(
        KNOWN.places[MUEHLACKER],
        name="Mühlacker an der Enz",
        kind=KommuneKind.STADT,
        population=27_000,
    )
    apply(with_places(place))
    kommune = Kommune.objects.get(key=MUEHLACKER)
    assert kommune.label == kommune.organisation.name == "Mühlacker an der Enz (Enzkreis)"
    assert kommune.kind == KommuneKind.STADT
    then, now = version_on(MUEHLACKER, date(2026, 8, 31)), version_on(MUEHLACKER, ON)
    assert then is not None
    assert now is not None
    assert (then.name, then.kind) == ("Mühlacker", KommuneKind.GROSSE_KREISSTADT)
    assert (now.name, now.kind) == ("Mühlacker an der Enz", KommuneKind.STADT)
    figure = population(kommune)
    assert figure is not None
    assert (figure.value, figure.as_of) == (27_000, date(2025, 12, 31))
    before = population(kommune, date(2025, 6, 1))
    assert before is not None
    assert before.as_of == date(2024, 12, 31)


def test_a_renamed_kreis_renames_its_gemeinden() -> None:
    apply(with_places(replace(KNOWN.places[ENZKREIS], name="Enz-Nagold-Kreis")))
    assert Kommune.objects.get(key=ENZKREIS).label == "Enz-Nagold-Kreis"
    assert Kommune.objects.get(key=MUEHLACKER).label == "Mühlacker (Enz-Nagold-Kreis)"


def test_a_dissolved_kommune_points_to_its_successor() -> None:
    edition = with_places(without=(CALW,))
    staged = stage(edition)
    with pytest.raises(DomainError, match="Nachfolgerin von Calw"):
        apply_edition(edition_id=staged.pk, effective_on=ON, actor=SYSTEM)
    discard_edition(edition_id=staged.pk, actor=SYSTEM)
    apply(edition, successors={CALW: MUEHLACKER})
    calw = Kommune.objects.get(key=CALW)
    assert (calw.dissolved_on, calw.successor_id) == (ON, MUEHLACKER)
    assert version_on(CALW, ON) is None
    assert version_on(CALW, date(2026, 1, 1)) is not None


def test_a_move_to_another_kreis_keeps_the_body() -> None:
    old = Kommune.objects.get(key=CALW)
    apply(
        with_places(
            replace(KNOWN.places[CALW], key="08236099", ars="082360099099"), without=(CALW,)
        )
    )
    new = Kommune.objects.get(key="08236099")
    assert (new.label, new.latitude) == ("Calw (Enzkreis)", old.latitude)
    old.refresh_from_db()
    assert old.successor == new


def test_a_group_that_was_not_confirmed_is_left_out() -> None:
    place = replace(KNOWN.places[MUEHLACKER], name="Falschstadt", population=27_000)
    staged = stage(with_places(place))
    choose_changes(
        edition_id=staged.pk, groups={ChangeGroup.POPULATION}, successors={}, actor=SYSTEM
    )
    apply_edition(edition_id=staged.pk, effective_on=ON, actor=SYSTEM)
    kommune = Kommune.objects.get(key=MUEHLACKER)
    figure = population(kommune)
    assert figure is not None
    assert (kommune.name, figure.value) == ("Mühlacker", 27_000)


def test_an_applied_edition_is_taken_back_as_a_whole() -> None:
    versions = set(
        KommuneVersion.objects.values_list("kommune", "valid_from", "valid_until", "name")
    )
    place = replace(KNOWN.places[MUEHLACKER], name="Mühlacker an der Enz", population=27_000)
    moved = replace(KNOWN.places[CALW], key="08236099", ars="082360099099")
    applied = apply(with_places(place, moved, without=(CALW,)))
    undo_edition(edition_id=applied.pk, actor=SYSTEM)
    assert registry_as_edition(KNOWN.as_of) == KNOWN
    found = KommuneVersion.objects.values_list("kommune", "valid_from", "valid_until", "name")
    assert set(found) == versions
    assert not Figure.objects.filter(as_of=date(2025, 12, 31)).exists()
    assert not Kommune.objects.filter(key="08236099").exists()
    with pytest.raises(Conflict, match="schon zurückgenommen"):
        undo_edition(edition_id=applied.pk, actor=SYSTEM)


def test_a_new_verband_goes_when_its_edition_is_taken_back() -> None:
    verband = Area("082365999", "GVV Neuland", "Mühlacker", VerbandKind.GVV)
    place = replace(KNOWN.places[MUEHLACKER], ars="082365999040")
    edition = replace(with_places(place), verbaende=KNOWN.verbaende | {verband.key: verband})
    applied = apply(edition)
    assert registry_as_edition(KNOWN.as_of) == edition
    groups = {group.group: group.changes[0] for group in changed_groups(applied)}
    change = groups[ChangeGroup.VERBAND]
    before = KNOWN.verbaende[KNOWN.places[MUEHLACKER].ars[:9]].name
    assert (change.before_text, change.after_text) == (before, "GVV Neuland")
    undo_edition(edition_id=applied.pk, actor=SYSTEM)
    assert registry_as_edition(KNOWN.as_of) == KNOWN


def test_only_the_last_edition_is_taken_back() -> None:
    first = apply(KNOWN)
    place = replace(KNOWN.places[MUEHLACKER], postcode="75418")
    apply(replace(with_places(place), as_of=date(2026, 9, 30)))
    with pytest.raises(Conflict, match="spätere Ausgabe"):
        undo_edition(edition_id=first.pk, actor=SYSTEM)


def test_a_new_kommune_in_use_keeps_its_edition() -> None:
    fresh = replace(
        KNOWN.places[CALW], key="08236098", ars="082360098098", name="Neustadt im Enzkreis"
    )
    applied = apply(with_places(fresh))
    make_actor(Role.HR, Kommune.objects.get(key="08236098").organisation)
    with pytest.raises(Conflict, match="schon verwendet"):
        undo_edition(edition_id=applied.pk, actor=SYSTEM)


def test_a_decision_is_taken_once_and_not_for_the_future() -> None:
    staged = stage(KNOWN)
    with pytest.raises(DomainError, match="Zukunft"):
        apply_edition(edition_id=staged.pk, effective_on=date(2099, 1, 1), actor=SYSTEM)
    apply_edition(edition_id=staged.pk, effective_on=ON, actor=SYSTEM)
    with pytest.raises(Conflict, match="schon übernommen"):
        apply_edition(edition_id=staged.pk, effective_on=ON, actor=SYSTEM)


def test_a_fragment_is_refused() -> None:
    few = {key: KNOWN.places[key] for key in (ENZKREIS, MUEHLACKER)}
    with pytest.raises(FileRefused, match=r"nur \d+ der 1\.136 Kommunen"):
        stage(replace(KNOWN, places=few))


@pytest.mark.parametrize(
    ("day", "share", "doubt"),
    [
        (date(2025, 12, 31), 500, ""),
        (date(2024, 12, 31), 500, "1.101 Gemeinden haben eine andere Einwohnerzahl, obwohl"),
        (date(2023, 12, 31), 500, "das Verzeichnis hat schon Zahlen vom 31.12.2024"),
        (date(2025, 12, 31), 20, "von 11.245.898 auf 11."),
    ],
)
def test_dates_that_cannot_be_right_are_said(day: date, share: int, doubt: str) -> None:
    places = {
        key: replace(x, population=x.population + 1 + x.population // share)
        for key, x in KNOWN.places.items()
    }
    edition = summed(replace(KNOWN, places=places))
    found = " ".join(stage(edition, replace(NEW_DATES, population_as_of=day)).doubts)
    assert doubt in found
    assert bool(found) == bool(doubt)


def test_an_auszug_changes_only_what_it_says() -> None:
    place = replace(KNOWN.places[MUEHLACKER], name="Mühlacker an der Enz")
    file = keep_file(content=auszug(with_places(place), resaved=True), filename="Auszug.xlsx")
    staged = stage_edition(file=file, dates=NEW_DATES, actor=SYSTEM)
    assert "GV-ISys (Auszug), Gebietsstand 31.08.2026" in staged.attribution
    assert groups_of(staged) == [(ChangeGroup.NAME, MUEHLACKER)]
    apply_edition(edition_id=staged.pk, effective_on=ON, actor=SYSTEM)
    assert registry_as_edition(KNOWN.as_of) == with_places(place)
    assert Kommune.objects.get(key=ENZKREIS).seat == "Pforzheim"


@settings(
    max_examples=3,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(edition=editions(KNOWN))
def test_any_edition_imported_exported_and_imported_again_changes_nothing(
    edition: Edition,
) -> None:
    gone = KNOWN.places.keys() - edition.places.keys()
    edition = completed(without_centres(edition), KNOWN)  # what the text file says
    with transaction.atomic():
        applied = apply(edition, successors={key: f"{key[:5]}000" for key in gone})
        exported = registry_as_edition(date(2026, 10, 31))
        assert compare(edition, exported) == []
        assert exported == replace(edition, as_of=exported.as_of)
        again = stage(exported)
        assert (groups_of(again), again.doubts) == ([], [])
        discard_edition(edition_id=again.pk, actor=SYSTEM)
        file = keep_file(content=auszug(exported), filename="Auszug.xlsx")
        assert groups_of(stage_edition(file=file, dates=NEW_DATES, actor=SYSTEM)) == []
        undo_edition(edition_id=applied.pk, actor=SYSTEM)
        assert compare(KNOWN, registry_as_edition(KNOWN.as_of)) == []
        transaction.set_rollback(True)


def test_the_command_compares_without_changing(tmp_path: object, capsys: object) -> None:
    from io import StringIO
    from pathlib import Path

    file = Path(str(tmp_path)) / "GV100AD_31082026.txt"
    place = replace(KNOWN.places[MUEHLACKER], name="Mühlacker an der Enz")
    file.write_bytes(gv100ad(with_places(place)))
    out = StringIO()
    call_command("import_gemeindeverzeichnis", str(file), "--dry-run", stdout=out)
    assert "Umbenannt: 1\n  08236040 Mühlacker → Mühlacker an der Enz" in out.getvalue()
    assert Kommune.objects.get(key=MUEHLACKER).name == "Mühlacker"
    assert RegistryEdition.objects.count() == 1
    call_command("import_gemeindeverzeichnis", str(file), "--json", stdout=StringIO())
    assert Kommune.objects.get(key=MUEHLACKER).name == "Mühlacker an der Enz"
