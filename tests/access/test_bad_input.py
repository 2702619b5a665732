"""Bad input at every form: a German sentence, nothing half-saved, never an error 500."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import get_random_string

from lotsen.core.access import READING, declared_access
from tests.access.answers import is_clear, sentences
from tests.access.hostile import MARKUP, NOBODY, cases_of
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
from tests.access.posts_claims import CLAIM_MEANWHILE, CLAIM_POSTS
from tests.access.posts_contracts import CONTRACT_MEANWHILE, CONTRACT_POSTS
from tests.access.posts_corrections import CORRECTION_POSTS
from tests.access.posts_payments import PAYMENT_MEANWHILE, PAYMENT_POSTS
from tests.access.posts_prior import PRIOR_MEANWHILE, PRIOR_POSTS
from tests.access.posts_registry import REGISTRY_POSTS
from tests.access.posts_seminars import SEMINAR_POSTS
from tests.access.scene import Scene, build_scene
from tests.access.stale import MEANWHILE
from tests.access.stored import Fingerprint, changed, fingerprint, mentions, states, writes
from tests.access.test_matrix import VIEWS
from tests.deferred import fire_deferred

pytestmark = pytest.mark.django_db

POSTS = ACCOUNT_POSTS | DEMO_POSTS | PEOPLE_POSTS | MONEY_POSTS | EVENT_POSTS | SEMINAR_POSTS
POSTS |= BUDGET_POSTS | CORRECTION_POSTS | CLAIM_POSTS | PAYMENT_POSTS | CONTRACT_POSTS
POSTS |= REGISTRY_POSTS | PRIOR_POSTS
CHANGED_MEANWHILE = MEANWHILE | CLAIM_MEANWHILE | PAYMENT_MEANWHILE | CONTRACT_MEANWHILE
CHANGED_MEANWHILE |= PRIOR_MEANWHILE
FORMS = sorted(POSTS)
REFUSALS = frozenset({400, 403, 404, 409, 413, 422, 429})
ACCEPTED = frozenset({200, 302})
FORM_DATA = "application/x-www-form-urlencoded"
TEN_MEGABYTES = 10 * 1024 * 1024
POST_FORM = re.compile(
    r'<form\b(?=[^>]*method="post")(?:[^>]*\baction="([^"]*)")?[^>]*>(.*?)</form>', re.DOTALL
)
INPUT = re.compile(r'<(?:input|select|textarea|button)\b(?![^>]*formaction)[^>]*\bname="([^"]+)"')
NOT_OURS = {"csrfmiddlewaretoken", "action"}
"""Django's token, and the button of django-allauth that sends a code again."""
CANARIES = ("EINGESCHLEUST", "987654321", NOBODY)


def smuggled(scene: Scene) -> dict[str, str]:
    """Fields that stand in no form, or not in this one."""
    texts = ("state", "number", "approver", "reason", "note", "actor", "name", "role")
    numbers = ("amount", "cents", "amount_cents", "fee_cents", "capacity", "max_seats", "days")
    keys = ("id", "pk", "user", "lotse", "kommune", "decided_by", "seminar", "contract")
    return (
        dict.fromkeys(texts, CANARIES[0])
        | dict.fromkeys(numbers, CANARIES[1])
        | dict.fromkeys(keys, CANARIES[2])
        | {"organisation": scene.ids["organisation"], "is_active": "", "is_staff": "on"}
    )


@pytest.fixture(autouse=True)
def _demonstration(settings: Any) -> None:
    """The demonstration has a form of its own."""
    settings.DEMO_MODE = True


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """Built once, rolled back at the end; every request here is taken back as well."""
    with django_db_blocker.unblock(), transaction.atomic():
        scene = build_scene()
        fire_deferred()
        yield scene
        transaction.set_rollback(True)


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


def test_every_form_is_here() -> None:
    writing = {
        name
        for name, view in VIEWS.items()
        if (declared := declared_access(view)) and set(declared.writes) - set(READING)
    }
    assert writing ^ {name.split(" ")[0] for name in POSTS} == set()


@pytest.mark.parametrize("name", FORMS)
def test_every_field_of_the_page_is_in_the_table(scene: Scene, name: str) -> None:
    with taken_back():
        sender = Sender(scene, name)
        shown = {
            field
            for action, body in POST_FORM.findall(sender.client.get(sender.path).content.decode())
            if action in {"", sender.path}
            for field in INPUT.findall(body)
            if not re.match(r"new[1-3]_", field)  # further rows like new0
        }
    assert shown - set(POSTS[name].fields) - NOT_OURS == set()


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


@pytest.mark.parametrize("name", [name for name in FORMS if POSTS[name].foreign])
def test_what_belongs_to_others_cannot_be_named(scene: Scene, name: str) -> None:
    with taken_back():
        sender = Sender(scene, name)
        faults = {
            field: found
            for field, key in POSTS[name].foreign.items()
            if (found := sender.try_out(sender.payload | {field: scene.ids[key]}, refused=True))
        }
    assert faults == {}


@pytest.mark.parametrize("name", [name for name in FORMS if POSTS[name].fields])
def test_a_field_sent_twice_breaks_nothing(scene: Scene, name: str) -> None:
    with taken_back():
        sender = Sender(scene, name)
        faults = {
            field: found
            for field in POSTS[name].fields
            for values in (["unsinn", NOBODY], ["", "", ""])
            if (found := sender.try_out(sender.payload | {field: values}, refused=False))
        }
    assert faults == {}


@pytest.mark.parametrize("name", FORMS)
def test_fields_that_the_form_does_not_have_are_ignored(scene: Scene, name: str) -> None:
    """Nobody decides on state, money or ownership by adding a field (mass assignment)."""
    extras: Payload = {
        field: value for field, value in smuggled(scene).items() if field not in POSTS[name].fields
    }
    with taken_back():
        sender = Sender(scene, name)
        with sender.trial():
            status = sender.send(sender.payload).status_code
            usual = states()
        known = {value: mentions(value) for value in CANARIES}
        response = sender.send(extras | sender.payload)
        assert response.status_code == status
        assert states() == usual
        assert {value: mentions(value) for value in CANARIES} == known


@pytest.mark.parametrize("name", FORMS)
def test_without_the_token_of_the_page_nothing_happens(scene: Scene, name: str) -> None:
    with taken_back():
        sender = Sender(scene, name)
        response = sender.send(sender.payload, with_token=False)
        assert response.status_code == 403
        assert "Diese Seite war zu lange offen" in response.content.decode()
        assert changed(sender.before) == []


@pytest.mark.parametrize("name", FORMS)
def test_ten_megabytes_in_one_field_are_refused(scene: Scene, name: str) -> None:
    field = next(iter(POSTS[name].fields), "feld")
    with taken_back():
        sender = Sender(scene, name)
        assert sender.try_out(sender.payload | {field: "x" * TEN_MEGABYTES}, refused=True) == []


@pytest.mark.parametrize("name", sorted(CHANGED_MEANWHILE))
def test_a_page_that_is_no_longer_true_is_told_so(scene: Scene, name: str) -> None:
    """Decided by somebody else meanwhile: a sentence, or the result that was wanted anyway."""
    with taken_back():
        sender = Sender(scene, name)
        CHANGED_MEANWHILE[name](scene)
        before = fingerprint()
        response = sender.send(sender.payload)
        if response.status_code in ACCEPTED:
            assert changed(before) == []
        else:
            assert refusal_faults(response, before) == []
