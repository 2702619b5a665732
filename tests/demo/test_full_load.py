"""The whole demo, loaded once: the reports show the published series, every rule holds."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db.models import Count

from events.models import Event
from kommunen.enums import KommuneKind
from lotsen.core import clock
from lotsen.demo.plan.scale import FULL
from lotsen.reporting.queries.dashboard import dashboard
from lotsen.reporting.queries.series import compared_series
from tests.demo.loaded import loaded
from vouchers.enums import QUOTA_VOUCHER_STATES, Account, EntryKind, LineKind
from vouchers.models import BudgetYear, Voucher
from vouchers.queries import balances, line_on, quota_places
from vouchers.queries.entries import filtered_postings, posting_sum
from vouchers.queries.verify import verify

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    yield from loaded(FULL, django_db_blocker)


def test_published_series_exactly() -> None:
    for row in compared_series():
        assert row.counted == row.published.value, row.published.wording


def test_dashboard_at_the_event_in_bruchsal() -> None:
    total = dashboard(year=2022, as_of=date(2022, 7, 6)).total
    assert (total.funded, total.unfunded) == (680, 380)
    assert (total.gemeinden_reached, total.gemeinden) == (420, 1_101)
    assert (total.landkreise_reached, total.landkreise) == (34, 35)


def test_dashboard_on_the_first_stichtag() -> None:
    total = dashboard(year=2019, as_of=date(2019, 2, 19)).total
    assert (total.funded, total.enrolled_funded) == (197, 247)


def test_ledger_is_sound() -> None:
    report = verify()
    assert report.problems == []
    assert report.entries > 4_000


def test_quota_holds_for_every_kommune() -> None:
    line = line_on(LineKind.BASIS)
    assert line is not None
    places = quota_places(line)
    used = Counter(
        Voucher.objects.filter(
            line__kind=LineKind.BASIS, state__in=QUOTA_VOUCHER_STATES
        ).values_list("kommune", flat=True)
    )
    assert all(count <= places[key] for key, count in used.items())


def test_first_phase_got_about_800_000_euros() -> None:
    granted = filtered_postings(account=Account.EXTERNAL, kind=EntryKind.GRANT)
    assert posting_sum(granted.filter(year__gte=2018, year__lte=2022)) == -800_000_00


def test_all_years_but_the_last_two_are_closed() -> None:
    this_year = clock.today().year
    open_years = BudgetYear.objects.filter(state="open").values_list("pk", flat=True)
    assert sorted(open_years) == [this_year - 1, this_year]
    for year in BudgetYear.objects.filter(state="closed"):
        totals = balances(year=year.pk)
        assert totals.granted == totals.paid


def test_events_of_leinfelden_echterdingen_and_bruchsal() -> None:
    guests = Count("registrations")
    events = {event.city: event for event in Event.objects.annotate(guests=guests)}
    assert events["Leinfelden-Echterdingen"].guests > 200
    assert events["Bruchsal"].guests == 80
    assert events["Bruchsal"].venue == "HubWerk01"
    earlier = Event.objects.filter(starts_at__lt=events["Bruchsal"].starts_at)
    assert earlier.count() == 4


def test_landkreis_is_counted_apart_from_its_gemeinden() -> None:
    kinds = Voucher.objects.values_list("kommune__kind", flat=True)
    assert KommuneKind.LANDKREIS in set(kinds)
    assert KommuneKind.GEMEINDE in set(kinds)
