"""Kept answers: given again only while no transaction has ended, whoever wrote it and wherever."""

from collections.abc import Callable
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from lotsen.accounts.models import Organisation
from lotsen.core.kept import Kept, database_version
from tests.factories.accounts import make_organisation

KIND = "provider"
QUIET_MOMENTS = 200


def count(kind: str) -> int:
    return Organisation.objects.filter(kind=kind).count()


class Asked:
    """How often the database was asked in earnest."""

    def __init__(self, size: int = 2) -> None:
        self.times = 0
        self.answer = Kept(self._ask, size)

    def _ask(self, kind: str) -> int:
        self.times += 1
        return count(kind)

    def __call__(self, kind: str = KIND) -> int:
        return self.answer(kind)


def is_kept(asked: Asked, *kinds: str) -> bool:
    """Whether these are answered again without asking.

    Other tests write on the same server, in databases of their own: a quiet moment is waited for.
    """
    for _ in range(QUIET_MOMENTS):
        for kind in kinds:
            asked(kind)
        before = asked.times
        for kind in kinds:
            asked(kind)
        if asked.times == before:
            return True
    return False


def elsewhere(act: Callable[[], object]) -> Thread:
    """Do it in another connection, as another process would; returned when it runs."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
def test_an_answer_is_kept_until_somebody_writes() -> None:
    asked = Asked()
    changes: list[tuple[Callable[[], object], int]] = [
        (make_organisation, 1),
        (lambda: elsewhere(make_organisation).join(), 2),
        (Organisation.objects.all().delete, 0),
    ]
    assert is_kept(asked, KIND)
    for change, expected in changes:
        before = asked.times
        change()
        assert (asked(), asked.times) == (expected, before + 1)
        assert is_kept(asked, KIND)


@pytest.mark.django_db(transaction=True)
def test_who_began_earlier_and_ends_later_is_seen() -> None:
    """The highest number of a row would not show it: a later one has been seen already."""
    asked, written, go_on = Asked(), Event(), Event()

    def slow() -> None:
        with transaction.atomic():
            make_organisation()
            written.set()
            assert go_on.wait(10)

    thread = elsewhere(slow)
    assert written.wait(10)
    make_organisation()
    assert asked() == 1
    assert is_kept(asked, KIND)
    before = asked.times
    go_on.set()
    thread.join()
    assert (asked(), asked.times) == (2, before + 1)


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_writes_is_never_given_a_kept_answer() -> None:
    asked = Asked()
    assert asked() == 0
    with transaction.atomic():
        assert database_version() is not None
        make_organisation()
        assert database_version() is None
        assert (asked(), asked.times) == (1, 2)
        make_organisation()
        assert (asked(), asked.times) == (2, 3)
        transaction.set_rollback(True)
    assert asked() == 0


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_the_answer_is_made_is_in_the_next_one() -> None:
    made: list[int] = []

    def ask(kind: str) -> int:
        made.append(count(kind))
        elsewhere(make_organisation).join()
        return made[-1]

    answer = Kept(ask, 2)
    assert [answer(KIND), answer(KIND), answer(KIND)] == made == [0, 1, 2]


@pytest.mark.django_db(transaction=True)
def test_only_the_last_answers_are_kept() -> None:
    asked = Asked(size=2)
    asked("provider")
    assert is_kept(asked, "office", "ministry")
    before = asked.times
    asked("provider")
    assert asked.times == before + 1
