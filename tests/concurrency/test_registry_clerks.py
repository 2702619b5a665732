"""Two clerks decide about editions of the directory at once, or take one back on which others rest.

Everything presses real buttons; the other one presses in the middle of an act, when all is written
and nothing is committed (`race.Beside`). The controls take the locks away: then an edition is
applied twice, one stands on another that was taken back, two wait for each other in a circle, and
places are given that there are not.
"""

from dataclasses import replace

import pytest

from kommunen.enums import ChangeGroup, EditionState
from kommunen.models import Kommune, RegistryEdition
from kommunen.queries.editions import registry_as_edition
from kommunen.services import applying, locking, staging, undoing
from kommunen.services.applying import apply_edition
from lotsen.core import clock
from lotsen.core.actor import SYSTEM
from lotsen.core.errors import Busy, Conflict, DomainError
from lotsen.core.models import AuditEntry
from lotsen.core.roles import Role
from tests.concurrency.directory import AS_OF, Town
from tests.concurrency.race import Beside
from tests.factories.accounts import make_actor
from tests.factories.vouchers import basis_line, make_contract, make_inhouse
from vouchers.queries import quota_of
from vouchers.services import submitting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the lock of the directory nor those of its rows."""
    for module in (staging, undoing):
        monkeypatch.setattr(module, "advisory_lock", lambda key: None)
    monkeypatch.setattr(locking, "_take", lambda which: None)


@pytest.fixture
def no_row_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "_take", lambda which: None)


def state_of(edition: RegistryEdition) -> str:
    return str(RegistryEdition.objects.get(pk=edition.pk).state)


def times(action: str) -> int:
    return AuditEntry.objects.filter(action=action).count()


def apply_twice(town: Town, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """The second clerk presses when the first one has written everything. What that one reads."""
    edition = town.renaming(town.heir, "Neustadt am See")
    second = Beside(town.applying(edition, make_actor(Role.OFFICE)))
    second.comes_after(monkeypatch, applying, "settle_dates")
    assert town.applying(edition)().status == 302
    assert state_of(edition) == EditionState.APPLIED
    answer = second.result()
    return answer.status, answer.page


def test_two_clerks_apply_an_edition_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    status, page = apply_twice(town, monkeypatch)
    assert status == 409
    assert "Diese Ausgabe ist schon übernommen." in page
    assert times("registry.applied") == 1


@pytest.mark.usefixtures("no_locks")
def test_control_without_the_locks_it_is_applied_twice(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `import_gemeindeverzeichnis` does: who chooses groups waits for the other choice too."""
    edition = town.renaming(town.heir, "Neustadt am See")

    def apply() -> RegistryEdition:
        return apply_edition(edition_id=edition.pk, effective_on=clock.today(), actor=SYSTEM)

    second = Beside(apply)
    second.comes_after(monkeypatch, applying, "settle_dates")
    assert apply() == second.result()
    assert times("registry.applied") == 2


def choose_differently(town: Town, monkeypatch: pytest.MonkeyPatch) -> tuple[int, list[str]]:
    """One clerk wants the name only, the other one presses with all groups right after that
    choice. What the other one reads, and which groups came in."""
    place = registry_as_edition(AS_OF).places[town.heir.key]
    edition = town.staged(replace(place, name="Neustadt am See", postcode="75417"))
    all_groups = Beside(town.applying(edition, make_actor(Role.OFFICE)))
    all_groups.comes_after(monkeypatch, applying, "choose_changes")
    assert town.applying(edition, None, ChangeGroup.NAME)().status == 302
    accepted = edition.changes.filter(accepted=True).values_list("group", flat=True)
    return all_groups.result().status, sorted(accepted)


def test_what_a_clerk_chose_is_what_is_applied(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose_differently(town, monkeypatch) == (409, [ChangeGroup.NAME])
    assert Kommune.objects.get(pk=town.heir.pk).postcode == ""


def next_one(town: Town) -> tuple[RegistryEdition, RegistryEdition]:
    """An edition that counts, and one that waits and was compared with it."""
    first = town.apply(town.renaming(town.heir, "Neustadt am See"))
    return first, town.renaming(town.old, "Altdorf am See")


def test_an_edition_waits_for_the_one_below_it_to_be_taken_back(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = next_one(town)
    apply = Beside(town.applying(second))
    apply.comes_after(monkeypatch, undoing, "_restore_population")
    assert town.undoing(first)().status == 302
    answer = apply.result()
    assert answer.status == 409
    assert "Das Verzeichnis hat sich inzwischen geändert." in answer.page
    assert (state_of(first), state_of(second)) == (EditionState.UNDONE, EditionState.STAGED)


def test_no_edition_is_taken_back_below_another_one(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = next_one(town)
    undo = Beside(town.undoing(first))
    undo.comes_after(monkeypatch, applying, "settle_dates")
    assert town.applying(second)().status == 302
    answer = undo.result()
    assert answer.status == 409
    assert "Inzwischen wurde eine spätere Ausgabe übernommen." in answer.page
    assert (state_of(first), state_of(second)) == (EditionState.APPLIED, EditionState.APPLIED)


@pytest.mark.usefixtures("no_locks")
def test_control_without_the_locks_one_stands_on_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = next_one(town)
    undo = Beside(town.undoing(first))
    undo.comes_after(monkeypatch, applying, "settle_dates")
    assert town.applying(second)().status == 302
    assert undo.result().status == 302
    assert (state_of(first), state_of(second)) == (EditionState.UNDONE, EditionState.APPLIED)


def train_with_the_neighbour(town: Town, monkeypatch: pytest.MonkeyPatch) -> tuple[object, int]:
    """Neustadt submits an Inhouse training with Altdorf, right after the edition, which renames
    Neustadt too, has ended Altdorf. What came of it, and what the clerk reads."""
    place = registry_as_edition(AS_OF).places[town.heir.key]
    edition = town.staged(replace(place, name="Neustadt am See"), without=town.old.key)
    neighbour = town.cast.of_kommune(town.heir)
    submit = Beside(lambda: make_inhouse(neighbour, partners=(town.old,)))
    submit.comes_after(monkeypatch, applying, "end")
    status = town.applying(edition)().status
    return submit.result(), status


def test_an_edition_and_hr_take_kommunen_in_the_same_order(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal, status = train_with_the_neighbour(town, monkeypatch)
    assert isinstance(refusal, DomainError)
    assert "Altdorf (Musterkreis) besteht seit dem" in str(refusal)
    assert "Bitte nennen Sie die Nachfolgerin." in str(refusal)
    assert status == 302


def test_control_in_another_order_they_wait_in_a_circle(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "lock_concerned", lambda changes: None)
    result, status = train_with_the_neighbour(town, monkeypatch)
    assert isinstance(result, Busy) or status == 503


@pytest.fixture
def last_place(town: Town) -> Town:
    """Altdorf has used up its place; Neustadt has one left, until Altdorf becomes part of it."""
    make_contract(town.cast)
    return town


def test_the_last_place_is_given_before_the_merger(
    last_place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition, cast = last_place.merging(), last_place.cast.of_kommune(last_place.heir)
    clerk = Beside(last_place.applying(edition))
    clerk.comes_after(monkeypatch, submitting, "quota_of")
    contract = make_contract(cast)
    assert clerk.result().status == 302
    assert submitted(contract.pk) < applied_once()


def test_the_last_place_is_gone_after_the_merger(
    last_place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition, cast = last_place.merging(), last_place.cast.of_kommune(last_place.heir)
    hr = Beside(lambda: make_contract(cast))
    hr.comes_after(monkeypatch, applying, "settle_dates")
    assert last_place.applying(edition)().status == 302
    refusal = hr.result()
    assert isinstance(refusal, Conflict)
    assert "frei 0, benötigt 1" in str(refusal)


@pytest.mark.usefixtures("no_row_locks")
def test_control_without_the_row_locks_it_is_given_after_the_merger(
    last_place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition, cast = last_place.merging(), last_place.cast.of_kommune(last_place.heir)
    clerk = Beside(last_place.applying(edition))
    clerk.comes_after(monkeypatch, submitting, "quota_of")
    contract = make_contract(cast)
    assert clerk.result().status == 302
    assert submitted(contract.pk) > applied_once()
    quota = quota_of(last_place.heir, basis_line())
    assert (quota.taken, quota.places) == (2, 1)


def submitted(contract: object) -> int:
    """Where its submission stands in the audit log."""
    return int(AuditEntry.objects.get(action="contract.submitted", target_id=contract).pk)


def applied_once() -> int:
    """Where the decision of the clerk stands in it."""
    return int(AuditEntry.objects.get(action="registry.applied").pk)
