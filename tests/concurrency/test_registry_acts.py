"""An edition of the directory ends Altdorf, or gives it another key, while its HR acts for it.

Whoever comes first: what HR did before is kept and read by who goes on; what comes too late is
refused with a sentence. Real browsers press real buttons, and the other one presses in the middle
of an act, when all is read and nothing is committed (`race.Beside`). The controls take the locks
away: then HR acts for a Kommune that has ended, and nobody says a word.
"""

import pytest

from kommunen.models import Contact, Kommune, RegistryEdition
from kommunen.queries import kommune_of
from kommunen.queries.contacts import contacts_of
from kommunen.queries.left_access import left_access
from kommunen.services import applying, locking
from lotsen.accounts.models import Membership
from lotsen.accounts.queries import actor_for
from lotsen.accounts.services import invitations
from tests.concurrency import directory
from tests.concurrency.directory import Town, came_after, is_applied
from tests.concurrency.hr_acts import ACTS, EVERY_ACT, Act, invitation_at
from tests.concurrency.live import Answer
from tests.concurrency.race import Beside

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "_take", lambda which: None)


def act_first(
    town: Town, act: Act, edition: RegistryEdition, monkeypatch: pytest.MonkeyPatch
) -> tuple[Answer, Answer]:
    """The clerk presses when HR has read everything; both answers, that of HR first."""
    press, clerk = act.press(town, town.old, town.cast.hr), Beside(town.applying(edition))
    clerk.comes_after(monkeypatch, act.module, act.moment)
    return press(), clerk.result()


def edition_first(
    town: Town, act: Act, edition: RegistryEdition, monkeypatch: pytest.MonkeyPatch
) -> tuple[Answer, Answer]:
    """HR presses when the edition has written everything and is not yet committed."""
    hr = Beside(act.press(town, town.old, town.cast.hr))
    hr.comes_after(monkeypatch, applying, "settle_dates")
    applied = town.applying(edition)()
    return hr.result(), applied


@EVERY_ACT
def test_what_came_before_the_merger_is_kept_and_read_by_the_successor(
    town: Town, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = town.merging()
    answers = act_first(town, act, edition, monkeypatch)
    assert [answer.status for answer in answers] == [302, 302]
    assert is_applied(edition)
    assert not came_after(act.action)
    assert act.count(town.hr_of(town.heir.key)) == 1


@EVERY_ACT
def test_what_comes_after_the_merger_is_refused_with_a_sentence(
    town: Town, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, applied = edition_first(town, act, town.merging(), monkeypatch)
    assert (answer.status, applied.status) == (422, 302)
    assert "Altdorf (Musterkreis) besteht seit dem" in answer.page
    assert act.too_late in answer.page
    assert act.count(town.hr_of(town.heir.key)) == 0


@EVERY_ACT
@pytest.mark.usefixtures("no_locks")
def test_control_without_the_locks_hr_acts_for_a_kommune_that_has_ended(
    town: Town, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = act_first(town, act, town.merging(), monkeypatch)
    assert [answer.status for answer in answers] == [302, 302]
    assert came_after(act.action)


@EVERY_ACT
def test_what_came_before_the_move_is_kept_under_the_new_key(
    town: Town, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = town.moving()
    answers = act_first(town, act, edition, monkeypatch)
    assert [answer.status for answer in answers] == [302, 302]
    assert is_applied(edition)
    assert not came_after(act.action)
    assert kommune_of(town.cast.hr) == Kommune.objects.get(key=directory.MOVED)
    assert act.count(town.cast.hr) == 1
    assert {*Contact.objects.values_list("kommune", flat=True)} <= {directory.MOVED}


@EVERY_ACT
def test_what_comes_after_the_move_is_asked_for_once_more(
    town: Town, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, applied = edition_first(town, act, town.moving(), monkeypatch)
    assert (answer.status, applied.status) == (409, 302)
    assert "noch einmal" in answer.page
    assert act.count(town.cast.hr) == 0
    again = act.press(town, Kommune.objects.get(key=directory.MOVED), town.cast.hr)()
    assert again.status == 302
    assert act.count(town.cast.hr) == 1


@pytest.mark.usefixtures("no_locks")
def test_control_without_the_locks_a_contact_stays_behind(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = act_first(town, ACTS["contact"], town.moving(), monkeypatch)
    assert [answer.status for answer in answers] == [302, 302]
    assert Contact.objects.get().kommune_id == town.old.key
    assert not contacts_of(town.cast.hr).exists()


@pytest.mark.parametrize("first", ["invitation", "edition"])
@pytest.mark.parametrize("kind", ["merger", "move"])
def test_an_invitation_is_accepted_meanwhile(
    town: Town, first: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its role belongs to the Organisation: it goes along, or is told to the office."""
    edition = town.merging() if kind == "merger" else town.moving()
    accepting = invitation_at(town, town.old, town.cast.hr)
    if first == "invitation":
        beside = Beside(town.applying(edition))
        beside.comes_after(monkeypatch, invitations, "grant_membership")
        answers = [accepting(), beside.result()]
    else:
        beside = Beside(accepting)
        beside.comes_after(monkeypatch, applying, "settle_dates")
        answers = [town.applying(edition)(), beside.result()]
    assert [answer.status for answer in answers] == [302, 302]
    role = Membership.objects.get(user__email="vorlage@stadt.example")
    if kind == "move":
        assert kommune_of(actor_for(role)) == Kommune.objects.get(key=directory.MOVED)
        assert left_access(edition) == []
    else:
        [left] = left_access(RegistryEdition.objects.get(pk=edition.pk))
        assert role in left.memberships
        page = town.site.window(actor_for(role)).look("/uebersicht/").page
        assert "Ihre Kommune besteht nicht mehr" in page
