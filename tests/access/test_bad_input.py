"""Bad input at every form: a German sentence, nothing half-saved, never an error 500."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from lotsen.core.access import READING, declared_access
from tests.access.answers import is_clear, sentences
from tests.access.hostile import MARKUP
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
from tests.access.stored import changed, fingerprint
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

    def send(self, payload: Payload, client: Client | None = None) -> Any:
        """Send as browsers do; a lone surrogate goes out as the three bytes it would be."""
        body = urlencode(payload, doseq=True, errors="surrogatepass")
        return (client or self.client).post(self.path, body, content_type=FORM_DATA)


def require_refused(response: Any, before: Any, case: str) -> None:
    assert response.status_code in REFUSALS, (case, response.status_code)
    assert is_clear(response), (case, response.status_code, sentences(response))
    assert changed(before) == [], case


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
        before = fingerprint()
        first = sender.send(sender.payload)
        assert first.status_code in ACCEPTED, sentences(first)
        assert bool(changed(before)) == sender.post.saves
        after = fingerprint()
        second = sender.send(sender.payload)
        if sender.post.repeats or was_signed_out(second, sender.post):
            return
        if second.status_code in ACCEPTED:
            assert second.headers.get("Location") == first.headers.get("Location")
            assert changed(after) == []
        else:
            require_refused(second, after, "sent twice")


@pytest.mark.parametrize("name", [name for name in FORMS if POSTS[name].fields])
def test_bad_values(scene: Scene, name: str) -> None:
    for field, spec in POSTS[name].fields.items():
        for value, is_bad in spec.cases():
            case = f"{field}={value[:30]!r}"
            with taken_back():
                sender = Sender(scene, name)
                before = fingerprint()
                response = sender.send(sender.payload | {field: value})
                if is_bad or response.status_code not in ACCEPTED:
                    require_refused(response, before, case)
                assert MARKUP.encode() not in response.content, case
