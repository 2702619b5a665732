"""A kept coverage page is never a stale one: every kind of change leads to a new page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from kommunen.models import Kommune
from lotsen.accounts.models import Organisation, User
from lotsen.core import clock
from lotsen.core.roles import Role
from lotsen.people.models import Employment, Qualification
from lotsen.reporting.enums import Counting
from lotsen.reporting.queries.coverage import Question, _count, coverage
from lotsen.seminars.services import cancel_enrolment
from tests.factories.accounts import client_of, make_membership, make_organisation
from tests.factories.kommunen import make_kommune, make_population
from tests.factories.people import make_lotse, make_qualification
from tests.factories.seminars import Course, make_course
from tests.factories.vouchers import Cast, make_contract, make_grant, make_inhouse
from vouchers.enums import LineKind
from vouchers.models import FundingPeriod, TransferContract, Voucher
from vouchers.services import agree_and_issue, cancel_voucher, withdraw_contract

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/berichte/abdeckung/"
EMPLOYED, INHOUSE = f"{PAGE}?zaehlung=beschaeftigung", f"{PAGE}?linie=inhouse"


class Scene:
    """A course of one Kommune, a second Kommune with HR, and a visitor of the ministry."""

    def __init__(self) -> None:
        self.course: Course = make_course(2)
        self.cast: Cast = self.course.cast
        self.other: Cast = self.cast.of_kommune(make_kommune(population=40_000))
        make_grant(self.cast, cents=900_00)
        self.visitor = self.cast.ministry

    @property
    def user(self) -> User:
        return User.objects.get(pk=self.visitor.person_id)

    def qualify(self, funded: bool) -> None:
        kommune = self.cast.kommune
        make_qualification(make_lotse(kommune), kommune, funded=funded)

    def add_role(self) -> None:
        make_membership(Role.OFFICE, make_organisation("office", "Zweite Stelle"), self.user)


def merge(scene: Scene) -> None:
    old = make_kommune("Altdorf")
    scene.qualify(funded=True)
    Kommune.objects.filter(pk=old.pk).update(
        dissolved_on=clock.today(), successor=scene.cast.kommune
    )


def issue(scene: Scene) -> None:
    contract = make_contract(scene.other)
    agree_and_issue(contract_id=contract.pk, actor=scene.cast.office)


def withdraw(scene: Scene) -> None:
    contract = TransferContract.objects.get(kommune=scene.other.kommune)
    withdraw_contract(contract_id=contract.pk, actor=scene.other.hr)


def cancel(scene: Scene) -> None:
    voucher = Voucher.objects.get(kommune=scene.other.kommune)
    cancel_voucher(voucher_id=voucher.pk, reason="Seminar abgesagt", actor=scene.cast.office)


def unenrol(scene: Scene) -> None:
    cancel_enrolment(enrolment_id=scene.course.enrolments[0].pk, actor=scene.cast.hr)


def leave(scene: Scene) -> None:
    Employment.objects.filter(lotse__qualifications__funded=True).update(
        ends_on=clock.today() - timedelta(days=1)
    )


CHANGES: dict[str, tuple[str, Callable[[Scene], object]]] = {
    "a Kommune": (PAGE, lambda scene: make_kommune("Neudorf")),
    "its name": (
        PAGE,
        lambda scene: Kommune.objects.filter(name="Neudorf").update(display_name="Neustadt"),
    ),
    "inhabitants": (
        PAGE,
        lambda scene: make_population(scene.cast.kommune, 77_000, clock.today()),
    ),
    "a contract": (PAGE, lambda scene: make_contract(scene.other)),
    "a contract withdrawn": (PAGE, withdraw),
    "a voucher": (PAGE, issue),
    "a voucher cancelled": (PAGE, cancel),
    "a partner": (INHOUSE, lambda scene: make_inhouse(scene.other, partners=(make_kommune(),))),
    "an enrolment": (PAGE, lambda scene: scene.course.enrol()),
    "an enrolment cancelled": (PAGE, unenrol),
    "a Lotse": (PAGE, lambda scene: scene.qualify(funded=True)),
    "an unfunded Lotse": (PAGE, lambda scene: scene.qualify(funded=False)),
    "a Lotse who leaves": (EMPLOYED, leave),
    "a merger": (PAGE, merge),
    "a qualification deleted": (
        PAGE,
        lambda scene: Qualification.objects.filter(funded=False).delete(),
    ),
    "the name of a period": (
        PAGE,
        lambda scene: FundingPeriod.objects.filter(ends_on=None).update(name="Anderer Zeitraum"),
    ),
    "another role of the visitor": (PAGE, Scene.add_role),
    "the name of that office": (
        PAGE,
        lambda scene: Organisation.objects.filter(name="Zweite Stelle").update(name="Amt"),
    ),
    "the visitor's name": (
        PAGE,
        lambda scene: User.objects.filter(pk=scene.user.pk).update(name="Neu, N."),
    ),
}
"""By what the page shows; each is committed at once, as services do."""


def status(client: Client, address: str, etag: str) -> int:
    return client.get(address, headers={"If-None-Match": etag}).status_code


def test_every_kind_of_change_leads_to_a_new_page() -> None:
    scene = Scene()
    client = client_of(scene.visitor)
    client.get(PAGE)  # sets the token of the forms
    for name, (address, change) in CHANGES.items():
        etag = client.get(address)["ETag"]
        assert status(client, address, etag) == 304, name
        change(scene)
        assert status(client, address, etag) == 200, name
        today = clock.today()
        for question in (
            Question(today),
            Question(today, counting=Counting.EMPLOYED),
            Question(today, line=LineKind.INHOUSE),
        ):
            assert coverage(question) == _count(question), name


def test_a_change_that_the_page_does_not_show_keeps_it() -> None:
    scene = Scene()
    client = client_of(scene.visitor)
    client.get(PAGE)
    etag = client.get(PAGE)["ETag"]
    make_organisation(name="Ein Träger")
    assert status(client, PAGE, etag) == 304


QUIET_MOMENTS = 200
"""Tries to find one: other tests write on the same server, in databases of their own."""


@pytest.mark.parametrize(
    ("address", "kept", "counted"),
    [(PAGE, 6, 11), (EMPLOYED, 6, 11), (f"{PAGE}kommunen/", 6, 11)],
)
@pytest.mark.parametrize("more", [0, 3])
def test_statements_while_nothing_is_written_and_after(
    address: str,
    kept: int,
    counted: int,
    more: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    scene = Scene()
    client = client_of(scene.visitor)
    client.get(address)
    for _ in range(more):
        kommune = make_kommune()
        make_qualification(make_lotse(kommune), kommune)
    make_organisation()
    with django_assert_num_queries(counted):
        etag = client.get(address).get("ETag", "")
    for _ in range(QUIET_MOMENTS):
        with CaptureQueriesContext(connection) as asked:
            client.get(address, headers={"If-None-Match": etag} if etag else {})
        if len(asked) != counted:
            break  # no other test on this server has written between the two
    assert len(asked) == kept
