"""What a contract says beyond provider and persons, and what its line allows of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kommunen.models import Kommune
from lotsen.core import clock
from lotsen.core.errors import DomainError
from lotsen.core.reasons import clean_reason
from vouchers import rules
from vouchers.enums import LineKind
from vouchers.models import FundingLine


@dataclass(frozen=True, slots=True)
class Terms:
    """The rest of a contract; empty for a line with fixed days in the running budget year.

    `days` on lines without a fixed number; `cost_estimate_cents`, `partners` (the other Kommunen)
    and `exception_reason` (too few of them) on Inhouse trainings.
    """

    planned_year: int | None = None
    days: int | None = None
    cost_estimate_cents: int | None = None
    partners: tuple[Kommune, ...] = ()
    exception_reason: str = ""

    @property
    def year(self) -> int:
        """The budget year that pays."""
        return self.planned_year or clock.today().year


def check_terms(line: FundingLine, kommune: Kommune, terms: Terms) -> None:
    """Raise `DomainError` for a year, number of days, cost or partners that the line refuses.

    docs/programme.md §§ 4, 6: this or the next budget year; at most the days of the line; an
    Inhouse training with enough Kommunen together, or with a reason for the exception.
    """
    _check_year(line, terms.year)
    _check_days(line, terms.days)
    if line.kind == LineKind.INHOUSE:
        _check_cost(line, terms)
        _check_partners(line, kommune, terms)
    elif terms.partners or terms.cost_estimate_cents is not None:
        raise DomainError(f"„{line.name}“ kennt keine gemeinsamen Schulungen.")


def _check_year(line: FundingLine, year: int) -> None:
    this_year = clock.today().year
    if year not in (this_year, this_year + 1):
        raise DomainError("Bitte wählen Sie das laufende oder das kommende Haushaltsjahr.")
    if line.valid_until is not None and line.valid_until < date(year, 1, 1):
        raise DomainError(f"„{line.name}“ gilt {year} nicht mehr.")


def _check_days(line: FundingLine, days: int | None) -> None:
    if line.days_fixed:
        if days not in (None, line.max_days):
            raise DomainError(f"„{line.name}“ hat immer {line.max_days} Tage.")
        return
    most = rules.most_days(line)
    if days is None or not 1 <= days <= most:
        raise DomainError(f"Bitte geben Sie 1 bis {most} Seminartage an.")


def _check_cost(line: FundingLine, terms: Terms) -> None:
    cost = terms.cost_estimate_cents
    if cost is None or cost <= 0:
        raise DomainError("Bitte schätzen Sie die Kosten der Schulung.")
    assert line.share_percent is not None
    if not rules.share_rates(
        rate_cents=line.day_rate_cents,
        share_percent=line.share_percent,
        cost_cents=cost,
        days=terms.days or 1,
    )[-1]:
        raise DomainError("Die geschätzten Kosten sind zu niedrig für eine Förderung.")


def _check_partners(line: FundingLine, kommune: Kommune, terms: Terms) -> None:
    keys = [partner.pk for partner in terms.partners]
    if kommune.pk in keys:
        raise DomainError("Ihre eigene Kommune ist schon dabei; bitte nennen Sie nur die anderen.")
    if len(set(keys)) < len(keys):
        raise DomainError("Eine Kommune ist mehrmals genannt.")
    if too_few(line, terms.partners):
        clean_reason(
            terms.exception_reason,
            ask=f"Es müssen mindestens {line.min_kommunen} Kommunen zusammen schulen. Bitte nennen"
            " Sie weitere Kommunen oder begründen Sie die Ausnahme.",
        )


def too_few(line: FundingLine, partners: Iterable[Kommune]) -> bool:
    """Whether the own Kommune and its partners are fewer than the line asks for."""
    return 1 + len(list(partners)) < line.min_kommunen
