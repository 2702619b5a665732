"""Office and ministry decide on a claim: three acts, other people, one decision, exact money."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.utils import IntegrityError

from lotsen.accounts.models import Membership, User
from lotsen.accounts.queries import actor_for
from lotsen.accounts.services import grant_membership
from lotsen.core import audit, clock
from lotsen.core.actor import SYSTEM, Actor
from lotsen.core.db import violated_constraint
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.models import Mail
from lotsen.core.roles import Role
from tests.deferred import fire_deferred
from tests.factories.accounts import make_actor, make_organisation
from tests.factories.claims import make_claim, make_claim_cast, make_redeemed
from tests.factories.vouchers import Cast, make_cast, make_grant
from vouchers import services
from vouchers.enums import Account, ClaimState, EntryKind
from vouchers.models import Claim, JournalEntry, Payment, Voucher, VoucherBalance
from vouchers.queries import balances
from vouchers.queries.verify import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_claim_cast()


def user_of(actor: Actor) -> User:
    return User.objects.get(pk=actor.person_id)


def act(name: str, claim: Claim, actor: Actor, **more: Any) -> Any:
    """Do one act with the version that the claim has."""
    values = {"claim_id": claim.pk, "version": claim.version, "actor": actor}
    return getattr(services, name)(**values, **more)


def test_three_acts_and_the_money_is_ordered(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.CHECKED)
    payment = act("order_claim", claim, cast.ministry)
    fire_deferred()
    claim.refresh_from_db()
    assert (claim.state, claim.version) == (ClaimState.ORDERED, 4)
    assert (claim.factual_by_id, claim.arithmetic_by_id) == (cast.office.user_id,) * 2
    assert claim.ordered_by_id == cast.ministry.user_id
    assert (payment.cents, payment.claim_id) == (300_00, claim.pk)
    [entry] = JournalEntry.objects.filter(kind=EntryKind.ORDER)
    assert entry.idempotency_key == f"order:{payment.pk}:{entry.year_id}"
    assert (entry.actor_id, entry.approver_id) == (cast.ministry.user_id, cast.office.user_id)
    assert (balances().due, balances().ordered) == (0, 300_00)
    assert verify().problems == []
    actions = [entry.action for entry in audit.entries_for(claim)]
    assert actions == ["claim.submitted", "claim.factual", "claim.arithmetic", "claim.ordered"]


def test_vouchers_of_two_budget_years_are_booked_in_two_entries(cast: Cast) -> None:
    with clock.at(clock.now() - timedelta(days=365)):
        make_grant(cast, 300_00)
        make_redeemed(cast, days=2)
    claim = make_claim(cast, ClaimState.CHECKED)
    payment = act("order_claim", claim, cast.ministry)
    fire_deferred()
    year = clock.today().year
    entries = JournalEntry.objects.filter(kind=EntryKind.ORDER).order_by("year")
    assert [entry.year_id for entry in entries] == [year - 1, year]
    assert payment.cents == 500_00
    assert [balances(year=found).ordered for found in (year - 1, year)] == [200_00, 300_00]


def test_refused_lines_are_not_ordered(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.FACTUAL)
    line = claim.lines.get(position=2)
    services.refuse_line(line_id=line.pk, reason="Doppelt", version=2, actor=cast.office)
    claim.refresh_from_db()
    assert (claim.state, claim.version) == (ClaimState.FACTUAL, 3)
    act("confirm_arithmetic", claim, cast.office)
    claim.refresh_from_db()
    assert act("order_claim", claim, cast.ministry).cents == 200_00
    fire_deferred()
    assert (balances().due, balances().ordered) == (100_00, 200_00)
    [mail] = Mail.objects.filter(key__startswith="claim-line_refused:")
    assert mail.to == user_of(cast.trainer).email
    assert "Doppelt" in mail.body


def test_a_line_is_refused_once_and_the_last_one_never(cast: Cast) -> None:
    claim = make_claim(cast)
    first, second, third = claim.lines.all()

    def refuse(line: Any, version: int) -> None:
        services.refuse_line(line_id=line.pk, reason="Grund", version=version, actor=cast.office)

    refuse(first, 1)
    with pytest.raises(Conflict, match="schon abgelehnt"):
        refuse(first, 2)
    refuse(second, 2)
    with pytest.raises(DomainError, match="ganze Abrechnung"):
        refuse(third, 3)


@pytest.mark.parametrize("reason", ["", "   "])
def test_refusing_and_returning_need_a_reason(cast: Cast, reason: str) -> None:
    claim = make_claim(cast)
    for name, actor in (("refuse_claim", cast.office), ("return_claim", cast.ministry)):
        with pytest.raises(DomainError, match="Grund"):
            act(name, claim, actor, reason=reason)
    with pytest.raises(DomainError, match="500 Zeichen"):
        act("refuse_claim", claim, cast.office, reason="x" * 501)


def test_a_refused_claim_is_over_and_says_why(cast: Cast) -> None:
    claim = make_claim(cast)
    act("refuse_claim", claim, cast.office, reason="Falscher Zeitraum")
    claim.refresh_from_db()
    assert (claim.state, claim.note) == (ClaimState.REFUSED, "Falscher Zeitraum")
    with pytest.raises(Conflict, match="ist inzwischen abgelehnt"):
        act("confirm_factual", claim, cast.office)
    [mail] = Mail.objects.filter(key__startswith="claim-refused:")
    assert "Falscher Zeitraum" in mail.body


def test_a_returned_claim_is_checked_again(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.CHECKED)
    act("return_claim", claim, cast.ministry, reason="Bitte Tag 2 klären")
    claim.refresh_from_db()
    assert claim.state == ClaimState.SUBMITTED
    assert (claim.factual_by, claim.arithmetic_by, claim.factual_at) == (None, None, None)
    to = Mail.objects.filter(key__startswith="claim-returned:").values_list("to", flat=True)
    assert list(to) == [user_of(cast.office).email]
    [delayed] = Mail.objects.filter(key__startswith="claim-delayed:")
    assert "Tag 2" not in delayed.body
    act("confirm_factual", claim, cast.office)
    claim.refresh_from_db()
    act("confirm_arithmetic", claim, cast.office)
    claim.refresh_from_db()
    assert act("order_claim", claim, cast.ministry).cents == 300_00


@pytest.mark.parametrize(
    ("state", "name", "who", "more"),
    [
        ("submitted", "confirm_factual", "office", {}),
        ("factual", "confirm_arithmetic", "office", {}),
        ("submitted", "refuse_claim", "office", {"reason": "Grund"}),
        ("checked", "order_claim", "ministry", {}),
        ("checked", "return_claim", "ministry", {"reason": "Grund"}),
        ("submitted", "withdraw_claim", "trainer", {}),
    ],
)
def test_an_old_page_and_a_wrong_order_are_refused(
    cast: Cast, state: str, name: str, who: str, more: dict[str, str]
) -> None:
    claim = make_claim(cast, ClaimState(state))
    actor = getattr(cast, who)
    claim.version += 1
    with pytest.raises(Conflict, match="inzwischen geändert"):
        act(name, claim, actor, **more)
    claim.version -= 1
    act(name, claim, actor, **more)
    claim.refresh_from_db()
    with pytest.raises(Conflict, match="ist inzwischen"):
        act(name, claim, actor, **more)


@pytest.mark.parametrize("name", ["confirm_arithmetic", "order_claim", "return_claim"])
def test_no_act_comes_before_its_turn(cast: Cast, name: str) -> None:
    claim = make_claim(cast)
    actor = cast.office if name == "confirm_arithmetic" else cast.ministry
    with pytest.raises(Conflict, match="ist inzwischen eingereicht"):
        act(name, claim, actor, **({"reason": "Grund"} if name == "return_claim" else {}))


def test_without_a_bank_account_nothing_is_ordered() -> None:
    cast = make_cast()
    make_grant(cast)
    make_redeemed(cast)
    claim = make_claim(cast, ClaimState.CHECKED)
    with pytest.raises(DomainError, match="keine bestätigte Bankverbindung"):
        act("order_claim", claim, cast.ministry)
    assert (balances().due, balances().ordered) == (300_00, 0)
    assert not Payment.objects.exists()


def test_a_line_that_is_not_due_any_more_is_not_ordered(cast: Cast) -> None:
    """Nothing of the programme leads there; the check is the last one before the money goes."""
    claim = make_claim(cast, ClaimState.CHECKED)
    fire_deferred()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE vouchers_voucherbalance DISABLE TRIGGER USER")
    VoucherBalance.objects.filter(account=Account.DUE, day_number=2).update(cents=0)
    with pytest.raises(Conflict, match="abgerechnet sind 100,00"):
        act("order_claim", claim, cast.ministry)


# Four eyes: persons, not roles (docs/programme.md § 6). -------------------------------------------

ACTS: tuple[tuple[str, ClaimState, Role, dict[str, str]], ...] = (
    ("confirm_factual", ClaimState.SUBMITTED, Role.OFFICE, {}),
    ("confirm_arithmetic", ClaimState.FACTUAL, Role.OFFICE, {}),
    ("refuse_claim", ClaimState.SUBMITTED, Role.OFFICE, {"reason": "Grund"}),
    ("order_claim", ClaimState.CHECKED, Role.MINISTRY, {}),
    ("return_claim", ClaimState.CHECKED, Role.MINISTRY, {"reason": "Grund"}),
)


def second_hat(actor: Actor, role: Role) -> Actor:
    """The same person in another role."""
    return make_actor(role, user=user_of(actor))


def deputy_of(actor: Actor, role: Role, user: User | None = None) -> Actor:
    """Somebody who stands in for the person, in a role of that person."""
    membership = grant_membership(
        user=user or user_of(make_actor(role)),
        organisation=make_organisation("office" if role == Role.OFFICE else "ministry"),
        role=role,
        actor=SYSTEM,
        valid_until=clock.today() + timedelta(days=9),
        deputy_for=user_of(actor),
    )
    return actor_for(
        Membership.objects.select_related("user", "organisation").get(pk=membership.pk)
    )


@pytest.mark.parametrize(("name", "state", "role", "more"), ACTS)
def test_who_submitted_decides_nothing(
    cast: Cast, name: str, state: ClaimState, role: Role, more: dict[str, str]
) -> None:
    claim = make_claim(cast, state)
    second = second_hat(cast.trainer, role)
    as_deputy = deputy_of(cast.office, role, user_of(cast.trainer))
    own_deputy = deputy_of(cast.trainer, role)
    for actor in (second, as_deputy, own_deputy):
        with pytest.raises(NotAllowed, match="selbst eingereicht"):
            act(name, claim, actor, **more)
    claim.refresh_from_db()
    assert claim.state == state


@pytest.mark.parametrize("name", ["order_claim", "return_claim"])
def test_who_checked_orders_nothing(cast: Cast, name: str) -> None:
    claim = make_claim(cast, ClaimState.CHECKED)
    more = {"reason": "Grund"} if name == "return_claim" else {}
    second = second_hat(cast.office, Role.MINISTRY)
    as_deputy = deputy_of(cast.ministry, Role.MINISTRY, user_of(cast.office))
    own_deputy = deputy_of(cast.office, Role.MINISTRY)
    for actor in (second, as_deputy, own_deputy):
        with pytest.raises(NotAllowed, match="selbst geprüft"):
            act(name, claim, actor, **more)
    assert balances().ordered == 0


def test_a_deputy_of_somebody_else_may_act(cast: Cast) -> None:
    claim = make_claim(cast)
    deputy = deputy_of(cast.office, Role.OFFICE)
    assert act("confirm_factual", claim, deputy).factual_by_id == deputy.user_id


@pytest.mark.parametrize(("name", "state", "role", "more"), ACTS)
def test_other_roles_decide_nothing(
    cast: Cast, name: str, state: ClaimState, role: Role, more: dict[str, str]
) -> None:
    claim = make_claim(cast, state)
    for other in set(Role) - {role}:
        with pytest.raises(NotAllowed, match="nicht zu Ihrer Rolle"):
            act(name, claim, make_actor(other), **more)


def refused_by(claim: Claim, **changes: Any) -> str:
    """Name of the rule of the database that refuses the change, past the service."""
    try:
        with transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(**changes)
    except IntegrityError as error:
        return violated_constraint(error)
    return "nothing"


def test_the_database_refuses_four_eyes_and_skipped_acts_too(cast: Cast) -> None:
    claim, now = make_claim(cast, ClaimState.CHECKED), clock.now()
    own = {"factual_by": F("submitted_by")}
    assert refused_by(claim, **own) == "claim_checked_by_others"
    own = {"arithmetic_by": F("submitted_by")}
    assert refused_by(claim, **own) == "claim_checked_by_others"
    for person in ("submitted_by", "factual_by", "arithmetic_by"):
        order = {"state": "ordered", "ordered_at": now, "ordered_by": F(person)}
        assert refused_by(claim, **order) == "claim_ordered_by_third"
    assert refused_by(claim, state="ordered") == "claim_acts_fit_state"
    assert refused_by(claim, state="submitted") == "claim_acts_fit_state"
    assert refused_by(claim, factual_at=None) == "claim_acts_have_time"
    assert refused_by(claim, state="refused", note="") == "claim_refusal_has_reason"
    assert refused_by(claim, number="AB-1") == "claim_facts_fixed"


def test_the_database_knows_a_day_in_one_active_line_only(cast: Cast) -> None:
    first, day = make_claim(cast), datetime(2026, 1, 1, tzinfo=clock.BERLIN).date()
    line = first.lines.get(position=1)
    second = Claim.objects.create(
        number="AB-0-1",
        provider=cast.provider,
        submission_key="neu",
        submitted_by_id=cast.trainer.person_id,
        submitted_at=clock.now(),
    )

    def add(**changes: Any) -> str:
        values = {
            "position": 1,
            "entry_id": line.entry_id,
            "voucher_id": line.voucher_id,
            "day_number": 1,
            "held_on": day,
            "cents": 100_00,
        }
        try:
            with transaction.atomic():
                second.lines.create(**(values | changes))
        except IntegrityError as error:
            return violated_constraint(error)
        return "nothing"

    assert add() == "claim_line_day_once"
    assert add(cents=99_00) == "claim_line_fits_booking"
    assert add(day_number=2) == "claim_line_fits_booking"


def test_paying_leaves_the_vouchers_to_the_payment(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.ORDERED)
    assert claim.payments.count() == 1
    assert Voucher.objects.get().paid_days == 0
