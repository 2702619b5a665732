"""The rules of a line change by a new version from a day on; old cases keep their version."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors, locked
from lotsen.core.errors import Conflict, DomainError
from lotsen.core.formatting import day
from lotsen.core.roles import Role
from vouchers import rules
from vouchers.enums import OverBudget
from vouchers.models import FundingLine, QuotaRule
from vouchers.rights import require_role

OVERLAP = "Für diese Zeit gibt es schon eine Fassung dieser Förderlinie."
SENTENCES = {
    "funding_lines_of_a_kind_do_not_overlap": OVERLAP,
    "funding_line_once_per_start": OVERLAP,
    "quota_rule_once": "Zwei Kontingentregeln beginnen bei derselben Einwohnerzahl.",
}
KEPT = (
    *("period_id", "kind", "rate_kind", "days_fixed", "once_per_period", "needs_basis"),
    *("letter", "open_for_contracts", "valid_until"),
)
"""What makes the line what it is; a new version never changes it."""


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """Places of Kommunen of a group from so many inhabitants on; see `QuotaRule`."""

    group: str
    min_population: int
    max_population: int | None
    places: int


@dataclass(frozen=True, slots=True)
class LineVersion:
    """What a new version says. `day_rate_cents` is the amount or the upper limit of a day."""

    name: str
    valid_from: date
    day_rate_cents: int
    conditions_version: str
    share_percent: int | None = None
    max_days: int | None = None
    min_kommunen: int = 1
    over_budget: str = OverBudget.REFUSE
    voucher_valid_months: int | None = None
    quota: tuple[QuotaRow, ...] = ()


@transaction.atomic
def add_version(*, line_id: int, version: LineVersion, actor: Actor) -> FundingLine:
    """A new version of a line; the old one ends the day before.

    Contracts and vouchers of the old version keep its rate, limits and conditions. Money is granted
    per version. Raises `NotAllowed` unless the actor acts for office or ministry; `DomainError` for
    a day that has passed, lies outside the funding period or values that make no sense; `Conflict`
    when there is a later version already.
    """
    require_role(actor, Role.OFFICE, Role.MINISTRY)
    old = _lock(line_id)
    _check(old, version)
    fault = rules.quota_fault(version.quota)
    if fault:
        raise DomainError(fault)
    kept = {name: getattr(old, name) for name in KEPT}
    said = {name: getattr(version, name) for name in version.__dataclass_fields__}
    del said["quota"]
    with constraint_errors(SENTENCES):
        old.valid_until = version.valid_from - timedelta(days=1)
        old.save(update_fields=["valid_until"])
        new = FundingLine.objects.create(**kept, **said)
        QuotaRule.objects.bulk_create(
            QuotaRule(
                line=new,
                group=row.group,
                min_population=row.min_population,
                max_population=row.max_population,
                places=row.places,
            )
            for row in version.quota
        )
    audit.record(actor=actor, action="funding_line.version_added", target=new, replaces=old.pk)
    return new


@transaction.atomic
def open_line(*, line_id: int, is_open: bool, actor: Actor) -> FundingLine:
    """Let contracts be submitted on a line, or no longer. Asking again changes nothing."""
    require_role(actor, Role.OFFICE, Role.MINISTRY)
    line = _lock(line_id)
    if line.open_for_contracts == is_open:
        return line
    line.open_for_contracts = is_open
    line.save(update_fields=["open_for_contracts"])
    action = "funding_line.opened" if is_open else "funding_line.closed"
    audit.record(actor=actor, action=action, target=line)
    return line


def _lock(line_id: int) -> FundingLine:
    return locked(FundingLine.objects.select_related("period")).get(pk=line_id)


def _check(old: FundingLine, version: LineVersion) -> None:
    if not version.name.strip() or not version.conditions_version.strip():
        raise DomainError("Bitte geben Sie Bezeichnung und Fassung der Bedingungen an.")
    if version.valid_from < clock.today():
        raise DomainError("Eine neue Fassung kann frühestens heute beginnen.")
    if version.valid_from <= old.valid_from:
        raise Conflict(f"Die Fassung, die sie ablöst, gilt selbst erst ab {day(old.valid_from)}.")
    later = FundingLine.objects.filter(kind=old.kind, valid_from__gt=old.valid_from)
    if newest := later.order_by("valid_from").first():
        raise Conflict(f"Es gibt schon eine spätere Fassung, ab {day(newest.valid_from)}.")
    if old.valid_until is not None and version.valid_from > old.valid_until:
        raise DomainError(f"Die Förderlinie endet am {day(old.valid_until)}.")
    if version.day_rate_cents <= 0:
        raise DomainError("Der Betrag muss größer als 0,00 € sein.")
    if (old.share_percent is None) != (version.share_percent is None):
        raise DomainError("Die Art des Satzes bleibt in jeder Fassung gleich.")
    if old.days_fixed and not version.max_days:
        raise DomainError("Bitte geben Sie die Zahl der Tage an.")
