"""German formats as template filters (a builtin library, no `{% load %}` needed).

The filters are named in German because they are read inside German sentences:
`{{ voucher.value_cents|euro }}`, `{{ seminar.starts_on|datum_lang }}`.
"""

from datetime import date, datetime
from decimal import Decimal

from django import template

from lotsen.core import formatting

register = template.Library()

register.filter("euro", formatting.euro)
register.filter("euro_round", formatting.euro_round)
register.filter("zahl", formatting.number)
register.filter("prozent", formatting.percent)
register.filter("datum", formatting.day)
register.filter("datum_lang", formatting.day_long)
register.filter("datum_kurz", formatting.day_short)
register.filter("monat", formatting.month)
register.filter("uhrzeit", formatting.clock_time)
register.filter("zeitpunkt", formatting.instant)
register.filter("satz", formatting.sentence)


@register.filter
def grad(latitude: Decimal | None, longitude: Decimal | None) -> str:
    """Return a place on the map: `{{ latitude|grad:longitude }}` → `48,7758° N, 9,1829° O`."""
    return formatting.degrees(latitude, longitude)


@register.filter
def zeitraum(first: date | datetime | None, last: date | datetime | None) -> str:
    """Return a stretch of days: `{{ first|zeitraum:last }}` → `10.–12.11.2026`."""
    return formatting.span(first, last)


@register.filter
def anzahl(value: int | None, nouns: str) -> str:
    """Return a number with its noun: `{{ n|anzahl:"Gutschein,Gutscheine" }}` → `3 Gutscheine`."""
    one, many = nouns.split(",")
    return formatting.counted(value, one, many)
