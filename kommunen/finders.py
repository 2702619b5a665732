"""Kommunen in the search of the site; their facts are public."""

from functools import partial

from django.urls import reverse
from django.utils.http import urlencode

from kommunen.models import Kommune
from kommunen.queries.search import fitting, spelt_similarly
from lotsen.core.actor import Actor
from lotsen.core.formatting import day
from lotsen.core.search import Found, Hit, Search, found

ORDER = 10
COLUMNS = (
    *("key", "ars", "kind", "name", "display_name", "dissolved_on", "changed_kreis"),
    *("landkreis__display_name",),
    *("successor__name", "successor__display_name", "successor__landkreis__display_name"),
)


def find_kommunen(actor: Actor | None, search: Search) -> Found | None:
    """By name, Kreis, key (AGS, ARS) or postcode; also those that exist no more."""
    if search.is_number or search.is_address:
        return None
    rows = (spelt_similarly if search.approximate else fitting)(Kommune.objects.all(), search.text)
    more_url = f"{reverse('kommunen:list')}?{urlencode({'q': search.text})}"
    hit = partial(_hit, search)
    return found("Kommunen", rows, hit, search, columns=COLUMNS, more_url=more_url)


def _hit(search: Search, kommune: Kommune) -> Hit:
    """Exact is the whole key alone: with a hyphen after it somebody begins to type a voucher ID."""
    typed = search.text.replace(" ", "").rstrip(".,;")
    return Hit(
        title=kommune.display_name,
        detail=" · ".join(part for part in (_place(kommune), kommune.key) if part),
        url=reverse("kommunen:kommune", args=[kommune.key]),
        exact=typed in (kommune.key, kommune.ars),
    )


def _place(kommune: Kommune) -> str:
    """What tells it from another one of the same name, and what became of it."""
    kreis = kommune.landkreis
    place = kreis.display_name if kreis else str(kommune.get_kind_display())
    if kommune.dissolved_on is None:
        return place
    new = kommune.successor
    later = f", heute {new.display_name}" if new else ""
    if kommune.changed_kreis and new and new.landkreis:
        renamed = later if new.name != kommune.name else ""
        return f"{place}, seit {day(kommune.dissolved_on)} {new.landkreis.display_name}{renamed}"
    return f"{place}, aufgelöst zum {day(kommune.dissolved_on)}{later}"
