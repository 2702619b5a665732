"""How far a seminar is, in the words of a list."""

from dataclasses import dataclass
from datetime import date

from lotsen.core.formatting import counted
from lotsen.seminars.models import Seminar


@dataclass(frozen=True, slots=True)
class Stage:
    """Kind (docs/ui.md) and words; loud only where somebody has to act."""

    kind: str
    label: str


def stage_of(seminar: Seminar, today: date) -> Stage:
    """The stage of a seminar that carries seats and days (`queries.with_seats`, `with_days`)."""
    if not seminar.is_published:
        return Stage(seminar.state_kind, seminar.get_state_display())
    open_days = [day for day in seminar.days.all() if getattr(day, "confirmation", None) is None]
    if any(day.held_on < today for day in open_days):
        # Today counts too, as on the attendance page.
        due = sum(day.held_on <= today for day in open_days)
        return Stage("danger", f"{counted(due, 'Tag', 'Tage')} zu bestätigen")
    if any(day.held_on == today for day in open_days):
        return Stage("info", "heute")
    if seminar.first_day <= today:
        return Stage("", "läuft")
    if today > seminar.enrol_until:
        return Stage("", "Anmeldung beendet")
    return Stage("", "Anmeldung offen" if seminar.free_seats else "ausgebucht")
