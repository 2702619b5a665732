"""Taking back a day that stands in a claim: the office refuses it there with the same reason."""

import pytest
from django.urls import reverse

from lotsen.core.errors import Conflict, NotAllowed
from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor
from tests.factories.claims import make_claim, make_claim_cast
from tests.factories.vouchers import Cast
from tests.vouchers.test_corrections import text_of
from vouchers import services
from vouchers.enums import ClaimState
from vouchers.models import Claim, ClaimLine, JournalEntry
from vouchers.queries import balances
from vouchers.queries.claims import claimable_days

pytestmark = pytest.mark.django_db
REASON = "Falsche Person bestätigt"


@pytest.fixture
def cast() -> Cast:
    return make_claim_cast()


def reverse_first(cast: Cast, claim: Claim) -> JournalEntry:
    line = claim.lines.get(position=1)
    return services.reverse_day(entry_id=line.entry_id, reason=REASON, actor=cast.office)


@pytest.mark.parametrize("state", [ClaimState.SUBMITTED, ClaimState.FACTUAL])
def test_the_position_is_refused_and_the_others_stay(cast: Cast, state: ClaimState) -> None:
    claim = make_claim(cast, state)
    reverse_first(cast, claim)
    line = claim.lines.get(position=1)
    assert (line.active, line.refusal_reason) == (False, REASON)
    assert line.refused_by_id == cast.office.person_id
    before = claim.version
    claim.refresh_from_db()
    assert (claim.state, claim.version) == (state, before + 1)
    assert claim.lines.filter(active=True).count() == 2
    assert balances().due == 200_00
    assert claimable_days(cast.provider.pk) == []


def test_a_claim_of_this_day_alone_is_refused_as_a_whole(cast: Cast) -> None:
    day = claimable_days(cast.provider.pk)[0]
    claim = make_claim(cast, days=[(day.voucher_id, day.day_number)])
    reverse_first(cast, claim)
    claim.refresh_from_db()
    assert (claim.state, claim.note) == (ClaimState.REFUSED, REASON)
    assert not ClaimLine.objects.filter(active=True).exists()


def test_a_checked_claim_is_given_back_by_the_ministry_first(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.CHECKED)
    with pytest.raises(Conflict, match="Das Ministerium muss sie zuerst zurückgeben"):
        reverse_first(cast, claim)
    claim = services.return_claim(
        claim_id=claim.pk, version=claim.version, reason="Bitte prüfen", actor=cast.ministry
    )
    assert reverse_first(cast, claim).kind == "reversal"


def test_who_submitted_the_claim_does_not_refuse_in_it(cast: Cast) -> None:
    claim = make_claim(cast)
    both = make_actor(Role.OFFICE, user=claim.submitted_by)
    line = claim.lines.get(position=1)
    with pytest.raises(NotAllowed, match="selbst eingereicht"):
        services.reverse_day(entry_id=line.entry_id, reason=REASON, actor=both)
    assert not JournalEntry.objects.filter(kind="reversal").exists()


def test_the_page_says_what_becomes_of_the_claim(cast: Cast) -> None:
    claim = make_claim(cast)
    address = reverse("vouchers:reverse-day", args=[claim.lines.get(position=1).entry_id])
    office = client_of(cast.office)
    page = text_of(office.get(address))
    assert f"steht in der Abrechnung {claim.number} ; seine Position wird" in page
    for position in (2, 3):
        line = claim.lines.get(position=position)
        services.reverse_day(entry_id=line.entry_id, reason=REASON, actor=cast.office)
    assert "enthält nur diesen Tag und wird mit demselben Grund abgelehnt" in text_of(
        office.get(address)
    )
    assert office.post(address, {"reason": REASON}).status_code == 302
    claim.refresh_from_db()
    assert claim.state == ClaimState.REFUSED
    assert balances().due == 0
