"""Bank accounts: typed as people type them, confirmed by another person, valid after a wait."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lotsen.accounts.models import Membership, User
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.models import Mail
from lotsen.core.roles import Role
from tests.factories.accounts import make_actor, make_membership, make_user
from tests.factories.money import make_bank_account, new_iban, propose_account
from tests.factories.vouchers import Cast, make_cast
from vouchers import bank_rules, services
from vouchers.enums import BankAccountState
from vouchers.models import BankAccount, FundingPeriod
from vouchers.queries.payments import bank_account_on, bank_accounts_visible_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.mark.parametrize(
    "typed",
    ["de89 3704 0044 0532 0130 00", " DE89370400440532013000 ", "De89\u00a03704004405320130 00"],
)
def test_an_iban_is_taken_as_people_type_it(typed: str) -> None:
    assert bank_rules.clean_iban(typed) == "DE89370400440532013000"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("DE89370400440532013001", "Tippfehler"),
        ("DE8937040044053201300", "22 Stellen"),
        ("DE893704004405320130000", "22 Stellen"),
        ("DE89 3704 0044 0532 013O 00", "Tippfehler"),
        ("ＤＥ89370400440532013000", "kann nicht stimmen"),
        ("Sparkasse", "kann nicht stimmen"),
        ("XX82WEST12345698765432", "Tippfehler"),
        ("GB82WEST12345698765432", "Europäischen Wirtschaftsraum"),
    ],
)
def test_a_wrong_iban_says_what_is_wrong(typed: str, sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        bank_rules.clean_iban(typed)


@pytest.mark.parametrize("typed", ["SOLADEST", "solade st 600", "", "  "])
def test_a_bic_may_be_left_out(typed: str) -> None:
    assert bank_rules.clean_bic(typed) in ("SOLADEST", "SOLADEST600", "")


@pytest.mark.parametrize("typed", ["SOLADE", "SOLADEST60", "12345678", "SOLAXXST"])
def test_a_wrong_bic(typed: str) -> None:
    with pytest.raises(DomainError, match="BIC"):
        bank_rules.clean_bic(typed)


@pytest.mark.parametrize(
    ("typed", "kept"), [(" Öztürk  & Söhne ", "Öztürk & Söhne"), ("Ş. Ł", "Ş. Ł")]
)
def test_the_holder_stays_as_it_is_written(typed: str, kept: str) -> None:
    assert bank_rules.clean_holder(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "123", "x" * 71, "\u200b"])
def test_a_wrong_holder(typed: str) -> None:
    with pytest.raises(DomainError):
        bank_rules.clean_holder(typed)


def test_a_new_account_waits_for_another_person_and_then_some_days(cast: Cast) -> None:
    account = propose_account(cast.provider, cast.trainer)
    assert bank_account_on(cast.provider) is None
    confirmed = services.confirm_bank_account(account_id=account.pk, actor=cast.office)
    assert confirmed.valid_from == clock.today() + timedelta(days=3)
    assert bank_account_on(cast.provider) is None
    assert bank_account_on(cast.provider, clock.today() + timedelta(days=3)) == account


def test_the_wait_is_a_rule_of_the_funding_period(cast: Cast) -> None:
    FundingPeriod.objects.update(bank_wait_days=7)
    account = propose_account(cast.provider, cast.trainer)
    confirmed = services.confirm_bank_account(account_id=account.pk, actor=cast.office)
    assert confirmed.valid_from == clock.today() + timedelta(days=7)


def test_until_then_the_old_account_is_paid(cast: Cast) -> None:
    old = make_bank_account(cast)
    new = propose_account(cast.provider, cast.trainer)
    services.confirm_bank_account(account_id=new.pk, actor=cast.office)
    assert bank_account_on(cast.provider) == old
    assert bank_account_on(cast.provider, clock.today() + timedelta(days=2)) == old
    assert bank_account_on(cast.provider, clock.today() + timedelta(days=3)) == new


def test_nobody_confirms_an_account_of_their_own(cast: Cast) -> None:
    account = propose_account(cast.provider, cast.office)
    with pytest.raises(NotAllowed, match="andere Person"):
        services.confirm_bank_account(account_id=account.pk, actor=cast.office)
    with pytest.raises(NotAllowed, match="andere Person"):
        services.reject_bank_account(account_id=account.pk, reason="Falsch", actor=cast.office)
    with pytest.raises(IntegrityError, match="bank_account_four_eyes"), transaction.atomic():
        BankAccount.objects.filter(pk=account.pk).update(
            state=BankAccountState.CONFIRMED,
            decided_by=cast.office.user_id,
            decided_at=clock.now(),
            valid_from=clock.today(),
        )


def test_one_person_in_two_roles_is_still_one_person(cast: Cast) -> None:
    user = make_user()
    trainer = make_actor(Role.PROVIDER, cast.provider, user)
    office = make_actor(Role.OFFICE, user=user)
    account = propose_account(cast.provider, trainer)
    with pytest.raises(NotAllowed, match="andere Person"):
        services.confirm_bank_account(account_id=account.pk, actor=office)


def test_an_account_is_decided_once(cast: Cast) -> None:
    account = propose_account(cast.provider, cast.trainer)
    services.reject_bank_account(
        account_id=account.pk, reason="Kontoinhaber passt nicht", actor=cast.office
    )
    with pytest.raises(Conflict, match="schon abgelehnt"):
        services.confirm_bank_account(account_id=account.pk, actor=cast.office)
    again = propose_account(cast.provider, cast.trainer)
    for _ in range(2):
        services.confirm_bank_account(account_id=again.pk, actor=cast.office)
    with pytest.raises(Conflict, match="schon bestätigt"):
        services.confirm_bank_account(account_id=again.pk, actor=make_actor(Role.OFFICE))


def test_the_house_takes_back_what_nobody_has_decided(cast: Cast) -> None:
    old, new = make_bank_account(cast), propose_account(cast.provider, cast.trainer)
    with pytest.raises(NotAllowed, match="nicht Ihre"):
        services.withdraw_bank_account(account_id=new.pk, actor=make_cast().trainer)
    with pytest.raises(NotAllowed, match="nur zurückziehen, wer sie gemacht hat"):
        services.withdraw_bank_account(account_id=new.pk, actor=cast.office)
    for _ in range(2):
        withdrawn = services.withdraw_bank_account(account_id=new.pk, actor=cast.trainer)
    assert withdrawn.state == BankAccountState.WITHDRAWN
    with pytest.raises(Conflict, match="schon zurückgezogen"):
        services.confirm_bank_account(account_id=new.pk, actor=cast.office)
    assert bank_account_on(cast.provider) == old
    assert addressees("withdrawn") == {email_of(cast.trainer)}
    mail = Mail.objects.get(key__startswith="bank-account-withdrawn")
    assert f"zahlen weiter auf das Konto {old.masked_iban}" in mail.body
    with pytest.raises(Conflict, match="schon bestätigt"):
        services.withdraw_bank_account(account_id=old.pk, actor=cast.trainer)


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.OFFICE])
def test_a_confirmed_account_is_stopped_until_it_counts(cast: Cast, role: Role) -> None:
    old, new = make_bank_account(cast), propose_account(cast.provider, cast.trainer)
    services.confirm_bank_account(account_id=new.pk, actor=cast.office)
    house = cast.provider if role == Role.PROVIDER else None
    withdrawn = services.withdraw_bank_account(account_id=new.pk, actor=make_actor(role, house))
    assert (withdrawn.state, withdrawn.valid_from) == (BankAccountState.WITHDRAWN, None)
    assert bank_account_on(cast.provider, clock.today() + timedelta(days=9)) == old


def test_only_taking_back_is_an_act_of_one(cast: Cast) -> None:
    account = propose_account(cast.provider, cast.trainer)
    by_one = {"decided_by": cast.trainer.user_id, "decided_at": clock.now()}
    rows = BankAccount.objects.filter(pk=account.pk)
    with pytest.raises(IntegrityError, match="bank_account_four_eyes"), transaction.atomic():
        rows.update(state=BankAccountState.REJECTED, decision_reason="Falsch", **by_one)
    rows.update(state=BankAccountState.WITHDRAWN, **by_one)


def test_one_proposal_at_a_time(cast: Cast) -> None:
    number = new_iban()
    first = propose_account(cast.provider, cast.trainer, number)
    assert propose_account(cast.provider, cast.trainer, number) == first
    with pytest.raises(Conflict, match="wartet schon eine neue Bankverbindung"):
        propose_account(cast.provider, cast.trainer)
    assert BankAccount.objects.count() == 1


def test_the_account_that_counts_is_not_named_again(cast: Cast) -> None:
    account = make_bank_account(cast)
    with pytest.raises(DomainError, match="gilt bereits"):
        propose_account(cast.provider, cast.trainer, account.iban)


def test_only_the_own_provider_and_only_a_provider(cast: Cast) -> None:
    other = make_cast()
    with pytest.raises(NotAllowed, match="nicht Ihre"):
        propose_account(other.provider, cast.trainer)
    with pytest.raises(NotAllowed):
        propose_account(cast.provider, cast.hr)
    assert cast.kommune.organisation is not None
    with pytest.raises(DomainError, match="nur ein Bildungsträger"):
        propose_account(cast.kommune.organisation, cast.office)
    account = propose_account(cast.provider, cast.trainer)
    with pytest.raises(DomainError, match="Grund"):
        services.reject_bank_account(account_id=account.pk, reason="  ", actor=cast.office)


def addressees(name: str) -> set[str]:
    return set(
        Mail.objects.filter(key__startswith=f"bank-account-{name}:").values_list("to", flat=True)
    )


def test_everybody_who_could_notice_a_theft_is_told(cast: Cast) -> None:
    """The thief has the account of one clerk; a colleague and the former clerk get the mail too."""
    with clock.at(clock.now() - timedelta(days=30)):
        office = make_actor(Role.OFFICE)
        former = make_actor(Role.PROVIDER, cast.provider)
        old = propose_account(cast.provider, former)
        services.confirm_bank_account(account_id=old.pk, actor=office)
    Mail.objects.all().delete()
    membership = former_membership(former)
    membership.valid_until = clock.today() - timedelta(days=1)
    membership.save()
    colleague = make_membership(Role.PROVIDER, cast.provider)
    new = propose_account(cast.provider, cast.trainer)
    expected = {colleague.user.email, email_of(cast.trainer), email_of(former)}
    assert addressees("proposed") == expected
    services.confirm_bank_account(account_id=new.pk, actor=cast.office)
    assert addressees("confirmed") == expected
    body = Mail.objects.filter(key__startswith="bank-account-confirmed").values_list("body")[0][0]
    assert old.masked_iban in body
    assert new.masked_iban in body
    assert new.iban not in body


def former_membership(actor: Actor) -> Membership:
    return Membership.objects.get(user=actor.person_id)


def email_of(actor: Actor) -> str:
    return User.objects.get(pk=actor.person_id).email


def test_each_sees_the_accounts_of_its_own(cast: Cast) -> None:
    account = make_bank_account(cast)
    for actor in (cast.trainer, cast.office, cast.ministry):
        assert list(bank_accounts_visible_to(actor)) == [account]
    for actor in (make_cast().trainer, cast.hr):
        assert list(bank_accounts_visible_to(actor)) == []
