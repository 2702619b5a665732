"""How money, days, instants and numbers look to a German reader.

Every function is total: `None` becomes an en dash, so that a table cell is never empty. Spaces
inside one value are non-breaking; a minus is the real minus sign.
"""

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"

WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)


def number(value: int | None) -> str:
    """Return a whole number with German thousands dots: 1136 → `1.136`."""
    if value is None:
        return DASH
    return f"{MINUS if value < 0 else ''}{abs(value):,}".replace(",", ".")


def euro(cents: int | None) -> str:
    """Return an amount of cents to the cent: 123456 → `1.234,56 €`."""
    if cents is None:
        return DASH
    return f"{amount(cents)}{NBSP}€"


def amount(cents: int) -> str:
    """Return an amount of cents without the currency sign, as one types it: `1.234,56`."""
    whole, rest = divmod(abs(cents), 100)
    return f"{MINUS if cents < 0 else ''}{number(whole)},{rest:02d}"


def euro_round(cents: int | None) -> str:
    """Return an amount of cents in whole euros, half a euro rounded away from zero: `1.235 €`."""
    if cents is None:
        return DASH
    whole = (abs(cents) + 50) // 100
    return f"{number(-whole if cents < 0 else whole)}{NBSP}€"


def percent(part: int | float | None, whole: int | float | None) -> str:
    """Return the share of part in whole with one decimal: 647 of 1136 → `57,0 %`."""
    if part is None or not whole:
        return DASH
    return f"{100 * part / whole:.1f}".replace(".", ",").replace("-", MINUS) + f"{NBSP}%"


def degrees(latitude: Decimal | None, longitude: Decimal | None) -> str:
    """Return a place on the map, to about ten metres: `48,7758° N, 9,1829° O`."""
    if latitude is None or longitude is None:
        return DASH
    north, east = (f"{value:.4f}".replace(".", ",") for value in (latitude, longitude))
    return f"{north}°{NBSP}N, {east}°{NBSP}O"


def sentence(text: str) -> str:
    """Return what somebody typed as a sentence that others can follow: with a full stop."""
    typed = text.rstrip()
    return typed if not typed or typed[-1] in ".!?…" else f"{typed}."


def local(value: datetime) -> datetime:
    """Return the instant on a clock in Baden-Württemberg."""
    return value.astimezone(BERLIN) if value.tzinfo else value


def day_of(value: date | datetime) -> date:
    """Return the German calendar day of a day or an instant."""
    return local(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime | None) -> str:
    """Return a day as `22.11.2026`."""
    return DASH if value is None else f"{day_of(value):%d.%m.%Y}"


def day_long(value: date | datetime | None) -> str:
    """Return a day with its weekday: `Sonntag, 22. November 2026`."""
    if value is None:
        return DASH
    on = day_of(value)
    return f"{WEEKDAYS[on.weekday()]}, {on.day}.{NBSP}{MONTHS[on.month - 1]} {on.year}"


def day_short(value: date | datetime | None) -> str:
    """Return a day for a narrow column head: `Di 10.11.`."""
    if value is None:
        return DASH
    on = day_of(value)
    return f"{WEEKDAYS[on.weekday()][:2]}{NBSP}{on:%d.%m.}"


def month(value: date | datetime | None) -> str:
    """Return the month of a day: `November 2026`."""
    if value is None:
        return DASH
    on = day_of(value)
    return f"{MONTHS[on.month - 1]} {on.year}"


def clock_time(value: time | datetime | None) -> str:
    """Return a time of day: `09:15 Uhr`."""
    if value is None:
        return DASH
    moment = local(value) if isinstance(value, datetime) else value
    return f"{moment:%H:%M}{NBSP}Uhr"


def instant(value: datetime | None) -> str:
    """Return a day with a time of day: `22.11.2026, 09:15 Uhr`."""
    return DASH if value is None else f"{day(value)}, {clock_time(value)}"


def span(first: date | datetime | None, last: date | datetime | None) -> str:
    """Return a stretch of days as briefly as is clear: `10.–12.11.2026`."""
    if first is None or last is None:
        return day(first if last is None else last)
    start, end = day_of(first), day_of(last)
    if start == end:
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start:%d.}{DASH}{day(end)}"
    if start.year == end.year:
        return f"{start:%d.%m.}{DASH}{day(end)}"
    return f"{day(start)} {DASH} {day(end)}"


def counted(value: int | None, one: str, many: str) -> str:
    """Return a number with its noun: `1 Gutschein`, `12 Gutscheine`."""
    return f"{number(value)}{NBSP}{one if value == 1 else many}"
