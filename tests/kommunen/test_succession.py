"""Merged and moved Kommunen: the successor reads and continues what the old one had."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from kommunen import queries
from kommunen.enums import ChangeGroup
from kommunen.models import Kommune
from kommunen.services.applying import apply_edition
from kommunen.services.load import load_registry
from kommunen.services.receiving import keep_file
from kommunen.services.staging import FileDates, choose_changes, stage_edition
from lotsen.core import clock
from lotsen.core.actor import SYSTEM, Actor
from lotsen.core.errors import DomainError, NotAllowed
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from lotsen.people.queries import colleagues_in, employees_of, lotsen_visible_to
from lotsen.people.services import register_person
from lotsen.seminars.models import Enrolment
from lotsen.seminars.queries import enrolments_visible_to
from lotsen.seminars.services import Place, cancel_enrolment, enrol_many, substitute
from tests.factories.accounts import client_of, make_actor
from tests.factories.gv100 import gv100ad, snapshot_edition
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse
from tests.factories.seminars import make_seminar
from tests.factories.vouchers import (
    Cast,
    basis_line,
    cast_around,
    make_contract,
    make_grant,
    make_vouchers,
)
from vouchers import services
from vouchers.models import Voucher
from vouchers.queries import contracts_visible_to, entries_visible_to, quota_of, vouchers_visible_to

pytestmark = pytest.mark.django_db

KNOWN = snapshot_edition()
CALW, MUEHLACKER, MOVED = "08235085", "08236040", "08236099"


@dataclass
class Merger:
    """Calw got a contract with two vouchers; one person has a seat. Then it became another one."""

    old: Kommune
    new: Kommune
    cast: Cast
    vouchers: list[Voucher]
    enrolment: Enrolment
    known: Lotse
    """Employed at the old one, without a voucher."""
    hr: Actor
    """HR of the successor."""


def become(successor: str) -> None:
    """The real import dissolves Calw: merged into `successor`, or moved when that is new."""
    places = dict(KNOWN.places)
    old = places.pop(CALW)
    if successor not in places:
        places[successor] = replace(old, key=successor, ars=f"{successor[:5]}0{successor[5:]}099")
    file = keep_file(
        content=gv100ad(_summed(replace(KNOWN, places=places))), filename="GV100AD_31082026.txt"
    )
    dates = FileDates(date(2025, 12, 31), "Zensus 2022", date(2024, 12, 31))
    staged = stage_edition(file=file, dates=dates, actor=SYSTEM)
    successors = {CALW: successor} if successor in KNOWN.places else {}
    choose_changes(
        edition_id=staged.pk, groups=set(ChangeGroup), successors=successors, actor=SYSTEM
    )
    apply_edition(edition_id=staged.pk, effective_on=clock.today(), actor=SYSTEM)


def _summed(edition: Any) -> Any:
    """Landkreise carry the sums of their Gemeinden, as in every real file."""
    places = dict(edition.places)
    for kreis in [place for place in places.values() if place.key.endswith("000")]:
        own = [x for x in edition.places.values() if x.kreis == kreis.kreis and x.key != kreis.key]
        if own:
            places[kreis.key] = replace(
                kreis,
                population=sum(x.population for x in own),
                area_ha=sum(x.area_ha for x in own),
            )
    return replace(edition, places=places)


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The registry, loaded once for the module and gone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_registry(actor=SYSTEM)
        yield
        transaction.set_rollback(True)


@pytest.fixture(params=[MUEHLACKER, MOVED], ids=["merged", "moved"])
def merger(stage: None, db: None, request: pytest.FixtureRequest) -> Merger:
    calw = Kommune.objects.get(key=CALW)
    cast = cast_around(calw)
    make_grant(cast, 3_000_00)
    vouchers = make_vouchers(cast, 2)
    seminar = make_seminar(cast.trainer)
    place = Place(vouchers[0].lotse_id, vouchers[0].pk)
    [enrolment] = enrol_many(seminar_id=seminar.pk, places=[place], actor=cast.hr)
    known = make_lotse(calw)
    become(request.param)
    new = Kommune.objects.get(key=request.param)
    calw.refresh_from_db()
    hr = make_actor(Role.HR, new.organisation)
    return Merger(calw, new, cast, vouchers, enrolment, known, hr)


def test_hr_of_the_successor_sees_the_old_cases_and_nobody_else_does(merger: Merger) -> None:
    ids = {voucher.pk for voucher in merger.vouchers}
    people = {merger.known.pk, *(voucher.lotse_id for voucher in merger.vouchers)}
    other = make_actor(Role.HR, make_kommune().organisation)
    for actor, sees in ((merger.hr, True), (merger.cast.hr, True), (other, False)):
        assert (set(vouchers_visible_to(actor).values_list("pk", flat=True)) == ids) is sees
        assert contracts_visible_to(actor).exists() is sees
        assert entries_visible_to(actor).exists() is sees
        assert enrolments_visible_to(actor).filter(pk=merger.enrolment.pk).exists() is sees
        assert (set(lotsen_visible_to(actor).values_list("pk", flat=True)) == people) is sees


def test_pages_of_old_cases_open_for_the_successor_only(merger: Merger) -> None:
    voucher = merger.vouchers[0]
    addresses = [
        f"/gutscheine/{voucher.pk}/",
        f"/vertraege/{voucher.contract_id}/",
        f"/personen/{voucher.lotse_id}/",
    ]
    other = make_actor(Role.HR, make_kommune().organisation)
    for address in addresses:
        assert client_of(merger.hr).get(address).status_code == 200, address
        assert client_of(other).get(address).status_code == 404, address


def test_the_successor_continues_old_cases(merger: Merger) -> None:
    first, second = merger.vouchers
    cancel_enrolment(enrolment_id=merger.enrolment.pk, actor=merger.hr)
    seminar = make_seminar(merger.cast.trainer, first_in=40)
    place = Place(second.lotse_id, second.pk)
    [enrolment] = enrol_many(seminar_id=seminar.pk, places=[place], actor=merger.hr)
    assert enrolment.kommune_id == CALW
    colleague = make_lotse(merger.new)
    made = substitute(
        enrolment_id=enrolment.pk, lotse_id=colleague.pk, reason="Krank", actor=merger.hr
    )
    assert (made.voucher_id, made.kommune_id) == (second.pk, CALW)
    another = make_lotse(merger.new)
    moved = services.transfer_voucher(
        voucher_id=first.pk, to=another, reason="Gegangen", actor=merger.hr
    )
    assert (moved.lotse_id, moved.kommune_id) == (another.pk, CALW)


def test_strangers_continue_nothing(merger: Merger) -> None:
    other = make_actor(Role.HR, make_kommune().organisation)
    with pytest.raises(NotAllowed):
        cancel_enrolment(enrolment_id=merger.enrolment.pk, actor=other)
    with pytest.raises(NotAllowed):
        services.transfer_voucher(
            voucher_id=merger.vouchers[1].pk,
            to=make_lotse(merger.new),
            reason="Versuch",
            actor=other,
        )


ONLY_MERGED = pytest.mark.parametrize("merger", [MUEHLACKER], ids=["merged"], indirect=True)
"""HR of a Kommune that moved is HR of the new key at once (tests/kommunen/test_moving.py)."""


@ONLY_MERGED
def test_hr_of_the_old_kommune_does_not_see_the_people_of_the_successor(merger: Merger) -> None:
    colleague = make_lotse(merger.new)
    assert not lotsen_visible_to(merger.cast.hr).filter(pk=colleague.pk).exists()
    assert colleague not in employees_of(merger.old)
    assert colleague in colleagues_in(merger.old)
    page = client_of(merger.cast.hr).get(f"/gutscheine/{merger.vouchers[1].pk}/uebertragen/")
    assert colleague.full_name not in page.content.decode()


@ONLY_MERGED
def test_hr_of_the_old_kommune_concludes_no_new_contracts(merger: Merger) -> None:
    with pytest.raises(DomainError, match="besteht seit dem"):
        make_contract(merger.cast, [merger.known])
    old = client_of(merger.cast.hr)
    for address in ("/vertraege/neu/", "/vertraege/neu/basis/"):
        answer = old.get(address)
        assert answer.status_code == 422
        assert "reicht die Nachfolgerin ein" in answer.content.decode()
    for address in ("/vertraege/", "/uebersicht/"):
        assert "/vertraege/neu/" not in old.get(address, follow=True).content.decode()


def test_new_contracts_are_of_the_successor_and_name_the_old_people(merger: Merger) -> None:
    known = merger.known
    quota = quota_of(merger.new, basis_line())
    assert quota.used == 2  # those of Calw: nobody is funded twice because of a merger
    cast = replace(merger.cast, kommune=merger.new, hr=merger.hr)
    if quota.has_room:
        contract = make_contract(cast, [known])
        [voucher] = services.agree_and_issue(contract_id=contract.pk, actor=cast.office)
        assert voucher.pk.startswith(merger.new.pk)
        seminar = make_seminar(cast.trainer, first_in=50)
        [enrolment] = enrol_many(
            seminar_id=seminar.pk, places=[Place(known.pk, voucher.pk)], actor=merger.hr
        )
        assert enrolment.kommune_id == merger.new.pk


def test_nobody_is_entered_at_a_kommune_that_has_ended(merger: Merger) -> None:
    """Neither by who comes late nor by the office; who is entered there already is found."""
    refusal = "den Schlüssel 08236099" if merger.new.pk == MOVED else "trägt die Nachfolgerin ein"
    with pytest.raises(DomainError, match=refusal):
        make_lotse(merger.old)
    assert make_lotse(merger.new)
    old = client_of(merger.cast.hr).get("/personen/").content.decode()
    assert ("Person eintragen" in old) is (merger.new.pk == MOVED)


def test_an_address_known_at_the_old_kommune_is_the_same_person(merger: Merger) -> None:
    lotse = merger.known
    again = register_person(
        given_name=lotse.given_name,
        family_name=lotse.family_name,
        email=lotse.email,
        kommune=merger.new,
        actor=merger.hr,
    )
    assert again == lotse


def test_the_line_of_successors_is_followed_by_steps() -> None:
    last = make_kommune("Neustadt")
    middle = make_kommune("Mittelstadt", dissolved_on=date(2024, 1, 1), successor=last)
    first = make_kommune("Altstadt", dissolved_on=date(2020, 1, 1), successor=middle)
    stranger = make_kommune("Anderswo")
    assert set(queries.with_predecessors(last)) == {last, middle, first}
    assert set(queries.with_predecessors(middle)) == {middle, first}
    assert set(queries.same_body(first.pk)) == {last, middle, first}
    assert set(queries.same_body(stranger.pk)) == {stranger}
    assert queries.are_one_body(first.pk, last.pk)
    assert not queries.are_one_body(first.pk, stranger.pk)
    hr = make_actor(Role.HR, last.organisation)
    assert set(queries.kommunen_of(hr)) == {last, middle, first}
    assert queries.may_act_for(hr, first)
    assert not queries.may_act_for(hr, stranger)
    assert not queries.may_act_for(make_actor(Role.HR, first.organisation), last)
    assert list(queries.predecessors(last)) == [middle]
    assert not queries.kommunen_of(SYSTEM).exists()


def test_contract_and_voucher_say_who_has_them_now(merger: Merger) -> None:
    client = client_of(merger.cast.office)
    voucher = merger.vouchers[0]
    for noun, address in (
        ("Vertrag", f"/vertraege/{voucher.contract_id}/"),
        ("Gutschein", f"/gutscheine/{voucher.pk}/"),
    ):
        page = client.get(address).content.decode()
        if merger.new.pk == MOVED:
            assert "Die Kommune hat den Kreis gewechselt" in page
            assert f'den Schlüssel <a href="/kommunen/{MOVED}/">{MOVED}</a>.' in page
            assert f"Dort wird der {noun} weitergeführt." in page
        else:
            assert "Die Kommune besteht nicht mehr" in page
            assert f'heute <a href="/kommunen/{MUEHLACKER}/">{merger.new.label}</a>.' in page
            assert f"Für den {noun} ist jetzt {merger.new.name} zuständig." in page
