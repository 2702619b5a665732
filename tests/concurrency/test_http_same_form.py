"""The same form fifty times at once, as by a double click, and again after reload and back.

One effect, and every window comes to its page. A form that comes again with other content is
refused with a sentence, and so is a decision that somebody else has taken. The control sends the
forms without what makes them the same: then each counts.
"""

from typing import Any

import pytest
from django.urls import reverse

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from tests.concurrency.live import Answer, Site, statuses, together
from tests.factories.accounts import make_actor
from tests.factories.people import make_lotse
from tests.factories.vouchers import Cast, basis_line, make_cast, make_contract, make_grant
from vouchers.models import BudgetProposal, JournalEntry, TransferContract, Voucher
from vouchers.queries import balances

pytestmark = pytest.mark.django_db(transaction=True)
PRESSES = 50
Fields = dict[str, Any]


def press_often(site: Site, actor: Actor, path: str, sent: list[Fields]) -> list[Answer]:
    """One person with one session presses in as many windows."""
    window = site.window(actor)
    return together([lambda fields=fields: window.press(path, fields) for fields in sent])  # type: ignore[misc]


def proposal(token: str, euros: str = "500") -> Fields:
    return {
        "token": token,
        "kind": "grant",
        "year": str(clock.today().year),
        "line": basis_line().pk,
        "cents": euros,
        "reason": "Bewilligungsbescheid",
        "step": "submit",
    }


def contract(cast: Cast, token: str) -> Fields:
    return {
        "token": token,
        "provider": str(cast.provider.pk),
        "planned_year": str(clock.today().year),
        "persons": [str(make_lotse(cast.kommune).pk)],
        "contact_name": "Personalamt",
        "contact_email": "personalamt@kommune.example",
        "step": "submit",
    }


def decided_once(site: Site, path: str, *, one: Actor, other: Actor, sentence: str) -> None:
    """Every press of the one comes to the page; somebody else reads that it is decided."""
    answers = press_often(site, one, path, [{}] * PRESSES)
    assert statuses(answers) == {302: PRESSES}
    assert len({answer.place for answer in answers}) == 1
    late = site.window(other).press(path, {})
    assert late.status == 409
    assert sentence in late.page


def new_contract() -> str:
    return reverse("vouchers:contract-form", args=["basis"])


def test_control_forms_of_their_own_count_each(site: Site) -> None:
    sent = [proposal(f"form-{number}") for number in range(5)]
    answers = press_often(site, make_cast().ministry, reverse("vouchers:proposal-new"), sent)
    assert statuses(answers) == {302: 5}
    assert BudgetProposal.objects.count() == 5


def test_money_is_proposed_once(site: Site) -> None:
    sent = [proposal("one form")] * PRESSES
    answers = press_often(site, make_cast().ministry, reverse("vouchers:proposal-new"), sent)
    assert statuses(answers) == {302: PRESSES}
    assert len({answer.place for answer in answers}) == 1
    assert BudgetProposal.objects.count() == 1


def test_the_same_form_with_another_amount_is_refused(site: Site) -> None:
    window = site.window(make_cast().ministry)
    path = reverse("vouchers:proposal-new")
    assert window.press(path, proposal("one form")).status == 302
    again = window.press(path, proposal("one form", euros="700"))
    assert again.status == 409
    assert "schon mit anderen Angaben abgeschickt" in again.page
    assert BudgetProposal.objects.get().cents == 500_00


def test_money_is_granted_once(site: Site) -> None:
    cast = make_cast()
    site.window(cast.ministry).press(reverse("vouchers:proposal-new"), proposal("one form"))
    path = reverse("vouchers:proposal-approve", args=[BudgetProposal.objects.get().pk])
    third = make_actor(Role.MINISTRY)
    sentence = "Dieser Vorschlag ist schon freigegeben"
    decided_once(site, path, one=cast.second, other=third, sentence=sentence)
    assert JournalEntry.objects.count() == 1
    assert balances().available == 500_00


def test_a_contract_is_submitted_once(site: Site) -> None:
    cast = make_cast()
    answers = press_often(site, cast.hr, new_contract(), [contract(cast, "one form")] * PRESSES)
    assert statuses(answers) == {302: PRESSES}
    assert len({answer.place for answer in answers}) == 1
    assert TransferContract.objects.count() == 1


def test_reload_and_back_lead_to_the_same_contract(site: Site) -> None:
    cast = make_cast()
    window, sent = site.window(cast.hr), contract(cast, "one form")
    first = window.press(new_contract(), sent)
    assert window.look(first.place).status == 200
    assert window.press(new_contract(), sent).place == first.place
    other = window.press(new_contract(), contract(cast, "one form"))
    assert other.status == 409
    assert "schon für den Vertrag" in other.page
    assert TransferContract.objects.count() == 1


def test_vouchers_are_issued_once(site: Site) -> None:
    cast = make_cast()
    make_grant(cast, 900_00)
    path = reverse("vouchers:contract-agree", args=[make_contract(cast).pk])
    other = make_actor(Role.OFFICE)
    decided_once(site, path, one=cast.office, other=other, sentence="schon entschieden: vereinbart")
    assert Voucher.objects.count() == 1
    assert balances().committed == 300_00
