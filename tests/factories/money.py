"""Bank accounts and what is paid to them, made through the services."""

from datetime import timedelta
from itertools import count
from typing import Any

from stdnum import iban

from lotsen.accounts.models import Organisation
from lotsen.core import clock
from lotsen.core.actor import Actor
from tests.factories.vouchers import Cast
from vouchers import services
from vouchers.models import BankAccount, BudgetProposal
from vouchers.queries.payments import bank_wait_days

_accounts = count(1)


def new_iban() -> str:
    """A German IBAN that passes every check and belongs to no bank: the bank code is all zero."""
    account = f"DE00{0:08d}{next(_accounts):010d}"
    return f"DE{iban.calc_check_digits(account)}{account[4:]}"


def propose_account(provider: Organisation, actor: Actor, number: str = "") -> BankAccount:
    """A named account that waits for the office."""
    return services.propose_bank_account(
        provider=provider, holder=provider.name, iban=number or new_iban(), actor=actor
    )


def make_bank_account(cast: Cast) -> BankAccount:
    """A confirmed account of the cast's provider whose wait is over: it counts today."""
    with clock.at(clock.now() - timedelta(days=bank_wait_days())):
        account = propose_account(cast.provider, cast.trainer)
        return services.confirm_bank_account(account_id=account.pk, actor=cast.office)


def propose_closing(cast: Cast, year: int, **changed: Any) -> BudgetProposal:
    """The closing of a budget year waits; everything unspent is to go back to the Land."""
    values: dict[str, Any] = {
        "year": year,
        "carries_available": False,
        "reason": "Erlass zum Jahresabschluss",
        "submission_key": f"close-{year}",
        "actor": cast.ministry,
    }
    return services.propose_closing(**values | changed)


def close_year(cast: Cast, year: int, **changed: Any) -> BudgetProposal:
    """Both people of the ministry have closed the budget year."""
    proposal = propose_closing(cast, year, **changed)
    return services.approve_closing(proposal_id=proposal.pk, actor=cast.second)
