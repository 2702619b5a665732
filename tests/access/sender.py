"""Somebody with the page of one form open, for every form of the site."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import get_random_string

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
from tests.access.posts_budget import BUDGET_POSTS
from tests.access.posts_claims import CLAIM_POSTS
from tests.access.posts_contracts import CONTRACT_POSTS
from tests.access.posts_corrections import CORRECTION_POSTS
from tests.access.posts_payments import PAYMENT_POSTS
from tests.access.posts_prior import PRIOR_POSTS
from tests.access.posts_registry import REGISTRY_POSTS
from tests.access.posts_seminars import SEMINAR_POSTS
from tests.access.scene import Scene
from tests.access.stored import Fingerprint, changed, fingerprint, writes
from tests.deferred import fire_deferred

POSTS = ACCOUNT_POSTS | DEMO_POSTS | PEOPLE_POSTS | MONEY_POSTS | EVENT_POSTS | SEMINAR_POSTS
POSTS |= BUDGET_POSTS | CORRECTION_POSTS | CLAIM_POSTS | PAYMENT_POSTS | CONTRACT_POSTS
POSTS |= REGISTRY_POSTS | PRIOR_POSTS
FORMS = sorted(POSTS)
REFUSALS = frozenset({400, 403, 404, 409, 413, 422, 429})
ACCEPTED = frozenset({200, 302})
FORM_DATA = "application/x-www-form-urlencoded"


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens inside never happened; deferred rules are checked first."""
    cache.clear()
    with transaction.atomic():
        yield
        fire_deferred()
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
        self.client.handler.enforce_csrf_checks = True
        if "csrftoken" not in self.client.cookies:
            self.client.cookies["csrftoken"] = get_random_string(32)
        self.before = fingerprint()

    def send(self, payload: Payload, *, with_token: bool = True) -> Any:
        """Send as browsers do; a lone surrogate goes out as the three bytes it would be."""
        token = {"csrfmiddlewaretoken": self.client.cookies["csrftoken"].value}
        if self.post.files:
            return self.client.post(self.path, self._parts(payload | (token if with_token else {})))
        body = urlencode(
            payload | (token if with_token else {}), doseq=True, errors="surrogatepass"
        )
        return self.client.post(self.path, body, content_type=FORM_DATA)

    def _parts(self, payload: Payload) -> dict[str, Any]:
        """The parts of a form with files; a field sent as text takes the place of its file."""
        uploads = {
            name: SimpleUploadedFile("datei.txt", content)
            for name, content in self.post.files.items()
            if name not in payload
        }
        texts = {
            name: value.encode(errors="replace").decode() if isinstance(value, str) else value
            for name, value in payload.items()
        }
        return uploads | texts

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Afterwards all is as it was: tables, session and cookies."""
        cookies = deepcopy(self.client.cookies)
        with taken_back():
            yield
        self.client.cookies = cookies

    def try_out(self, payload: Payload, *, refused: bool) -> list[str]:
        """What is wrong with the answer to `payload`; afterwards all is as it was."""
        with self.trial(), writes() as statements:
            response = self.send(payload)
            if refused or response.status_code not in ACCEPTED:
                found = refusal_faults(response, self.before if statements else None)
            else:
                found = []
            if MARKUP.encode() in response.content:
                found.append("markup came back as markup")
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
