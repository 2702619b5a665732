"""Bad input at every form: a German sentence, nothing half-saved, never an error 500."""

import re

import pytest

from lotsen.core.access import READING, declared_access
from tests.access.answers import sentences
from tests.access.hostile import NOBODY, cases_of
from tests.access.posts_claims import CLAIM_MEANWHILE
from tests.access.posts_contracts import CONTRACT_MEANWHILE
from tests.access.posts_payments import PAYMENT_MEANWHILE
from tests.access.posts_prior import PRIOR_MEANWHILE
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
from tests.access.stale import MEANWHILE
from tests.access.stored import changed, fingerprint, mentions, states
from tests.access.test_matrix import VIEWS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_demonstration")]

CHANGED_MEANWHILE = MEANWHILE | CLAIM_MEANWHILE | PAYMENT_MEANWHILE | CONTRACT_MEANWHILE
CHANGED_MEANWHILE |= PRIOR_MEANWHILE
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
    extras: dict[str, str | list[str]] = {
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
