"""A budget year ends: open days go on, the rest goes back or along, and nothing is booked after."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from lotsen.core import clock
from lotsen.core.db import violated_constraint
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.roles import Role
from tests.deferred import fire_deferred
from tests.factories.accounts import client_of, make_actor
from tests.factories.corrections import other_kommune, pay_out, redeem_all
from tests.factories.money import close_year, propose_closing
from tests.factories.vouchers import Cast, basis_line, make_cast, make_grant, make_vouchers
from tests.vouchers.test_pages import text_of
from vouchers import services
from vouchers.enums import Account, EntryKind, ProposalKind
from vouchers.models import BudgetProposal, BudgetYear, JournalEntry, Voucher, VoucherBalance
from vouchers.queries import balances
from vouchers.queries.entries import entries_of_proposal
from vouchers.queries.totals import Totals
from vouchers.queries.verify import verify
from vouchers.queries.year_end import carried_items, obstacles, rest_of
from vouchers.services import year_end
from vouchers.services.booking import Draft, Ledger, Line

pytestmark = pytest.mark.django_db
YEAR = 2025


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def spent(cast: Cast) -> tuple[Cast, list[Voucher]]:
    """2025: 1,500 € granted; one voucher paid, one due and committed, one untouched."""
    with clock.at(datetime(YEAR, 3, 2, 9)):
        make_grant(cast, 1_500_00)
        vouchers = make_vouchers(cast, 3)
        redeem_all(cast, vouchers[0])
        pay_out(cast, vouchers[0])
        redeem_all(cast, vouchers[1], [1])
    return cast, vouchers


@pytest.fixture(autouse=True)
def _next_year() -> Iterator[None]:
    with clock.at(datetime(YEAR + 1, 1, 12, 9)):
        yield


def propose(cast: Cast, year: int = YEAR, **changed: Any) -> BudgetProposal:
    return propose_closing(cast, year, **changed)


def close(cast: Cast, year: int = YEAR, **changed: Any) -> BudgetProposal:
    return close_year(cast, year, **changed)


def check_guards() -> None:
    fire_deferred()
    assert verify().problems == []


def test_open_days_go_on_and_the_rest_goes_back(spent: tuple[Cast, list[Voucher]]) -> None:
    cast, vouchers = spent
    days = set(VoucherBalance.objects.values_list("voucher", "day_number", "account", "cents"))
    close(cast)
    assert balances(year=YEAR) == Totals(granted=300_00, paid=300_00)
    assert balances(year=YEAR + 1) == Totals(granted=600_00, committed=500_00, due=100_00)
    years = [Voucher.objects.get(pk=voucher.pk).budget_year_id for voucher in vouchers]
    assert years == [YEAR, YEAR + 1, YEAR + 1]
    after = set(VoucherBalance.objects.values_list("voucher", "day_number", "account", "cents"))
    assert after == days
    year = BudgetYear.objects.get(pk=YEAR)
    assert (year.state, year.closed_at) == ("closed", clock.now())
    check_guards()


def test_both_persons_stand_in_every_booking(spent: tuple[Cast, list[Voucher]]) -> None:
    cast, _ = spent
    proposal = close(cast)
    entries = list(entries_of_proposal(proposal))
    kinds = [entry.kind for entry in entries]
    assert kinds == [EntryKind.CARRY_OUT, EntryKind.LAPSE, EntryKind.CARRY_IN]
    people = {(entry.actor_id, entry.approver_id) for entry in entries}
    assert people == {(cast.second.user_id, cast.ministry.user_id)}


def test_unspent_money_goes_along_if_so_decided(spent: tuple[Cast, list[Voucher]]) -> None:
    cast, _ = spent
    close(cast, carries_available=True)
    assert balances(year=YEAR) == Totals(granted=300_00, paid=300_00)
    next_year = balances(year=YEAR + 1)
    assert (next_year.available, next_year.committed, next_year.due) == (600_00, 500_00, 100_00)
    check_guards()


def test_a_carried_voucher_is_redeemed_in_its_new_year(spent: tuple[Cast, list[Voucher]]) -> None:
    cast, vouchers = spent
    close(cast)
    voucher = Voucher.objects.get(pk=vouchers[1].pk)
    [booking, _] = redeem_all(cast, voucher, [2, 3])
    assert booking.entry.year_id == YEAR + 1
    assert balances(year=YEAR + 1).due == 300_00
    check_guards()


def test_many_vouchers_go_in_several_entries(
    spent: tuple[Cast, list[Voucher]], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, _ = spent
    monkeypatch.setattr(year_end, "VOUCHERS_PER_ENTRY", 1)
    proposal = close(cast)
    entries = list(entries_of_proposal(proposal).filter(kind=EntryKind.CARRY_OUT))
    assert len(entries) == 2
    check_guards()


def test_a_year_without_anything_open_is_just_closed(cast: Cast) -> None:
    with clock.at(datetime(YEAR, 3, 2, 9)):
        make_grant(cast, 100_00)
    proposal = services.propose_budget(
        kind=ProposalKind.LOWER,
        line=basis_line(),
        year=YEAR,
        cents=100_00,
        reason="Nicht gebraucht",
        submission_key="lower",
        actor=cast.ministry,
    )
    services.approve_budget(proposal_id=proposal.pk, actor=cast.second)
    assert close(cast).entry is None
    assert BudgetYear.objects.get(pk=YEAR).state == "closed"
    assert balances() == Totals()


def test_the_second_person_is_another_one(spent: tuple[Cast, list[Voucher]]) -> None:
    cast, _ = spent
    proposal = propose(cast)
    for actor, sentence in ((cast.ministry, "andere Person"), (cast.office, "Rolle")):
        with pytest.raises(NotAllowed, match=sentence):
            services.approve_closing(proposal_id=proposal.pk, actor=actor)
    with pytest.raises(NotAllowed, match="Rolle"):
        propose(cast, submission_key="x", actor=cast.office)
    assert BudgetYear.objects.get(pk=YEAR).state == "open"


def test_late_clicks_read_that_it_is_done(spent: tuple[Cast, list[Voucher]]) -> None:
    cast, _ = spent
    proposal = propose(cast)
    assert propose(cast) == proposal
    with pytest.raises(Conflict, match="anderen Angaben"):
        propose(cast, carries_available=True)
    with pytest.raises(Conflict, match="wartet schon"):
        propose(cast, submission_key="another form", actor=cast.second)
    services.approve_closing(proposal_id=proposal.pk, actor=cast.second)
    assert services.approve_closing(proposal_id=proposal.pk, actor=cast.second) == proposal
    with pytest.raises(Conflict, match="schon freigegeben"):
        services.approve_closing(proposal_id=proposal.pk, actor=make_actor(Role.MINISTRY))
    with pytest.raises(Conflict, match="schon abgeschlossen"):
        propose(cast, submission_key="later")
    assert JournalEntry.objects.filter(kind=EntryKind.CARRY_OUT).count() == 1


def test_a_year_is_closed_only_when_it_is_over(spent: tuple[Cast, list[Voucher]]) -> None:
    cast, _ = spent
    with (
        clock.at(datetime(YEAR, 12, 31, 23, 59)),
        pytest.raises(Conflict, match=r"endet erst am 31\.12\.2025"),
    ):
        propose(cast)
    with pytest.raises(DomainError, match="gibt es kein Haushaltsjahr"):
        propose(cast, 2030)
    with pytest.raises(DomainError, match="Grund"):
        propose(cast, reason=" ")


def test_earlier_years_come_first(spent: tuple[Cast, list[Voucher]]) -> None:
    cast, _ = spent
    make_grant(cast, 50_00, year=YEAR - 1)
    with pytest.raises(Conflict, match="Zuerst muss das Haushaltsjahr 2024"):
        propose(cast)
    close(cast, YEAR - 1)
    close(cast)
    assert balances(year=YEAR - 1) == Totals()
    check_guards()


def order(cast: Cast, voucher: Voucher) -> None:
    """The ministry ordered the payment of day 1; the bank has not confirmed it."""
    lines = (
        Line(Account.DUE, -100_00, voucher.line_id, voucher, 1),
        Line(Account.ORDERED, 100_00, voucher.line_id, voucher, 1),
    )
    draft = Draft(
        kind=EntryKind.ORDER,
        year=YEAR,
        key="order:x",
        lines=lines,
        approver_id=cast.office.user_id,
    )
    Ledger(cast.ministry).book([draft])


def test_what_is_ordered_must_be_paid_first(spent: tuple[Cast, list[Voucher]]) -> None:
    cast, vouchers = spent
    proposal = propose(cast)
    with transaction.atomic():
        order(cast, vouchers[1])
    with pytest.raises(Conflict, match="angeordnet, aber noch nicht als ausgezahlt bestätigt"):
        services.approve_closing(proposal_id=proposal.pk, actor=cast.second)
    assert Voucher.objects.filter(budget_year=YEAR + 1).count() == 0
    assert balances(year=YEAR + 1) == Totals()


def test_an_open_proposal_of_the_year_stands_in_the_way(spent: tuple[Cast, list[Voucher]]) -> None:
    cast, _ = spent
    waiting = services.propose_budget(
        kind=ProposalKind.GRANT,
        line=basis_line(),
        year=YEAR,
        cents=1,
        reason="Nachtrag",
        submission_key="late",
        actor=cast.ministry,
    )
    with pytest.raises(Conflict, match="Vorschlag wartet für 2025"):
        propose(cast)
    services.withdraw_budget(proposal_id=waiting.pk, actor=cast.ministry)
    close(cast)


def test_the_database_closes_no_year_with_open_money(spent: tuple[Cast, list[Voucher]]) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BudgetYear.objects.filter(pk=YEAR).update(state="closed", closed_at=clock.now())
    assert violated_constraint(refused.value) == "budget_year_clears"


def test_the_database_wants_the_whole_carry_over(spent: tuple[Cast, list[Voucher]]) -> None:
    cast, vouchers = spent
    voucher = vouchers[2]
    out = Draft(
        kind=EntryKind.CARRY_OUT,
        year=YEAR,
        key="out",
        lines=(
            Line(Account.COMMITTED, -100_00, voucher.line_id, voucher, 1),
            Line(Account.EXTERNAL, 100_00, voucher.line_id),
        ),
        approver_id=cast.second.user_id,
    )
    Ledger(cast.ministry).book([out])
    with pytest.raises(IntegrityError) as refused:
        check_guards()
    assert violated_constraint(refused.value) == "carry_over_complete"


def test_a_closed_year_takes_nothing_and_stays_closed(spent: tuple[Cast, list[Voucher]]) -> None:
    cast, _ = spent
    close(cast)
    with pytest.raises(Conflict, match="abgeschlossen"):
        make_grant(cast, year=YEAR)
    paid = JournalEntry.objects.filter(kind=EntryKind.REDEEM, year=YEAR).earliest("number")
    with pytest.raises(Conflict, match="nur noch zurückgefordert"):
        services.reverse_day(entry_id=paid.pk, reason="Irrtum", actor=cast.office)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BudgetYear.objects.filter(pk=YEAR).update(state="open", closed_at=None)
    assert violated_constraint(refused.value) == "budget_year_stays_closed"


def test_the_list_of_the_closed_year_is_what_left_it(spent: tuple[Cast, list[Voucher]]) -> None:
    cast, vouchers = spent
    year = BudgetYear.objects.get(pk=YEAR)

    def shown() -> list[tuple[str, int, str, int]]:
        return [
            (item.voucher_id, item.day_number, item.account, item.shown_cents)
            for item in carried_items(year)
        ]

    before, rest = shown(), rest_of(year)
    assert len(before) == 6
    assert (rest.carried, rest.unspent) == (600_00, 600_00)
    close(cast)
    year.refresh_from_db()
    redeem_all(cast, Voucher.objects.get(pk=vouchers[2].pk))
    assert shown() == before
    assert rest_of(year) == rest


# --- Pages ----------------------------------------------------------------------------------------


def test_closing_in_the_browser(spent: tuple[Cast, list[Voucher]]) -> None:
    cast, _ = spent
    first, second = client_of(cast.ministry), client_of(cast.second)
    page = reverse("vouchers:year", args=[YEAR])
    assert "Abschluss vorschlagen" in text_of(first.get(page))
    assert "Abschluss vorschlagen" not in text_of(client_of(cast.office).get(page))
    new = reverse("vouchers:closing-new", args=[YEAR])
    shown = text_of(first.get(new))
    assert "2 Gutscheine mit zusammen <strong>600,00 €</strong>" in shown
    answers = {"token": "a", "rest": "lapse", "reason": "Erlass"}
    waits = text_of(first.post(new, answers, follow=True))
    assert "Freigeben muss eine andere Person" in waits
    assert "600,00 €</strong> gehen an das Land zurück" in waits
    assert first.post(new, answers | {"token": "b"}).status_code == 409
    proposal = BudgetProposal.objects.get(kind=ProposalKind.CLOSE)
    approve = reverse("vouchers:proposal-approve", args=[proposal.pk])
    assert "kann nicht rückgängig gemacht werden" in text_of(second.get(approve))
    assert first.post(approve).status_code == 403
    assert "Freigegeben und gebucht" in text_of(second.post(approve, follow=True))
    assert second.post(approve).status_code == 302
    assert client_of(make_actor(Role.MINISTRY)).post(approve).status_code == 409
    closed = text_of(first.get(page))
    assert "gingen an das Land zurück" in closed
    assert "Abschluss vorschlagen" not in closed
    assert "abgeschlossen" in text_of(first.get(reverse("vouchers:years")))


@pytest.mark.parametrize(
    "changed",
    [{"token": ""}, {"rest": "alles"}, {"rest": ""}, {"reason": " "}, {"reason": "x" * 501}],
)
def test_a_bad_closing_is_422(spent: tuple[Cast, list[Voucher]], changed: dict[str, str]) -> None:
    cast, _ = spent
    answers = {"token": "a", "rest": "lapse", "reason": "Erlass"} | changed
    new = reverse("vouchers:closing-new", args=[YEAR])
    assert client_of(cast.ministry).post(new, answers).status_code == 422
    assert not BudgetProposal.objects.filter(kind="close").exists()


def test_an_unknown_year_is_404(cast: Cast) -> None:
    client = client_of(cast.ministry)
    for name in ("year", "year-csv", "closing-new"):
        assert client.get(reverse(f"vouchers:{name}", args=[2031])).status_code == 404


def test_the_csv_adds_up_to_the_carry_over(spent: tuple[Cast, list[Voucher]]) -> None:
    cast, _ = spent
    client = client_of(cast.office)
    for act in (lambda: None, lambda: close(cast)):
        act()
        text = client.get(reverse("vouchers:year-csv", args=[YEAR])).content.decode("utf-8-sig")
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=";") if len(row) == 8][1:]
        assert sum(int(row[-1].replace(",", "")) for row in rows) == 600_00


def test_the_page_needs_the_same_queries_for_one_and_three_rows(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    with clock.at(datetime(YEAR, 3, 2, 9)):
        make_grant(cast, 3_000_00)
        make_vouchers(cast)
    client, page = client_of(cast.ministry), reverse("vouchers:year", args=[YEAR])
    client.get(page)
    with django_assert_num_queries(13):
        client.get(page)
    with clock.at(datetime(YEAR, 3, 2, 9)):
        make_vouchers(other_kommune(cast), 2)
    with django_assert_num_queries(13):
        client.get(page)


def test_nothing_stands_in_the_way_of_a_quiet_year(spent: tuple[Cast, list[Voucher]]) -> None:
    assert obstacles(BudgetYear.objects.get(pk=YEAR)) == []
