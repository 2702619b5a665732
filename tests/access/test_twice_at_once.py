"""The same form sent twice at the same moment is one act, and both windows come to its page.

Two presses read the database in turns. Here the second one happens whole, right before a statement
in which the first one reads what the act changes: the first has read some of it before the act,
and the rest after it. (One after the other: test_bad_input.py. What a service reads under its
locks is raced with threads: tests/concurrency/.)
"""

import re
from copy import copy, deepcopy
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.access.scene import Scene
from tests.access.sender import (
    ACCEPTED,
    FORMS,
    POSTS,
    Sender,
    refusal_faults,
    taken_back,
    was_signed_out,
)
from tests.access.stored import SESSIONS, Fingerprint, changed, fingerprint

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_demonstration")]
ACTS = [
    name
    for name in FORMS
    if POSTS[name].saves and not POSTS[name].repeats and not name.startswith("account_")
]
"""Signing in and asking for a code count each time: those are django-allauth's."""
WRITING = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
SAME_PAGE = [
    "kommunen:contact",
    "kommunen:contact-remove",
    "kommunen:edition-apply",
    "kommunen:edition-discard",
    "kommunen:edition-undo",
    "kommunen:invoice",
    "kommunen:invoice-remove",
    "people:change",
    "people:change-own",
    "seminars:attach-voucher",
    "seminars:enrol",
    "seminars:substitute",
    "vouchers:bank-account-new",
    "vouchers:claim-new",
    "vouchers:closing-new",
    "vouchers:contract-form",
    "vouchers:payment-file-new",
    "vouchers:payment-file-paid",
    "vouchers:proposal-new",
    "vouchers:reclaim-approve",
    "vouchers:reclaim-new",
    "vouchers:reclaim-reject",
    "vouchers:voucher-reissue",
    "vouchers:voucher-transfer",
]
"""Where the same person is led on; of other decisions is said that they have been taken."""
LOCKING = re.compile(r"FOR (NO KEY )?UPDATE|advisory", re.IGNORECASE)
MOST_MOMENTS = 40


class Overtaking:
    """Sends the form of the other window right before the `moment`th statement on `tables`."""

    def __init__(self, window: Sender, tables: list[str], moment: int) -> None:
        self.window, self.tables, self.moment = window, tables, moment
        self.seen = 0
        self.has_begun = False
        self.answer: Any = None
        self.after: Fingerprint = {}

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not self.has_begun and self._is_moment(sql):
            self.has_begun = True
            self.answer = self.window.send(self.window.payload)
            self.after = fingerprint()
        return execute(sql, params, many, context)

    def _is_moment(self, sql: str) -> bool:
        """Up to the first lock: behind it the other window would wait."""
        if WRITING.match(sql) and SESSIONS not in sql:
            self.has_begun = True
            return False
        if any(f'"{table}"' in sql for table in self.tables):
            self.seen += 1
        is_now = self.seen == self.moment
        self.has_begun = is_now or bool(LOCKING.search(sql))
        return is_now


def twin(sender: Sender) -> Sender:
    """A second window of the same person with the same page."""
    other = copy(sender)
    other.client = Client(enforce_csrf_checks=True)
    other.client.cookies = deepcopy(sender.client.cookies)
    return other


def one_after_the_other(sender: Sender) -> tuple[Any, Any, list[str]]:
    """Both answers, and what the act changes."""
    other = twin(sender)
    with taken_back():
        first = sender.send(sender.payload)
        tables = changed(sender.before)
        return first, other.send(other.payload), tables


def faults_at(moment: int, sender: Sender, tables: list[str], usual: Any) -> list[str] | None:
    """What is wrong when the other window is faster at this moment; None when there is none."""
    with sender.trial():
        faster = Overtaking(twin(sender), tables, moment)
        with connection.execute_wrapper(faster):
            answer = sender.send(sender.payload)
        if faster.answer is None:
            return None
        if answer.status_code in ACCEPTED:
            place, other = answer.headers.get("Location"), faster.answer.headers.get("Location")
            found = [] if place == other else [f"{place} instead of {other}"]
            return found + [f"changed {table}" for table in changed(faster.after)]
        if usual.status_code in ACCEPTED:
            return [f"status {answer.status_code}"]
        return refusal_faults(answer, None)


@pytest.mark.parametrize("name", ACTS)
def test_the_faster_window_takes_nothing_from_the_other(scene: Scene, name: str) -> None:
    with taken_back():
        sender = Sender(scene, name)
        _, usual, tables = one_after_the_other(sender)
        if was_signed_out(usual, sender.post):
            return
        faults = {}
        for moment in range(1, MOST_MOMENTS):
            found = faults_at(moment, sender, tables, usual)
            if found is None:
                break
            if found:
                faults[moment] = found
    assert faults == {}


@pytest.mark.parametrize("name", SAME_PAGE)
def test_the_second_press_leads_to_the_page_of_the_first(scene: Scene, name: str) -> None:
    with taken_back():
        first, second, _ = one_after_the_other(Sender(scene, name))
        assert (second.status_code, second["Location"]) == (302, first["Location"])
