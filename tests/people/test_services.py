"""Registering, correcting, connecting and qualifying people."""

from datetime import date, datetime
from typing import Any

import pytest

from kommunen.models import Kommune
from lotsen.core import clock
from lotsen.core.actor import SYSTEM, Actor
from lotsen.core.audit import entries_for
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.roles import Role
from lotsen.people import services
from lotsen.people.models import Employment, Lotse, Qualification
from tests.factories.accounts import make_actor, make_user
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse, make_qualification

pytestmark = pytest.mark.django_db

PERSON: dict[str, str] = {
    "given_name": "Muster",
    "family_name": "Beispiel",
    "email": "Muster.Beispiel@Kommune.example",
    "phone": "07041 876-10",
    "department": "Hauptamt",
}


@pytest.fixture
def kommune() -> Kommune:
    return make_kommune("Musterdorf")


@pytest.fixture
def clerk(kommune: Kommune) -> Actor:
    return make_actor(Role.HR, kommune.organisation)


def register(kommune: Kommune, actor: Actor, **change: Any) -> Lotse:
    return services.register_person(**{**PERSON, **change}, kommune=kommune, actor=actor)


def change(lotse: Lotse, actor: Actor, **change: Any) -> Lotse:
    values: dict[str, Any] = {**PERSON, "version": lotse.version, **change}
    return services.change_person(lotse_id=lotse.pk, **values, actor=actor)


def test_a_person_works_for_the_kommune_from_today(kommune: Kommune, clerk: Actor) -> None:
    with clock.at(datetime(2026, 3, 2, 10, 0)):
        lotse = register(kommune, clerk)
    assert lotse.email == "muster.beispiel@kommune.example"
    employment = Employment.objects.get(lotse=lotse)
    assert (employment.kommune, employment.starts_on) == (kommune, date(2026, 3, 2))
    assert [entry.action for entry in entries_for(lotse)] == ["person.registered"]


def test_audit_holds_no_personal_data(kommune: Kommune, clerk: Actor) -> None:
    lotse = register(kommune, clerk)
    change(lotse, clerk, family_name="Geheim")
    facts = str([entry.facts for entry in entries_for(lotse)])
    assert "Geheim" not in facts
    assert "Beispiel" not in facts
    assert "family_name" in facts


def test_same_person_again_is_the_same_row(kommune: Kommune, clerk: Actor) -> None:
    lotse = register(kommune, clerk)
    again = register(kommune, clerk, email=" MUSTER.beispiel@kommune.example", phone="1234")
    assert again == lotse
    assert Lotse.objects.get().phone == PERSON["phone"]
    assert entries_for(lotse).count() == 1


def test_same_address_with_another_name_is_asked_about(kommune: Kommune, clerk: Actor) -> None:
    register(kommune, clerk)
    with pytest.raises(DomainError, match="schon Muster Beispiel"):
        register(kommune, clerk, family_name="Andere")


def test_address_of_another_kommune_reveals_nothing(kommune: Kommune, clerk: Actor) -> None:
    register(kommune, clerk)
    other = make_kommune("Nachbardorf")
    with pytest.raises(Conflict) as error:
        register(other, make_actor(Role.HR, other.organisation))
    assert not {"Muster", "Beispiel", "Musterdorf"} & set(str(error.value).split())
    assert Employment.objects.count() == 1


def test_only_the_own_kommune(kommune: Kommune, office: Actor, provider: Actor) -> None:
    stranger = make_actor(Role.HR, make_kommune("Nachbardorf").organisation)
    for actor in (stranger, provider):
        with pytest.raises(NotAllowed):
            register(kommune, actor)
    assert register(kommune, office).pk
    assert Lotse.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("given_name", ""),
        ("family_name", "   "),
        ("family_name", "x" * 81),
        ("family_name", "Muster1"),
        ("family_name", "<b>Muster</b>"),
        ("family_name", "Мустер"),
        ("given_name", "-"),
        ("phone", "siebenundvierzig"),
        ("phone", "12"),
        ("department", "x" * 121),
    ],
)
def test_data_that_cannot_be_are_refused(
    kommune: Kommune, clerk: Actor, field: str, value: str
) -> None:
    with pytest.raises(DomainError):
        register(kommune, clerk, **{field: value})
    assert not Lotse.objects.exists()


@pytest.mark.parametrize("name", ["Şahin", "d’Örtliche", "O'Neil", "von der Muster-Höhe", "Łuków"])
def test_european_names_are_kept_as_they_are(kommune: Kommune, clerk: Actor, name: str) -> None:
    assert register(kommune, clerk, family_name=name).family_name == name


def test_decomposed_letters_are_composed(kommune: Kommune, clerk: Actor) -> None:
    assert register(kommune, clerk, family_name="Mu\u0308ster").family_name == "Müster"


def test_change_is_recorded_once(kommune: Kommune, clerk: Actor) -> None:
    lotse = register(kommune, clerk)
    changed = change(lotse, clerk, family_name="Zweite", department="")
    assert (changed.full_name, changed.department, changed.version) == ("Muster Zweite", "", 2)
    assert changed.sort_key.startswith("zweite")
    same = change(changed, clerk, family_name="Zweite", department="")
    assert same.version == 2
    assert entries_for(lotse).count() == 2


def test_page_opened_earlier_cannot_undo_a_change(kommune: Kommune, clerk: Actor) -> None:
    lotse = register(kommune, clerk)
    change(lotse, clerk, department="Bauamt")
    with pytest.raises(Conflict, match="inzwischen"):
        change(lotse, clerk, department="Kämmerei", version=1)
    assert Lotse.objects.get().department == "Bauamt"


def test_changed_address_must_be_free(kommune: Kommune, clerk: Actor) -> None:
    lotse = register(kommune, clerk)
    other = make_lotse(make_kommune("Nachbardorf"))
    with pytest.raises(Conflict):
        change(lotse, clerk, email=other.email.upper())
    assert Lotse.objects.get(pk=lotse.pk).email == lotse.email


def test_former_employees_are_not_changed(kommune: Kommune, clerk: Actor, office: Actor) -> None:
    lotse = register(kommune, clerk)
    Employment.objects.update(ends_on=clock.today())
    for actor in (clerk, office):
        with pytest.raises(NotAllowed):
            change(lotse, actor)


def test_lotse_corrects_own_contact_only(kommune: Kommune) -> None:
    lotse = make_lotse(kommune)
    user = make_user()
    services.link_user(lotse=lotse, user=user, actor=SYSTEM)
    own = make_actor(Role.LOTSE, kommune.organisation, user)
    contact = {"email": "neu@kommune.example", "phone": "+49 7041 1234"}
    changed = services.change_own_contact(lotse_id=lotse.pk, **contact, version=1, actor=own)
    assert (changed.email, changed.phone) == ("neu@kommune.example", "+49 7041 1234")
    stranger = make_actor(Role.LOTSE, kommune.organisation)
    with pytest.raises(NotAllowed):
        services.change_own_contact(lotse_id=lotse.pk, **contact, version=2, actor=stranger)


def test_one_login_belongs_to_one_person(kommune: Kommune) -> None:
    lotse, other = make_lotse(kommune), make_lotse(kommune)
    user = make_user()
    for _ in range(2):
        assert services.link_user(lotse=lotse, user=user, actor=SYSTEM).user == user
    with pytest.raises(Conflict, match="zu einer anderen Person"):
        services.link_user(lotse=other, user=user, actor=SYSTEM)
    with pytest.raises(Conflict, match="bereits eine Anmeldung"):
        services.link_user(lotse=lotse, user=make_user(), actor=SYSTEM)


def test_qualification_is_recorded_once(kommune: Kommune) -> None:
    lotse = make_lotse(kommune)
    first = make_qualification(lotse, kommune)
    assert make_qualification(lotse, kommune) == first
    with pytest.raises(Conflict):
        make_qualification(lotse, kommune, completed_on=date(2021, 1, 4))
    assert Qualification.objects.count() == 1


def test_aufbau_needs_a_basis(kommune: Kommune) -> None:
    lotse = make_lotse(kommune)
    with pytest.raises(DomainError, match="setzt eine abgeschlossene"):
        make_qualification(lotse, kommune, kind="aufbau")
    make_qualification(lotse, kommune, funded=False)
    assert make_qualification(lotse, kommune, kind="aufbau", completed_on=date(2022, 1, 3)).pk


def test_nobody_qualifies_in_the_future(kommune: Kommune) -> None:
    lotse = make_lotse(kommune)
    with pytest.raises(DomainError, match="Zukunft"):
        make_qualification(lotse, kommune, completed_on=date(2999, 1, 1))


def test_hr_does_not_qualify_its_own_people(kommune: Kommune, clerk: Actor) -> None:
    with pytest.raises(NotAllowed):
        services.record_qualification(
            lotse=make_lotse(kommune),
            kommune=kommune,
            kind="basis",
            completed_on=date(2020, 1, 1),
            funded=False,
            actor=clerk,
        )
