"""An edition of the directory is taken back while somebody builds on what it had brought.

It moved Altdorf, whose HR acts under the new key; or it brought Neudorf, where the office enters
the first employee and the operator gives the first role. Either that stands, and the edition can
no longer be taken back, or it comes too late and reads a sentence. The controls take the locks
away: the database still refuses, but only when all is done, with an error 500.
"""

from typing import Any

import pytest
from django.db import IntegrityError

from kommunen.enums import EditionState
from kommunen.models import Contact, Kommune, RegistryEdition
from kommunen.services import locking, undoing
from lotsen.accounts.models import Membership
from lotsen.accounts.services import grant_membership
from lotsen.accounts.services import people as roles
from lotsen.core.actor import SYSTEM
from lotsen.core.errors import Conflict
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from lotsen.people.services import register, register_person
from tests.concurrency.directory import MOVED, NEW, Town, is_applied
from tests.concurrency.hr_acts import ACTS, EVERY_ACT, Act
from tests.concurrency.live import Answer
from tests.concurrency.race import Beside
from tests.factories.accounts import make_user
from tests.factories.vouchers import make_inhouse
from vouchers.models import TransferContract
from vouchers.services import submitting

pytestmark = pytest.mark.django_db(transaction=True)
IN_USE = "Eine der neuen Kommunen wird schon verwendet"
ONLY_KEPT = pytest.mark.parametrize(
    "act", [ACTS["contract"], ACTS["person"]], ids=["contract", "person"]
)
"""What stays with the key; a contact goes back with the body."""


@pytest.fixture
def moved(town: Town) -> RegistryEdition:
    return town.apply(town.moving())


@pytest.fixture
def founded(town: Town) -> RegistryEdition:
    return town.apply(town.founding())


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither those of the Kommunen nor those of their Organisations."""
    monkeypatch.setattr(locking, "_take", lambda which: None)
    for module in (undoing, roles):
        monkeypatch.setattr(module, "locked", lambda rows: rows)


def undone_meanwhile(
    town: Town, act: Act, edition: RegistryEdition, monkeypatch: pytest.MonkeyPatch
) -> tuple[Answer, Answer]:
    """The clerk presses when HR has read everything; both answers, that of HR first."""
    clerk = Beside(town.undoing(edition))
    press = act.press(town, Kommune.objects.get(key=MOVED), town.cast.hr)
    clerk.comes_after(monkeypatch, act.module, act.moment)
    return press(), clerk.result()


@ONLY_KEPT
def test_what_rests_on_a_move_keeps_it(
    town: Town, moved: RegistryEdition, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, undone = undone_meanwhile(town, act, moved, monkeypatch)
    assert (answer.status, undone.status) == (302, 409)
    assert IN_USE in undone.page
    assert is_applied(moved)
    assert act.count(town.cast.hr) == 1


def test_a_contact_goes_back_with_the_body(
    town: Town, moved: RegistryEdition, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, undone = undone_meanwhile(town, ACTS["contact"], moved, monkeypatch)
    assert (answer.status, undone.status) == (302, 302)
    assert Contact.objects.get().kommune == town.old


@EVERY_ACT
def test_what_comes_after_the_move_was_taken_back_is_asked_for_once_more(
    town: Town, moved: RegistryEdition, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    hr = Beside(act.press(town, Kommune.objects.get(key=MOVED), town.cast.hr))
    hr.comes_after(monkeypatch, undoing, "_restore_population")
    assert town.undoing(moved)().status == 302
    answer = hr.result()
    assert answer.status == 409
    assert "noch einmal" in answer.page or "laden Sie die Seite neu" in answer.page
    assert act.count(town.cast.hr) == 0


@EVERY_ACT
@pytest.mark.usefixtures("no_locks")
def test_control_without_the_locks_hr_reads_an_error(
    town: Town, moved: RegistryEdition, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, undone = undone_meanwhile(town, act, moved, monkeypatch)
    assert (answer.status, undone.status) == (500, 302)


def enter_first_employee(town: Town) -> Lotse:
    return register_person(
        given_name="Ada",
        family_name="Muster",
        email="ada@kommune.example",
        kommune=Kommune.objects.get(key=NEW),
        actor=town.cast.office,
    )


def give_first_role(town: Town) -> Membership:
    organisation = Kommune.objects.get(key=NEW).organisation
    return grant_membership(user=make_user(), organisation=organisation, role=Role.HR, actor=SYSTEM)


def train_with_it(town: Town) -> TransferContract:
    return make_inhouse(town.cast, partners=(Kommune.objects.get(key=NEW),))


FIRSTS = {
    "employee": (enter_first_employee, register, "require_living"),
    "role": (give_first_role, roles, "_lock_organisation"),
    "partner": (train_with_it, submitting, "check_named"),
}
EVERY_FIRST = pytest.mark.parametrize("first", FIRSTS.values(), ids=FIRSTS.keys())


@EVERY_FIRST
def test_what_is_new_and_in_use_stays(
    town: Town, founded: RegistryEdition, first: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    act, module, moment = first
    clerk = Beside(town.undoing(founded))
    clerk.comes_after(monkeypatch, module, moment)
    assert act(town)
    undone = clerk.result()
    assert undone.status == 409
    assert IN_USE in undone.page
    assert is_applied(founded)


@EVERY_FIRST
def test_what_comes_after_it_was_taken_back_is_refused(
    town: Town, founded: RegistryEdition, first: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = Beside(lambda: first[0](town))
    late.comes_after(monkeypatch, undoing, "_restore_population")
    assert town.undoing(founded)().status == 302
    refusal = late.result()
    assert isinstance(refusal, Conflict)
    assert str(refusal).startswith(("Diese Kommune steht nicht mehr", "Diese Organisation gibt es"))


@EVERY_FIRST
@pytest.mark.usefixtures("no_locks")
def test_control_without_the_locks_only_the_database_refuses(
    town: Town, founded: RegistryEdition, first: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    act, module, moment = first
    clerk = Beside(town.undoing(founded))
    clerk.comes_after(monkeypatch, module, moment)
    with pytest.raises(IntegrityError):
        act(town)
    assert clerk.result().status == 302
    assert RegistryEdition.objects.get(pk=founded.pk).state == EditionState.UNDONE
