"""Bad input at every form: a German sentence, nothing half-saved, never an error 500."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.urls import reverse

from lotsen.core.access import READING, declared_access
from tests.access.answers import is_clear, sentences
from tests.access.hostile import MARKUP, cases_of
from tests.access.posts import (
    ACCOUNT_POSTS,
    DEMO_POSTS,
    EVENT_POSTS,
    MONEY_POSTS,
    PEOPLE_POSTS,
    Payload,
    Post,
)
from tests.access.posts_seminars import SEMINAR_POSTS
from tests.access.scene import Scene, build_scene
from tests.access.stored import Fingerprint, changed, fingerprint, writes
from tests.access.test_matrix import VIEWS

pytestmark = pytest.mark.django_db

POSTS = ACCOUNT_POSTS | DEMO_POSTS | PEOPLE_POSTS | MONEY_POSTS | EVENT_POSTS | SEMINAR_POSTS
FORMS = sorted(POSTS)
REFUSALS = frozenset({400, 403, 404, 409, 413, 422, 429})
ACCEPTED = frozenset({200, 302})
FORM_DATA = "application/x-www-form-urlencoded"
TEN_MEGABYTES = 10 * 1024 * 1024


@pytest.fixture(autouse=True)
def _demonstration(settings: Any) -> None:
    """The demonstration has a form of its own."""
    settings.DEMO_MODE = True


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """Built once, rolled back at the end; every request here is taken back as well."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_scene()
        transaction.set_rollback(True)


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens inside never happened; deferred rules are checked first."""
    cache.clear()
    with transaction.atomic():
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


class Sender:
    """Somebody with the page of one form open."""

    def __init__(self, scene: Scene, name: str) -> None:
        self.post: Post = POSTS[name]
        self.client = scene.browser(self.post.role)
        address = name.split(" ")[0]
        self.path = reverse(address, kwargs=scene.path_values(self.post.sample))
        if self.post.prepare is not None:
            self.path = self.post.prepare(scene, self.client) or self.path
        self.payload = self.post.payload(scene)
        self.before = fingerprint()

    def send(self, payload: Payload) -> Any:
        """Send as browsers do; a lone surrogate goes out as the three bytes it would be."""
        body = urlencode(payload, doseq=True, errors="surrogatepass")
        return self.client.post(self.path, body, content_type=FORM_DATA)

    def try_out(self, payload: Payload, *, refused: bool) -> list[str]:
        """What is wrong with the answer to `payload`; afterwards all is as it was."""
        cookies = deepcopy(self.client.cookies)
        with taken_back(), writes() as statements:
            response = self.send(payload)
            if refused or response.status_code not in ACCEPTED:
                found = refusal_faults(response, self.before if statements else None)
            else:
                found = []
            if MARKUP.encode() in response.content:
                found.append("markup came back as markup")
        self.client.cookies = cookies
        return found


def refusal_faults(response: Any, before: Fingerprint | None) -> list[str]:
    """What a refusal lacks; `before` is None when nothing can have been written."""
    found = []
    if response.status_code not in REFUSALS:
        found.append(f"status {response.status_code}")
    elif not is_clear(response):
        found.append(f"{response.status_code} without a clear sentence: {sentences(response)}")
    if before is not None and (tables := changed(before)):
        found.append(f"changed {tables}")
    return found


def was_signed_out(response: Any, post: Post) -> bool:
    """Leaving and a new password end the session."""
    location = response.headers.get("Location", "")
    return post.role is not None and location.startswith(reverse("account_login"))


def test_every_form_is_here() -> None:
    writing = {
        name
        for name, view in VIEWS.items()
        if (declared := declared_access(view)) and set(declared.writes) - set(READING)
    }
    assert writing ^ {name.split(" ")[0] for name in POSTS} == set()


@pytest.mark.parametrize("name", FORMS)
def test_good_input_is_accepted_and_sending_it_twice_is_one_act(scene: Scene, name: str) -> None:
    with taken_back():
        sender = Sender(scene, name)
        first = sender.send(sender.payload)
        assert first.status_code in ACCEPTED, sentences(first)
        assert bool(changed(sender.before)) == sender.post.saves
        after = fingerprint()
        second = sender.send(sender.payload)
        if sender.post.repeats or was_signed_out(second, sender.post):
            return
        if second.status_code in ACCEPTED:
            assert second.headers.get("Location") == first.headers.get("Location")
            assert changed(after) == []
        else:
            assert refusal_faults(second, after) == []


@pytest.mark.parametrize("name", [name for name in FORMS if POSTS[name].fields])
def test_bad_values_are_refused_with_a_sentence(scene: Scene, name: str) -> None:
    with taken_back():
        sender = Sender(scene, name)
        faults = {
            f"{field}={value[:30]!r}": found
            for field, value, refused in cases_of(POSTS[name].fields)
            if (found := sender.try_out(sender.payload | {field: value}, refused=refused))
        }
    assert faults == {}
