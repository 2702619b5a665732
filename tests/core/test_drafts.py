"""Answers wait in the session, so that a check page can be opened again."""

from typing import Any

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from lotsen.core import drafts
from lotsen.core.drafts import Step, check_page, read_draft


class NameForm(forms.Form):
    name = forms.CharField()
    ticked = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], required=False)


class Browser:
    """One session."""

    def __init__(self) -> None:
        self.session = SessionStore()

    def request(self, path: str, data: dict[str, Any] | None = None) -> HttpRequest:
        make = RequestFactory()
        request = make.get(path) if data is None else make.post(path, data)
        request.session = self.session
        MessageMiddleware(lambda request: HttpResponse()).process_request(request)
        return request

    def check(self, path: str, **answers: Any) -> str:
        """Send the form; the address of the check page."""
        request = self.request(path, answers)
        draft = read_draft(request)
        assert draft.step is Step.CHECK
        form = NameForm(draft.data)
        assert form.is_valid()
        return str(check_page(request, draft, form, "never.html", {})["Location"])


@pytest.fixture
def browser() -> Browser:
    return Browser()


def test_nothing_is_the_empty_form(browser: Browser) -> None:
    assert read_draft(browser.request("/a/")) == drafts.Draft(Step.WRITE, None)


def test_answers_come_back_for_the_check_page_and_for_changing_them(browser: Browser) -> None:
    there = browser.check("/a/", name="Ä & b", ticked=["a", "b"], other="not a field")
    assert there.startswith("/a/?entwurf=")
    draft = read_draft(browser.request(there))
    assert draft.step is Step.REVIEW
    assert draft.to_check
    assert draft.data is not None
    assert dict(draft.data.lists()) == {"name": ["Ä & b"], "ticked": ["a", "b"]}
    change = read_draft(browser.request(f"{there}&aendern=1"))
    assert (change.step, change.data) == (Step.WRITE, draft.data)


def test_the_same_answers_have_the_same_address(browser: Browser) -> None:
    first, second = browser.check("/a/", name="x"), browser.check("/a/", name="y")
    assert first == browser.check("/a/", name="x") != second
    assert len(browser.session["drafts"]) == 2


def test_submitting_takes_what_was_sent(browser: Browser) -> None:
    there = browser.check("/a/", name="x")
    draft = read_draft(browser.request(there, {"name": "y", "step": "submit"}))
    assert draft.step is Step.SUBMIT
    assert draft.data is not None
    assert draft.data["name"] == "y"


@pytest.mark.parametrize("address", ["/a/?entwurf=unsinn", "/b/?entwurf={key}"])
def test_what_is_not_there_is_the_empty_form_and_a_sentence(browser: Browser, address: str) -> None:
    key = browser.check("/a/", name="x").partition("=")[2]
    request = browser.request(address.format(key=key))
    assert read_draft(request).step is Step.WRITE
    assert [str(message) for message in get_messages(request)] == [drafts.GONE]


def test_the_oldest_draft_goes_first(browser: Browser) -> None:
    made = [browser.check("/a/", name=str(number)) for number in range(drafts.MOST_KEPT + 1)]
    steps = [read_draft(browser.request(address)).step for address in made]
    assert steps == [Step.WRITE] + [Step.REVIEW] * drafts.MOST_KEPT
