"""Whether a voucher pays for a place (docs/programme.md §§ 3, 4)."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from kommunen.queries import are_one_body
from lotsen.core import clock
from lotsen.core.errors import Conflict, DomainError
from lotsen.core.formatting import counted, day, day_of
from lotsen.people.models import Lotse
from lotsen.seminars.models import Seminar
from vouchers.enums import ContractRule, VoucherState
from vouchers.models import Voucher
from vouchers.rules import contract_in_time


class PlaceLike(Protocol):
    """A wanted place, see `services.enrolling.Place`."""

    @property
    def lotse_id(self) -> UUID: ...
    @property
    def voucher_id(self) -> str | None: ...
    @property
    def full_price(self) -> bool: ...


def check_vouchers(
    seminar: Seminar,
    places: Sequence[PlaceLike],
    vouchers: dict[str, Voucher],
    kommunen: dict[UUID, str],
    lotsen: dict[UUID, Lotse],
    first_day: date,
) -> None:
    """Raise `DomainError` for the first place whose voucher does not pay for it.

    Without a voucher the full price is due, which has to be said explicitly. `Conflict` for a
    voucher that holds another place or has been used up.
    """
    for place in places:
        name = lotsen[place.lotse_id].full_name
        if not place.voucher_id:
            if not place.full_price:
                raise DomainError(
                    f"Für {name} ist kein Gutschein gewählt. Ohne Gutschein zahlt die Kommune den"
                    " vollen Preis; bitte bestätigen Sie das."
                )
            continue
        voucher = vouchers.get(place.voucher_id)
        if voucher is None or voucher.lotse_id != place.lotse_id:
            raise DomainError(f"Der Gutschein {place.voucher_id} ist nicht auf {name} ausgestellt.")
        if not are_one_body(voucher.kommune_id, kommunen[place.lotse_id]):
            raise DomainError(f"Der Gutschein {voucher.pk} gehört zu einer anderen Kommune.")
        check_fit(seminar, voucher)
        check_contract(voucher, booked_on=clock.today(), first_day=first_day)


def check_fit(seminar: Seminar, voucher: Voucher) -> None:
    """Raise `DomainError` for another provider or kind of line, `Conflict` for one in use or ended.

    Also asked for a voucher whose validity ended today while nobody has booked it back yet.
    """
    if voucher.provider_id != seminar.provider_id:
        raise DomainError(f"Der Gutschein {voucher.pk} gilt für einen anderen Bildungsträger.")
    if voucher.line.kind != seminar.line.kind:
        raise DomainError(f"Der Gutschein {voucher.pk} gilt für „{voucher.line.name}“.")
    if not voucher.line.days_fixed and voucher.days != seminar.days.count():
        raise DomainError(
            f"Der Gutschein {voucher.pk} gilt für ein Seminar mit"
            f" {counted(voucher.days, 'Tag', 'Tagen')}."
        )
    if voucher.is_assigned:
        raise Conflict(f"Der Gutschein {voucher.pk} wird schon für ein Seminar verwendet.")
    if voucher.has_run_out:
        raise Conflict(f"Der Gutschein {voucher.pk} galt nur bis {day(voucher.valid_until)}.")
    if voucher.state != VoucherState.ISSUED or voucher.released_days:
        raise Conflict(
            f"Der Gutschein {voucher.pk} ist {voucher.get_state_display()} und kann nicht mehr"
            " verwendet werden."
        )


def check_contract(voucher: Voucher, *, booked_on: date, first_day: date) -> None:
    """Raise `DomainError` unless the contract stood before the booking, or before the seminar.

    Which of the two is a rule of the funding period (docs/programme.md § 3).
    """
    decided = voucher.contract.decided_at
    rule = voucher.line.period.contract_rule
    in_time = contract_in_time(
        rule,
        agreed_on=day_of(decided) if decided else None,
        booked_on=booked_on,
        starts_on=first_day,
    )
    if in_time:
        return
    if rule == ContractRule.STRICT:
        raise DomainError(
            f"Der Vertrag {voucher.contract.number} muss vor der Anmeldung vereinbart sein."
        )
    raise DomainError(
        f"Der Vertrag {voucher.contract.number} muss vor Seminarbeginn am {day(first_day)}"
        " vereinbart sein."
    )
