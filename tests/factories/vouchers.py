"""Money, contracts and vouchers, made through the services."""

from dataclasses import dataclass, replace
from itertools import count

from kommunen.models import Kommune
from lotsen.accounts.models import Organisation
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from tests.factories.accounts import make_actor, make_organisation
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse
from vouchers import services
from vouchers.enums import LineKind
from vouchers.models import FundingLine, JournalEntry, TransferContract, Voucher
from vouchers.queries import line_on
from vouchers.services import Terms

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody a contract needs: two sides, the ministry twice, a provider, a Kommune."""

    kommune: Kommune
    provider: Organisation
    hr: Actor
    office: Actor
    ministry: Actor
    second: Actor
    trainer: Actor

    def of_kommune(self, kommune: Kommune) -> "Cast":
        """The same people around another Kommune with its own HR."""
        return replace(self, kommune=kommune, hr=make_actor(Role.HR, kommune.organisation))


def make_cast(population: int = 40_000) -> Cast:
    """A Kommune with three places (by default) and the persons around it."""
    return cast_around(make_kommune(population=population))


def cast_around(kommune: Kommune) -> Cast:
    """The persons around a Kommune that is there."""
    provider = make_organisation()
    return Cast(
        kommune=kommune,
        provider=provider,
        hr=make_actor(Role.HR, kommune.organisation),
        office=make_actor(Role.OFFICE),
        ministry=make_actor(Role.MINISTRY),
        second=make_actor(Role.MINISTRY),
        trainer=make_actor(Role.PROVIDER, provider),
    )


def basis_line() -> FundingLine:
    """The Basis line of today."""
    line = line_on(LineKind.BASIS)
    assert line is not None
    return line


def line_of(kind: LineKind) -> FundingLine:
    """The line of a kind of today."""
    line = line_on(kind)
    assert line is not None
    return line


def make_grant(
    cast: Cast,
    cents: int = 3_000_00,
    year: int | None = None,
    line: FundingLine | None = None,
) -> JournalEntry:
    return services.grant_budget(
        line=line or basis_line(),
        year=year or clock.today().year,
        cents=cents,
        reason="Bewilligungsbescheid",
        idempotency_key=f"test-{next(_numbers)}",
        actor=cast.ministry,
        approver=cast.second,
    )


def make_contract(
    cast: Cast,
    persons: int | list[Lotse] = 1,
    *,
    key: str = "",
    line: FundingLine | None = None,
    terms: Terms | None = None,
) -> TransferContract:
    """A submitted contract naming new employees, or the given ones (default: Basis)."""
    named = persons if isinstance(persons, list) else []
    if isinstance(persons, int):
        named = [make_lotse(cast.kommune) for _ in range(persons)]
    return services.submit_contract(
        kommune=cast.kommune,
        line=line or basis_line(),
        provider=cast.provider,
        persons=named,
        terms=terms or Terms(),
        contact_name="Personalamt",
        contact_email="personalamt@kommune.example",
        submission_key=key or f"form-{next(_numbers)}",
        actor=cast.hr,
    )


def make_vouchers(cast: Cast, persons: int = 1) -> list[Voucher]:
    """Issued vouchers of one contract; the money must have been granted."""
    contract = make_contract(cast, persons)
    return services.agree_and_issue(contract_id=contract.pk, actor=cast.office)


def make_inhouse(
    cast: Cast,
    *,
    partners: tuple[Kommune, ...] | None = None,
    cost_cents: int = 6_000_00,
    days: int = 2,
) -> TransferContract:
    """A submitted Inhouse contract with one partner, or as an exception without any."""
    named = (make_kommune(),) if partners is None else partners
    terms = Terms(
        days=days,
        cost_estimate_cents=cost_cents,
        partners=named,
        exception_reason="" if named else "Die Nachbarn haben schon geschult",
    )
    return make_contract(cast, line=line_of(LineKind.INHOUSE), terms=terms)


def make_inhouse_voucher(cast: Cast, *, cost_cents: int = 6_000_00, days: int = 2) -> Voucher:
    """The voucher of an Inhouse training; its money is granted with it."""
    contract = make_inhouse(cast, cost_cents=cost_cents, days=days)
    make_grant(cast, contract.voucher_cents, line=contract.line)
    [voucher] = services.agree_and_issue(contract_id=contract.pk, actor=cast.office)
    return voucher
