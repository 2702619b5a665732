"""The office enters what was completed earlier or elsewhere, and withdraws a wrong entry."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from kommunen.models import Kommune
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.audit import entries_for
from lotsen.core.db import violated_constraint
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.models import Document
from lotsen.core.roles import Role
from lotsen.people import services
from lotsen.people.models import Employment, Lotse, PriorQualification, ProofFile, Qualification
from lotsen.people.queries import has_basis
from tests.factories.accounts import make_actor
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse, make_qualification
from tests.factories.prior import JPEG, PDF, PNG, make_course, make_prior

pytestmark = pytest.mark.django_db


@pytest.fixture
def kommune() -> Kommune:
    return make_kommune("Musterdorf")


@pytest.fixture
def lotse(kommune: Kommune) -> Lotse:
    return make_lotse(kommune)


def newcomer(kommune: Kommune, **values: Any) -> services.NewEmployee:
    told = {
        "given_name": "Muster",
        "family_name": "Neuling",
        "email": "neuling@kommune.example",
        **values,
    }
    return services.NewEmployee(**told, kommune=kommune)


def test_an_entry_is_a_qualification_like_any_other(
    lotse: Lotse, kommune: Kommune, office: Actor
) -> None:
    prior = make_prior(lotse, kommune, office)
    assert has_basis(lotse)
    made = Qualification.objects.get(lotse=lotse)
    assert (made.prior, made.funded, made.kommune) == (prior, False, kommune)
    assert prior.recorded_by_id == office.user_id
    assert [entry.action for entry in entries_for(lotse)][-1] == "person.qualified"
    assert "Musterakademie" not in str([entry.facts for entry in entries_for(lotse)])


def test_the_same_form_and_the_same_facts_are_one_entry(
    lotse: Lotse, kommune: Kommune, office: Actor
) -> None:
    key = uuid4()

    def send(prior_id: Any) -> PriorQualification:
        return services.record_prior(
            prior_id=prior_id, lotse=lotse, kommune=kommune, course=make_course(), actor=office
        )

    assert send(key) == send(key) == send(uuid4())
    assert entries_for(lotse).filter(action="person.qualified").count() == 1


def test_the_same_form_after_the_withdrawal_stays_withdrawn(
    lotse: Lotse, kommune: Kommune, office: Actor
) -> None:
    prior = make_prior(lotse, kommune, office)
    services.withdraw_prior(prior_id=prior.pk, reason="Verwechslung", actor=office)
    again = services.record_prior(
        prior_id=prior.pk, lotse=lotse, kommune=kommune, course=make_course(), actor=office
    )
    assert again.is_withdrawn
    assert not has_basis(lotse)
    assert not make_prior(lotse, kommune, office).is_withdrawn


def test_other_facts_about_a_known_course_are_refused(
    lotse: Lotse, kommune: Kommune, office: Actor
) -> None:
    prior = make_prior(lotse, kommune, office)
    with pytest.raises(Conflict, match="mit anderen Angaben"):
        make_prior(lotse, kommune, office, proof="Anderes Papier")
    with pytest.raises(Conflict, match="bereits abgeschlossen"):
        make_prior(lotse, kommune, office, completed_on=date(2021, 1, 4))
    with pytest.raises(Conflict, match="schon für eine andere Eintragung"):
        services.record_prior(
            prior_id=prior.pk,
            lotse=make_lotse(kommune),
            kommune=kommune,
            course=make_course(),
            actor=office,
        )
    assert PriorQualification.objects.get() == prior


def test_what_a_seminar_recorded_is_not_entered_again(
    lotse: Lotse, kommune: Kommune, office: Actor
) -> None:
    made = make_qualification(lotse, kommune)
    with pytest.raises(Conflict, match="schon aus einem Seminar"):
        make_prior(lotse, kommune, office, completed_on=made.completed_on)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"completed_on": date(2018, 10, 31)}, "November 2018"),
        ({"completed_on": date(2026, 3, 3)}, "Zukunft"),
        ({"proof": " "}, "Nachweis"),
        ({"organisation": ""}, "Bildungsträger"),
        ({"kind": "aufbau"}, "setzt eine abgeschlossene"),
        ({"kind": "anderes"}, "Art der Qualifizierung"),
    ],
)
def test_what_cannot_be_is_refused(
    lotse: Lotse, kommune: Kommune, office: Actor, values: dict[str, Any], sentence: str
) -> None:
    with clock.at(datetime(2026, 3, 2, 10, 0)), pytest.raises(DomainError, match=sentence):
        make_prior(lotse, kommune, office, **values)
    assert not Qualification.objects.exists()


def test_the_first_and_the_present_day_are_possible(kommune: Kommune, office: Actor) -> None:
    with clock.at(datetime(2026, 3, 2, 10, 0)):
        for day in (date(2018, 11, 1), date(2026, 3, 2)):
            assert make_prior(make_lotse(kommune), kommune, office, completed_on=day).pk


def test_the_aufbau_comes_after_the_basis(lotse: Lotse, kommune: Kommune, office: Actor) -> None:
    basis = make_prior(lotse, kommune, office)
    with pytest.raises(DomainError, match=r"vor der Basisqualifizierung vom 04\.05\.2020"):
        make_prior(lotse, kommune, office, kind="aufbau", completed_on=date(2020, 5, 3))
    aufbau = make_prior(lotse, kommune, office, kind="aufbau", completed_on=date(2021, 5, 3))
    with pytest.raises(Conflict, match=r"Darauf beruht das Aufbauprogramm vom 03\.05\.2021\."):
        services.withdraw_prior(prior_id=basis.pk, reason="Verwechslung", actor=office)
    for prior in (aufbau, basis):
        services.withdraw_prior(prior_id=prior.pk, reason="Verwechslung", actor=office)
    assert not Qualification.objects.exists()


def test_only_the_office(lotse: Lotse, kommune: Kommune, office: Actor, provider: Actor) -> None:
    prior = make_prior(lotse, kommune, office)
    scan = services.read_scan(filename="a.pdf", content=PDF)
    for actor in (make_actor(Role.HR, kommune.organisation), provider):
        with pytest.raises(NotAllowed):
            make_prior(lotse, kommune, actor)
        with pytest.raises(NotAllowed):
            services.withdraw_prior(prior_id=prior.pk, reason="Grund", actor=actor)
        with pytest.raises(NotAllowed):
            services.add_proof(prior_id=prior.pk, scan=scan, actor=actor)


def enter_new(person: services.NewEmployee, office: Actor, **values: Any) -> PriorQualification:
    told = {"prior_id": uuid4(), "earned_at": None, "course": make_course(), **values}
    return services.record_prior_of_new(**told, person=person, actor=office)


def test_a_new_person_comes_with_the_entry(kommune: Kommune, office: Actor) -> None:
    prior = enter_new(newcomer(kommune), office)
    job = Employment.objects.get(lotse=prior.lotse)
    assert (job.kommune, job.starts_on) == (kommune, prior.completed_on)
    assert enter_new(newcomer(kommune), office) == prior
    assert Lotse.objects.count() == 1


def test_a_course_at_another_kommune_counts_there(kommune: Kommune, office: Actor) -> None:
    earlier = make_kommune("Altdorf")
    prior = enter_new(newcomer(kommune), office, earned_at=earlier)
    assert prior.kommune == earlier
    assert Employment.objects.get().starts_on == clock.today()


def test_no_person_without_an_entry(kommune: Kommune, office: Actor) -> None:
    with pytest.raises(DomainError):
        enter_new(newcomer(kommune), office, course=make_course(kind="aufbau"))
    taken = make_lotse(make_kommune("Nachbardorf"))
    with pytest.raises(Conflict):
        enter_new(newcomer(kommune, email=taken.email), office)
    assert Lotse.objects.get() == taken


def test_withdrawing_keeps_the_entry_with_its_reason(
    lotse: Lotse, kommune: Kommune, office: Actor
) -> None:
    prior = make_prior(lotse, kommune, office)
    with pytest.raises(DomainError, match="Grund"):
        services.withdraw_prior(prior_id=prior.pk, reason="  ", actor=office)
    for _ in range(2):
        gone = services.withdraw_prior(prior_id=prior.pk, reason="Verwechslung", actor=office)
    with pytest.raises(Conflict, match="inzwischen"):
        services.withdraw_prior(prior_id=prior.pk, reason="Doppelt", actor=office)
    assert (gone.withdrawal_reason, gone.withdrawn_by_id) == ("Verwechslung", office.user_id)
    assert not has_basis(lotse)
    actions = [entry.action for entry in entries_for(lotse)]
    assert actions.count("person.qualification_withdrawn") == 1


def test_the_database_keeps_an_entry_as_it_is(
    lotse: Lotse, kommune: Kommune, office: Actor
) -> None:
    prior = make_prior(lotse, kommune, office)
    scan = services.read_scan(filename="a.pdf", content=PDF)
    services.add_proof(prior_id=prior.pk, scan=scan, actor=office)
    row = PriorQualification.objects.filter(pk=prior.pk)
    files = ProofFile.objects.filter(prior=prior)
    gone = {"withdrawn_at": clock.now(), "withdrawn_by_id": office.user_id, "qualification": None}
    for write, constraint in (
        (lambda: row.update(proof="Anderes"), "people_prior_frozen"),
        (lambda: row.update(**gone, withdrawal_reason="x", funded=True), "people_prior_frozen"),
        (lambda: row.update(**gone), "prior_stands_or_is_withdrawn"),
        (lambda: row._raw_delete(row.db), "people_prior_frozen"),
        (lambda: files.update(added_at=clock.now()), "people_prooffile_frozen"),
        (lambda: files._raw_delete(files.db), "people_prooffile_frozen"),
    ):
        with pytest.raises(IntegrityError) as error, transaction.atomic():
            write()  # type: ignore[no-untyped-call]
        assert violated_constraint(error.value) == constraint
    values = {"lotse": lotse, "kommune": kommune, "completed_on": date(2020, 1, 1), "funded": True}
    values |= {"recorded_by_id": office.user_id, "recorded_at": clock.now(), **gone}
    told = {"organisation": "a", "proof": "b", "kind": "basis", "withdrawal_reason": "c"}
    for bad, constraint in (
        ({"proof": ""}, "prior_has_proof"),
        ({"organisation": ""}, "prior_has_proof"),
        ({"kind": "x"}, "prior_kind_known"),
        ({"withdrawal_reason": ""}, "prior_stands_or_is_withdrawn"),
    ):
        with pytest.raises(IntegrityError) as error, transaction.atomic():
            PriorQualification.objects.create(**{**values, **told, **bad})
        assert violated_constraint(error.value) == constraint


@pytest.mark.parametrize(
    ("name", "content", "stored", "content_type"),
    [
        ("Nachweis.pdf", PDF, "Nachweis.pdf", "application/pdf"),
        ("scan.PDF.exe", JPEG, "scan.PDF.jpg", "image/jpeg"),
        ("..\\..\\a:b?.png", PNG, "a b.png", "image/png"),
        ("x" * 300, PDF, "x" * 116 + ".pdf", "application/pdf"),
        ("", PNG, "Nachweis.png", "image/png"),
    ],
)
def test_a_scan_is_what_its_content_says(
    name: str, content: bytes, stored: str, content_type: str
) -> None:
    scan = services.read_scan(filename=name, content=content)
    assert (scan.filename, scan.content_type) == (stored, content_type)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "leer"),
        (b"<html>", "PDF-, JPEG- oder PNG-Datei"),
        (b"MZ" + PDF, "PDF-, JPEG- oder PNG-Datei"),
        (PDF[:20], "unvollständig"),
        (PNG[:20], "unvollständig"),
        (JPEG[:-2], "unvollständig"),
        (PDF + b" " * 5_000_000, "größer als 5 MB"),
    ],
)
def test_other_files_are_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        services.read_scan(filename="a.pdf", content=content)


def test_a_scan_is_kept_once(lotse: Lotse, kommune: Kommune, office: Actor) -> None:
    prior = make_prior(lotse, kommune, office)

    def add(content: bytes) -> ProofFile:
        scan = services.read_scan(filename="a.pdf", content=content)
        return services.add_proof(prior_id=prior.pk, scan=scan, actor=office)

    assert add(PDF) == add(PDF)
    for number in range(9):
        add(PDF[:-6] + b"%d" % number + PDF[-6:])
    with pytest.raises(DomainError, match="höchstens 10 Dateien"):
        add(PNG)
    assert Document.objects.filter(kind="qualification_proof").count() == 10
    services.withdraw_prior(prior_id=prior.pk, reason="Verwechslung", actor=office)
    with pytest.raises(Conflict, match="zurückgenommen"):
        add(PNG)
