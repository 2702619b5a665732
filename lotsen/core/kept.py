"""Answers kept in memory for as long as nobody has written anything to the database.

PostgreSQL decides: a kept answer is given again only where one short statement shows that no
transaction has ended since it was made. There is no moment at which anybody must remember to throw
an answer away, and other processes may write what they like.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from django.db import connection

Question = TypeVar("Question", bound=Hashable)
Answer = TypeVar("Answer")

VERSION = """SELECT concat_ws(' ', pg_current_snapshot(), pg_postmaster_start_time(),
        pg_stat_get_checkpointer_stat_reset_time())
    WHERE pg_current_xact_id_if_assigned() IS NULL"""
"""Which transactions have ended, and since when the server counts them: a restart, a crash and a
restored backup begin anew and may use the same numbers again."""


def database_version() -> str | None:
    """Another one as soon as any transaction that has written ends, whether kept or rolled back.

    None within a transaction that has written itself: it sees its own rows before it ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(VERSION)
        row = cursor.fetchone()
    return str(row[0]) if row else None


class Kept(Generic[Question, Answer]):
    """`ask` with its last `size` answers; nobody may change an answer, it is given to others."""

    def __init__(self, ask: Callable[[Question], Answer], size: int) -> None:
        self._ask = ask
        self._size = size
        self._answers: OrderedDict[Question, tuple[str, Answer]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, question: Question) -> Answer:
        """The answer as of now; one statement if nothing was written since it was made.

        The version is read before the answer: what is written in between makes the answer newer
        than its version, never older.
        """
        version = database_version()
        known = self._answers.get(question)
        if version is not None and known is not None and known[0] == version:
            return known[1]
        answer = self._ask(question)
        if version is not None:
            self._keep(question, version, answer)
        return answer

    def _keep(self, question: Question, version: str, answer: Answer) -> None:
        with self._lock:
            self._answers[question] = (version, answer)
            self._answers.move_to_end(question)
            while len(self._answers) > self._size:
                self._answers.popitem(last=False)
