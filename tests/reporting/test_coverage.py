"""How far each Kommune has come: the strongest step, as of a day, and equal to the dashboard."""

from datetime import date, timedelta

import pytest

from kommunen.enums import SizeClass
from kommunen.models import Kommune
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.people.enums import QualificationKind
from lotsen.people.models import Employment
from lotsen.reporting.enums import Counting, Reach
from lotsen.reporting.queries.coverage import Body, Question, coverage
from lotsen.reporting.queries.coverage_sums import Shown, kreise, reached, sizes, steps
from lotsen.reporting.queries.dashboard import dashboard
from lotsen.reporting.queries.people import Narrowed, reach, trained
from tests.factories.accounts import client_of
from tests.factories.kommunen import make_kommune, make_landkreis, make_stadtkreis
from tests.factories.people import make_lotse, make_qualification
from tests.factories.seminars import make_course
from tests.factories.vouchers import (
    make_cast,
    make_contract,
    make_grant,
    make_inhouse,
    make_vouchers,
)
from vouchers.enums import LineKind
from vouchers.models import FundingPeriod
from vouchers.services import agree_and_issue, cancel_voucher, withdraw_contract

pytestmark = pytest.mark.django_db
TODAY = clock.today()


def now(**changes: object) -> Question:
    return Question(clock.today(), **changes)  # type: ignore[arg-type]


def body_of(kommune: Kommune, question: Question | None = None) -> Body:
    return coverage(question or now()).by_key[kommune.pk]


def reach_of(kommune: Kommune, question: Question | None = None) -> Reach:
    return body_of(kommune, question).reach


def test_the_strongest_step_wins() -> None:
    cast = make_cast()
    assert reach_of(cast.kommune) == Reach.NONE
    make_grant(cast)
    contract = make_contract(cast)
    assert reach_of(cast.kommune) == Reach.CONTRACT
    agree_and_issue(contract_id=contract.pk, actor=cast.office)
    assert reach_of(cast.kommune) == Reach.CONTRACT
    make_qualification(make_lotse(cast.kommune), cast.kommune)
    assert reach_of(cast.kommune) == Reach.LOTSE


def test_enrolled_with_and_without_voucher() -> None:
    course = make_course()
    kommune = course.cast.kommune
    assert reach_of(kommune) == Reach.ENROLLED
    assert reach_of(kommune, now(funded=True)) == Reach.ENROLLED
    assert reach_of(kommune, now(funded=False)) == Reach.NONE


def test_what_was_given_back_is_no_contract() -> None:
    cast = make_cast()
    make_grant(cast)
    contract = make_contract(cast)
    withdraw_contract(contract_id=contract.pk, actor=cast.hr)
    assert reach_of(cast.kommune) == Reach.NONE
    [voucher] = make_vouchers(cast)
    assert reach_of(cast.kommune) == Reach.CONTRACT
    cancel_voucher(voucher_id=voucher.pk, reason="Seminar abgesagt", actor=cast.office)
    assert reach_of(cast.kommune) == Reach.NONE


def test_every_step_has_its_day() -> None:
    cast = make_cast()
    then = clock.now() - timedelta(days=30)
    with clock.at(then):
        make_grant(cast)
        [voucher] = make_vouchers(cast)
    cancel_voucher(voucher_id=voucher.pk, reason="Seminar abgesagt", actor=cast.office)
    assert reach_of(cast.kommune, Question(then.date() - timedelta(days=1))) == Reach.NONE
    assert reach_of(cast.kommune, Question(then.date())) == Reach.CONTRACT
    assert reach_of(cast.kommune) == Reach.NONE


def test_a_landkreis_says_nothing_about_its_gemeinden() -> None:
    landkreis = make_landkreis()
    gemeinde = make_kommune(landkreis=landkreis)
    make_qualification(make_lotse(landkreis), landkreis)
    assert (reach_of(landkreis), reach_of(gemeinde)) == (Reach.LOTSE, Reach.NONE)
    [row] = kreise(coverage(now()), Shown())
    assert (row.own.key, row.gemeinden.total, row.gemeinden.lotse) == (landkreis.pk, 1, 0)


def test_funding_line_and_period_narrow() -> None:
    kommune = make_kommune()
    lotse = make_lotse(kommune)
    make_qualification(lotse, kommune, completed_on=date(2019, 5, 4), funded=False)
    assert reach_of(kommune, now(funded=False)) == Reach.LOTSE
    assert reach_of(kommune, now(funded=True)) == Reach.NONE
    assert reach_of(kommune, now(line=LineKind.AUFBAU)) == Reach.NONE
    make_qualification(
        lotse, kommune, kind=QualificationKind.AUFBAU, completed_on=date(2021, 3, 2), funded=False
    )
    assert reach_of(kommune, now(line=LineKind.AUFBAU)) == Reach.LOTSE
    period = FundingPeriod.objects.order_by("starts_on").first()
    assert period is not None
    inside = period.starts_on <= date(2019, 5, 4) <= (period.ends_on or TODAY)
    assert reach_of(kommune, now(period=period)) == (Reach.LOTSE if inside else Reach.NONE)
    later = FundingPeriod(name="später", starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))
    assert not trained(TODAY, Narrowed(period=later)).exists()


def test_inhouse_counts_for_every_partner() -> None:
    cast = make_cast()
    partner = make_kommune()
    make_inhouse(cast, partners=(partner,))
    inhouse = now(line=LineKind.INHOUSE)
    assert reach_of(partner, inhouse) == reach_of(cast.kommune, inhouse) == Reach.CONTRACT
    assert reach_of(partner) == Reach.NONE


def test_a_lotse_who_moved_counts_where_asked() -> None:
    old, new = make_kommune(), make_kommune()
    lotse = make_lotse(old)
    make_qualification(lotse, old)
    moved_on = TODAY - timedelta(days=10)
    Employment.objects.filter(lotse=lotse).update(ends_on=moved_on)
    Employment.objects.create(lotse=lotse, kommune=new, starts_on=moved_on + timedelta(days=1))
    employed = now(counting=Counting.EMPLOYED)
    assert (reach_of(old), reach_of(new)) == (Reach.LOTSE, Reach.NONE)
    assert (reach_of(old, employed), reach_of(new, employed)) == (Reach.NONE, Reach.LOTSE)
    assert body_of(new, employed).funded == 1
    earlier = Question(moved_on, counting=Counting.EMPLOYED)
    assert (reach_of(old, earlier), reach_of(new, earlier)) == (Reach.LOTSE, Reach.NONE)


def test_a_merged_kommune_counts_for_its_successor() -> None:
    kreis = make_landkreis()
    heir = make_kommune(landkreis=kreis)
    middle = make_kommune(landkreis=kreis, dissolved_on=date(2024, 1, 1), successor=heir)
    first = make_kommune(landkreis=kreis)
    make_qualification(make_lotse(first), first)
    make_qualification(make_lotse(heir), heir)
    type(first).objects.filter(pk=first.pk).update(dissolved_on=date(2022, 1, 1), successor=middle)
    found = coverage(now())
    assert {body.key for body in found.bodies} == {kreis.pk, heir.pk}
    assert found.by_key[heir.pk].funded == 2
    assert found.body_on(first.pk) == found.body_on(middle.pk) == found.by_key[heir.pk]
    assert found.body_on("08999999") is None
    total = dashboard(year=TODAY.year, as_of=TODAY).total
    assert (total.gemeinden, total.gemeinden_reached, total.funded) == (1, 1, 2)
    assert list(reach(TODAY).filter(funded=2, reached=True)) == [heir]


def test_figures_are_those_of_the_dashboard() -> None:
    landkreis, stadt = make_landkreis(), make_stadtkreis()
    gemeinde, unfunded = make_kommune(landkreis=landkreis), make_kommune(landkreis=landkreis)
    for kommune in (landkreis, stadt, gemeinde, gemeinde):
        make_qualification(make_lotse(kommune), kommune)
    make_qualification(make_lotse(unfunded), unfunded, funded=False)
    make_course()
    total = dashboard(year=TODAY.year, as_of=TODAY).total
    bodies = coverage(now()).bodies
    assert reached(bodies).gemeinden == total.gemeinden_reached == 2
    assert reached(bodies).landkreise == total.landkreise_reached == 1
    assert sum(body.funded for body in bodies) == total.funded
    assert sum(body.unfunded for body in bodies) == total.unfunded
    assert sum(body.enrolled for body in bodies) == (
        total.enrolled_funded + total.enrolled_unfunded
    )


def test_sums_by_step_kreis_and_size() -> None:
    landkreis = make_landkreis(population=200_000)
    small = make_kommune(landkreis=landkreis, population=4_999)
    make_kommune(landkreis=landkreis, population=5_000)
    make_qualification(make_lotse(small), small)
    found = coverage(now())
    lotse, *_, none = steps(found.bodies)
    assert (lotse.gemeinden, lotse.landkreise, none.gemeinden, none.landkreise) == (1, 0, 1, 1)
    counted = {row.size: (row.tally.total, row.tally.lotse) for row in sizes(found.bodies)}
    assert counted[SizeClass.UNDER_5000] == (1, 1)
    assert counted[SizeClass.UNDER_10000] == (1, 0)
    assert counted[SizeClass.LARGEST] == (1, 0)
    [row] = kreise(found, Shown(size=SizeClass.UNDER_10000))
    assert (row.gemeinden.total, row.gemeinden.none) == (1, 1)
    assert kreise(found, Shown(kreis="08111")) == []


@pytest.mark.parametrize(
    "filters",
    ["", "?foerderung=mit", "?foerderung=ohne", "?linie=aufbau", "?zaehlung=beschaeftigung"],
)
def test_the_number_of_each_step_opens_a_list_of_that_length(filters: str, ministry: Actor) -> None:
    landkreis = make_landkreis()
    make_course()
    for kommune in (landkreis, make_kommune(landkreis=landkreis)):
        make_qualification(make_lotse(kommune), kommune)
    client = client_of(ministry)
    page = client.get(f"/berichte/abdeckung/{filters}")
    for step, _, url in page.context["steps"]:
        listed = client.get(url).context["page"].paginator.count
        assert listed == step.total, (filters, step.reach)
