"""Reasons are as long everywhere: in services, forms and columns."""

from collections.abc import Iterator

import pytest
from django import forms
from django.apps import apps
from django.db import models
from django.urls import get_resolver

from lotsen.core.errors import DomainError
from lotsen.core.forms import Form
from lotsen.core.reasons import CALL_OFF_LENGTH, REASON_LENGTH, clean_reason


def test_blanks_around_a_reason_do_not_count() -> None:
    assert clean_reason(f"  {'x' * REASON_LENGTH}\n") == "x" * REASON_LENGTH


@pytest.mark.parametrize("nothing", ["", "  ", "\n\t"])
def test_a_reason_is_asked_for(nothing: str) -> None:
    with pytest.raises(DomainError, match="Warum denn"):
        clean_reason(nothing, ask="Warum denn")


@pytest.mark.parametrize("most", [REASON_LENGTH, CALL_OFF_LENGTH])
def test_a_long_reason_is_refused(most: int) -> None:
    assert clean_reason("x" * most, most=most)
    with pytest.raises(DomainError, match=f"höchstens {most} Zeichen"):
        clean_reason("x" * (most + 1), most=most)


def test_every_column_holds_what_its_service_takes() -> None:
    lengths = {
        f"{model.__name__}.{field.name}": field.max_length
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField) and field.name.endswith("reason")
    }
    call_offs = {"Seminar.cancel_reason", "Event.cancel_reason"}
    assert len(lengths) > 10
    assert {name for name in lengths if lengths[name] == CALL_OFF_LENGTH} == call_offs
    assert {lengths[name] for name in lengths.keys() - call_offs} == {REASON_LENGTH}


def forms_of_the_programme(base: type[Form] = Form) -> Iterator[type[Form]]:
    for form in base.__subclasses__():
        yield form
        yield from forms_of_the_programme(form)


def test_every_form_refuses_a_longer_reason_at_its_field() -> None:
    assert get_resolver().url_patterns  # all views and their forms are loaded
    fields = {
        f"{form.__module__}.{form.__name__}": field
        for form in forms_of_the_programme()
        for name, field in form.base_fields.items()
        if name.endswith("reason") and not form.__module__.startswith(("lotsen.pages.", "tests."))
    }
    assert len(fields) > 10
    for name, field in fields.items():
        call_off = "seminars" in name or "events" in name
        assert isinstance(field, forms.CharField), name
        assert field.max_length == (CALL_OFF_LENGTH if call_off else REASON_LENGTH), name
