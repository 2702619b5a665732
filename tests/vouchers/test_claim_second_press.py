"""The second press of a check or an order leads to the page of the first; nobody else's does."""

from typing import Any

import pytest
from django.urls import reverse

from lotsen.accounts.models import User
from lotsen.core import audit
from lotsen.core.actor import Actor
from lotsen.core.models import Mail
from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor
from tests.factories.claims import make_claim, make_claim_cast
from tests.factories.vouchers import Cast
from tests.vouchers.test_pages import text_of
from vouchers import services
from vouchers.enums import ClaimState, EntryKind
from vouchers.models import Claim, JournalEntry, Payment

pytestmark = pytest.mark.django_db

ACTS = [
    ("claim-factual", ClaimState.SUBMITTED, Role.OFFICE, "sachlich richtig"),
    ("claim-arithmetic", ClaimState.FACTUAL, Role.OFFICE, "sachlich und rechnerisch richtig"),
    ("claim-order", ClaimState.CHECKED, Role.MINISTRY, "angeordnet"),
]
EVERY_ACT = pytest.mark.parametrize(("name", "before", "role", "said"), ACTS)


@pytest.fixture
def cast() -> Cast:
    return make_claim_cast()


def press(claim: Claim, name: str, actor: Actor) -> Any:
    """The button of the page as it was before the act."""
    address = reverse(f"vouchers:{name}", args=[claim.pk])
    return client_of(actor).post(address, {"version": claim.version})


def traces(claim: Claim) -> tuple[int, int, int, int]:
    return (
        audit.entries_for(claim).count(),
        Mail.objects.count(),
        Payment.objects.count(),
        JournalEntry.objects.filter(kind=EntryKind.ORDER).count(),
    )


@EVERY_ACT
def test_the_same_person_gets_the_same_page(
    cast: Cast, name: str, before: ClaimState, role: Role, said: str
) -> None:
    claim = make_claim(cast, before)
    actor = cast.office if role == Role.OFFICE else cast.ministry
    first, left = press(claim, name, actor), traces(claim)
    again = press(claim, name, actor)
    place = reverse("vouchers:claim", args=[claim.pk])
    assert [(x.status_code, x["Location"]) for x in (first, again)] == [(302, place)] * 2
    assert traces(claim) == left


@EVERY_ACT
def test_another_person_reads_what_has_happened(
    cast: Cast, name: str, before: ClaimState, role: Role, said: str
) -> None:
    claim = make_claim(cast, before)
    assert press(claim, name, make_actor(role)).status_code == 302
    late = press(claim, name, make_actor(role))
    assert late.status_code == 409
    assert f"ist inzwischen {said}" in text_of(late)


@EVERY_ACT
def test_in_another_role_it_is_refused(
    cast: Cast, name: str, before: ClaimState, role: Role, said: str
) -> None:
    claim = make_claim(cast, before)
    actor = make_actor(role)
    press(claim, name, actor)
    hat = make_actor(Role.PROVIDER, cast.provider, user=User.objects.get(pk=actor.person_id))
    assert press(claim, name, hat).status_code == 403


def test_a_page_before_other_acts_is_an_old_one(cast: Cast) -> None:
    """Returned and ordered anew by the same person: the first page is no second press."""
    claim = make_claim(cast)
    press(claim, "claim-factual", cast.office)
    services.confirm_arithmetic(claim_id=claim.pk, version=2, actor=cast.office)
    services.return_claim(claim_id=claim.pk, version=3, reason="Unklar", actor=cast.ministry)
    services.confirm_factual(claim_id=claim.pk, version=4, actor=cast.office)
    old = press(claim, "claim-factual", cast.office)
    assert old.status_code == 409
    assert "ist inzwischen sachlich richtig" in text_of(old)


def test_a_line_refused_after_the_check_is_no_second_press(cast: Cast) -> None:
    claim = make_claim(cast)
    press(claim, "claim-factual", cast.office)
    line = claim.lines.get(position=2)
    services.refuse_line(line_id=line.pk, version=2, reason="Tag doppelt", actor=cast.office)
    assert press(claim, "claim-factual", cast.office).status_code == 409
