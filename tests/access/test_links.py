"""Nobody is offered a link that does not open: every page of every role is walked."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.db import transaction

from lotsen.core.roles import Role
from tests.access.scene import Scene, build_scene

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')
ENOUGH = 900  # pages; the small world has fewer, so reaching it means links that never end


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: object) -> Iterator[Scene]:
    """Built once, rolled back at the end: the tests here only read."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield build_scene()
        transaction.set_rollback(True)


@pytest.mark.parametrize("role", [None, *Role])
def test_every_link_that_is_shown_opens(scene: Scene, role: Role | None) -> None:
    client = scene.browser(role)
    offered_by, waiting, broken = {"/": "the visitor"}, ["/"], []
    while waiting and len(offered_by) < ENOUGH:
        address = waiting.pop()
        answer = client.get(address)
        if answer.status_code >= 400:
            broken.append(f"{offered_by[address]} offers {address}: {answer.status_code}")
        for link in links_in(answer) - offered_by.keys():
            offered_by[link] = address
            waiting.append(link)
    assert broken == []
    assert len(offered_by) < ENOUGH


def links_in(answer: Any) -> set[str]:
    """Addresses of this site that an answer leads to; files have none."""
    if answer.has_header("Location"):
        return {answer["Location"]} if answer["Location"].startswith("/") else set()
    if answer.streaming or not answer["Content-Type"].startswith("text/html"):
        return set()
    return {unescape(found) for found in LINK.findall(answer.content.decode())}
