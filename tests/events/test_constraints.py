"""What PostgreSQL itself refuses, past the services."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from events.enums import EventState, RegistrationState
from events.models import Event, Registration
from lotsen.core import clock
from lotsen.core.db import violated_constraint
from tests.factories.events import make_event, make_lotse, make_registration

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("event_number_format", {"number": "VE-1"}),
        ("event_title_not_empty", {"title": ""}),
        ("event_state_known", {"state": "maybe"}),
        ("event_ends_after_start", {"ends_at": clock.now() - timedelta(days=900)}),
        ("event_capacity_in_range", {"capacity": 0}),
        ("event_capacity_in_range", {"capacity": 5_001}),
        ("event_registration_ends_before_start", {"register_until": "2999-01-01"}),
        ("event_public_has_place", {"venue": ""}),
        ("event_cancelled_has_reason", {"state": EventState.CANCELLED}),
        ("event_cancelled_has_reason", {"cancel_reason": "Sturm"}),
    ],
)
def test_events_that_make_no_sense_are_refused(constraint: str, values: dict[str, Any]) -> None:
    event = make_event()
    with pytest.raises(IntegrityError) as refused:
        Event.objects.filter(pk=event.pk).update(**values)
    assert violated_constraint(refused.value) == constraint


def test_a_number_is_given_once() -> None:
    first, second = make_event(), make_event()
    with pytest.raises(IntegrityError) as refused:
        Event.objects.filter(pk=second.pk).update(number=first.number)
    assert violated_constraint(refused.value) == "event_number_once"


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("registration_state_known", {"state": "maybe"}),
        ("registration_cancelled_has_time", {"state": RegistrationState.CANCELLED}),
        ("registration_cancelled_has_time", {"cancelled_at": clock.now()}),
    ],
)
def test_registrations_that_make_no_sense_are_refused(
    constraint: str, values: dict[str, Any]
) -> None:
    registration = make_registration(make_event())
    with pytest.raises(IntegrityError) as refused:
        Registration.objects.filter(pk=registration.pk).update(**values)
    assert violated_constraint(refused.value) == constraint


def _insert(event: Event, **values: Any) -> Registration:
    lotse = values.pop("lotse", None) or make_lotse()
    kommune = lotse.employments.get().kommune
    defaults = {"number": 900, "registered_at": clock.now()}
    return Registration.objects.create(
        event=event, lotse=lotse, kommune=kommune, **(defaults | values)
    )


def test_nobody_is_registered_twice() -> None:
    event, lotse = make_event(), make_lotse()
    make_registration(event, lotse)
    with pytest.raises(IntegrityError) as refused:
        _insert(event, lotse=lotse)
    assert violated_constraint(refused.value) == "registration_once_per_person"


def test_a_number_within_an_event_is_given_once() -> None:
    event = make_event()
    taken = make_registration(event)
    with pytest.raises(IntegrityError) as refused:
        _insert(event, number=taken.number)
    assert violated_constraint(refused.value) == "registration_number_once"


def test_the_database_refuses_one_registration_too_many() -> None:
    event = make_event(capacity=1)
    make_registration(event)
    with pytest.raises(IntegrityError) as refused:
        _insert(event)
    assert violated_constraint(refused.value) == "registration_within_capacity"


def test_the_database_refuses_to_revive_a_registration_in_a_full_event() -> None:
    event = make_event(capacity=1)
    cancelled = _insert(
        event, number=7, state=RegistrationState.CANCELLED, cancelled_at=clock.now()
    )
    make_registration(event)
    with pytest.raises(IntegrityError) as refused:
        Registration.objects.filter(pk=cancelled.pk).update(
            state=RegistrationState.REGISTERED, cancelled_at=None
        )
    assert violated_constraint(refused.value) == "registration_within_capacity"


def test_the_database_refuses_fewer_places_than_registrations() -> None:
    event = make_event(capacity=2)
    make_registration(event)
    make_registration(event)
    with pytest.raises(IntegrityError) as refused:
        Event.objects.filter(pk=event.pk).update(capacity=1)
    assert violated_constraint(refused.value) == "event_capacity_covers_registrations"
