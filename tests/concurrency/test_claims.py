"""Many people decide about the same claim at the same moment, through the web server.

Approve against refuse against edit against withdraw, order against return: exactly one decision,
a sentence for everybody else. The control takes the row lock and the compare-and-set away, one
after the other; the window between reading and writing is held open in all of them.
"""

from collections.abc import Callable, Sequence
from time import sleep
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from lotsen.accounts.models import User
from lotsen.core import audit
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from tests.concurrency.live import Answer, Site, statuses, together
from tests.concurrency.race import meeting
from tests.factories.accounts import make_actor, make_organisation
from tests.factories.claims import make_claim, make_claim_cast
from tests.factories.vouchers import Cast
from vouchers import services
from vouchers.enums import ClaimState, EntryKind
from vouchers.models import Claim, JournalEntry, Payment
from vouchers.queries import balances, claimable_days
from vouchers.queries.verify import verify
from vouchers.services import claim_acts

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = (20, pytest.param(50, marks=pytest.mark.nightly))
PAUSE = 0.03
REASON = {"reason": "So nicht"}
Press = tuple[Actor, str, dict[str, Any]]
"""Who presses the button of which page, with which fields."""


@pytest.fixture(autouse=True)
def slow_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody thinks a moment after reading the claim."""
    read = claim_acts.lock_claim

    def read_and_wait(claim_id: UUID) -> Claim:
        claim = read(claim_id)
        sleep(PAUSE)
        return claim

    monkeypatch.setattr(claim_acts, "lock_claim", read_and_wait)


@pytest.fixture
def without_row_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two at a time have read the claim before one of them goes on."""

    def read(claim_id: UUID) -> Claim:
        return Claim.objects.select_related("provider", "submitted_by").get(pk=claim_id)

    monkeypatch.setattr(claim_acts, "lock_claim", meeting(read))


@pytest.fixture
def without_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    def write(claim: Claim, changes: dict[str, Any]) -> int:
        return Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1, **changes)

    monkeypatch.setattr(claim_acts, "compare_and_set", write)


def page(name: str, claim: Claim, *more: Any) -> str:
    return reverse(f"vouchers:{name}", args=[claim.pk, *more])


def press_all(site: Site, presses: Sequence[Press]) -> list[Answer]:
    def button(press: Press) -> Callable[[], Answer]:
        actor, path, fields = press
        window = site.window(actor)
        return lambda: window.press(path, fields)

    return together([button(press) for press in presses])


def colleagues(role: Role, count: int) -> list[Actor]:
    """So many different people of one office."""
    house = make_organisation("office" if role == Role.OFFICE else "ministry")
    return [make_actor(role, house) for _ in range(count)]


def checks(cast: Cast, claim: Claim, people: int) -> list[Press]:
    """The office approves, refuses and edits, the provider withdraws; all saw version 1."""
    seen = {"version": claim.version}
    buttons = (
        (page("claim-factual", claim), seen),
        (page("claim-refuse", claim), seen | REASON),
        (page("claim-line-refuse", claim, 2), seen | REASON),
        (page("claim-factual", claim), seen),
    )
    office = [
        (actor, *buttons[number % len(buttons)])
        for number, actor in enumerate(colleagues(Role.OFFICE, people - 1))
    ]
    return [*office, (cast.trainer, page("claim-withdraw", claim), seen)]


def acts_after_submitting(claim: Claim) -> list[str]:
    return [entry.action for entry in audit.entries_for(claim)][1:]


@pytest.mark.usefixtures("without_row_lock", "without_comparison")
def test_control_without_lock_and_comparison_several_decisions_stand(site: Site) -> None:
    """Two refuse a line each: after a refusal of the whole, the database would let nothing pass."""
    claim = make_claim(make_claim_cast())
    seen = {"version": claim.version} | REASON
    clerks = enumerate(colleagues(Role.OFFICE, 2), start=1)
    answers = press_all(
        site, [(clerk, page("claim-line-refuse", claim, line), seen) for line, clerk in clerks]
    )
    assert statuses(answers)[302] >= 2
    assert len(acts_after_submitting(claim)) >= 2


@pytest.mark.usefixtures("without_row_lock")
def test_the_comparison_alone_keeps_one_decision(site: Site) -> None:
    cast = make_claim_cast()
    claim = make_claim(cast)
    assert statuses(press_all(site, checks(cast, claim, 20))) == {302: 1, 409: 19}
    assert len(acts_after_submitting(claim)) == 1


@pytest.mark.parametrize("people", PEOPLE)
def test_one_of_many_decides_about_a_claim(site: Site, people: int) -> None:
    cast = make_claim_cast()
    claim = make_claim(cast)
    answers = press_all(site, checks(cast, claim, people))
    assert statuses(answers) == {302: 1, 409: people - 1}
    assert all("inzwischen" in answer.page for answer in answers if answer.status == 409)
    claim.refresh_from_db()
    assert claim.version == 2
    [act] = acts_after_submitting(claim)
    states = {
        "claim.factual": "factual",
        "claim.refused": "refused",
        "claim.withdrawn": "withdrawn",
    }
    assert claim.state == states.get(act, "submitted")
    assert claim.lines.filter(active=True).count() == {
        "claim.factual": 3,
        "claim.line_refused": 2,
    }.get(act, 0)


@pytest.mark.parametrize("people", PEOPLE)
def test_one_of_many_orders_or_returns(site: Site, people: int) -> None:
    cast = make_claim_cast()
    claim = make_claim(cast, ClaimState.CHECKED)
    seen = {"version": claim.version}
    buttons = (
        (page("claim-order", claim), seen),
        (page("claim-order", claim), seen),
        (page("claim-return", claim), seen | REASON),
    )
    answers = press_all(
        site,
        [
            (actor, *buttons[number % len(buttons)])
            for number, actor in enumerate(colleagues(Role.MINISTRY, people))
        ],
    )
    assert statuses(answers) == {302: 1, 409: people - 1}
    claim.refresh_from_db()
    ordered = claim.state == ClaimState.ORDERED
    assert claim.version == 4
    assert Payment.objects.count() == ordered
    assert JournalEntry.objects.filter(kind=EntryKind.ORDER).count() == ordered
    assert balances().ordered == (300_00 if ordered else 0)
    assert verify().problems == []


@pytest.mark.parametrize("people", PEOPLE)
def test_who_submitted_never_decides(site: Site, people: int) -> None:
    """The same person in every hat, in many windows: none of them gets through."""
    cast = make_claim_cast()
    claim, user = make_claim(cast), User.objects.get(pk=cast.trainer.person_id)
    office = make_actor(Role.OFFICE, user=user)
    seen = {"version": claim.version}
    buttons = (
        (page("claim-factual", claim), seen),
        (page("claim-refuse", claim), seen | REASON),
        (page("claim-line-refuse", claim, 1), seen | REASON),
    )
    presses = [(office, *buttons[number % len(buttons)]) for number in range(people)]
    assert statuses(press_all(site, presses)) == {403: people}
    claim = check(claim, cast)
    ministry, seen = make_actor(Role.MINISTRY, user=user), {"version": claim.version}
    presses = [(ministry, page("claim-order", claim), seen) for _ in range(people)]
    assert statuses(press_all(site, presses)) == {403: people}
    assert not Payment.objects.exists()


@pytest.mark.parametrize("people", PEOPLE)
def test_an_old_page_is_refused_for_everybody(site: Site, people: int) -> None:
    """The claim was returned and checked again: in the same state, but not what the page showed."""
    cast = make_claim_cast()
    claim = make_claim(cast, ClaimState.CHECKED)
    old = {"version": claim.version}
    services.return_claim(
        claim_id=claim.pk, version=claim.version, reason="Unklar", actor=cast.ministry
    )
    claim = check(claim, cast)
    presses = [
        (actor, page("claim-order", claim), old) for actor in colleagues(Role.MINISTRY, people)
    ]
    answers = press_all(site, presses)
    assert statuses(answers) == {409: people}
    assert all("wurde inzwischen geändert" in answer.page for answer in answers)
    assert not Payment.objects.exists()


def check(claim: Claim, cast: Cast) -> Claim:
    """Both checks by the office."""
    claim.refresh_from_db()
    for name in (services.confirm_factual, services.confirm_arithmetic):
        claim = name(claim_id=claim.pk, version=claim.version, actor=cast.office)
    return claim


@pytest.mark.parametrize("people", PEOPLE)
def test_the_same_form_in_many_windows_is_one_claim(site: Site, people: int) -> None:
    cast = make_claim_cast()
    fields = {
        "token": "einmal",
        "tage": [day.key for day in claimable_days(cast.provider.pk)],
        "zeichen": "",
        "step": "submit",
    }
    path = reverse("vouchers:claim-new")
    answers = press_all(site, [(cast.trainer, path, fields) for _ in range(people)])
    assert statuses(answers) == {302: people}
    assert len({answer.place for answer in answers}) == 1
    assert Claim.objects.get().lines.count() == 3


@pytest.mark.parametrize("people", PEOPLE)
def test_one_person_in_many_windows_orders_once(site: Site, people: int) -> None:
    """Every press after the first leads to the same page; nothing is ordered twice."""
    cast = make_claim_cast()
    claim = make_claim(cast, ClaimState.CHECKED)
    seen = {"version": claim.version}
    answers = press_all(
        site, [(cast.ministry, page("claim-order", claim), seen) for _ in range(people)]
    )
    assert statuses(answers) == {302: people}
    assert {answer.place for answer in answers} == {page("claim", claim)}
    assert Payment.objects.count() == 1
    assert balances().ordered == 300_00
    assert verify().problems == []
