"""From the draft to the event that took place or was called off."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from events import services, tasks
from events.enums import EventState
from events.models import Event
from lotsen.core import audit, clock, jobs
from lotsen.core.actor import SYSTEM, Actor
from lotsen.core.enums import JobState
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.models import Job, Mail
from lotsen.core.roles import Role
from tests.factories.accounts import make_actor, make_organisation
from tests.factories.events import (
    at_time,
    make_event,
    make_past_event,
    make_plan,
    make_registration,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> Actor:
    return make_actor(Role.ORGANISER)


def test_drafts_get_numbers_without_gaps(organiser: Actor) -> None:
    first, second = make_event(organiser), make_event(organiser, published=False)
    year = clock.today().year
    assert (first.number, second.number) == (f"VE-{year}-001", f"VE-{year}-002")
    assert second.organiser_id == organiser.organisation_id


def test_a_second_click_finds_the_first_draft(organiser: Actor) -> None:
    token = uuid4()
    first = services.create_event(plan=make_plan(), actor=organiser, event_id=token)
    again = services.create_event(plan=make_plan(title="x"), actor=organiser, event_id=token)
    assert (first.pk, Event.objects.get().title) == (again.pk, first.title)


def test_the_token_of_somebody_else_is_refused(organiser: Actor) -> None:
    event = make_event()
    with pytest.raises(NotAllowed):
        services.create_event(plan=make_plan(), actor=organiser, event_id=event.pk)


def test_the_office_plans_for_an_association_but_associations_not_for_each_other(
    organiser: Actor,
) -> None:
    other = make_organisation("association")
    made = services.create_event(plan=make_plan(), actor=make_actor(Role.OFFICE), organiser=other)
    assert made.organiser == other
    with pytest.raises(NotAllowed):
        services.create_event(plan=make_plan(), actor=organiser, organiser=other)


@pytest.mark.parametrize("role", [Role.HR, Role.PROVIDER, Role.MINISTRY, Role.LOTSE])
def test_others_plan_no_events(role: Role) -> None:
    with pytest.raises(NotAllowed):
        services.create_event(plan=make_plan(), actor=make_actor(role))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "  "}, "Titel"),
        ({"ends_at": clock.now()}, "Ende"),
        ({"starts_at": clock.now() - timedelta(hours=1)}, "Zukunft"),
        ({"register_until": clock.today() + timedelta(days=60)}, "Anmeldefrist"),
        ({"capacity": 0}, "Plätze"),
        ({"capacity": 5_001}, "Plätze"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(
    organiser: Actor, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(DomainError, match=sentence):
        services.create_event(plan=make_plan(**changes), actor=organiser)
    assert not Event.objects.exists()


def test_without_a_place_nothing_is_published(organiser: Actor) -> None:
    draft = make_event(organiser, published=False, city="")
    with pytest.raises(DomainError, match="Veranstaltungsort"):
        services.publish_event(event_id=draft.pk, actor=organiser)


def test_publishing_twice_is_publishing_once(organiser: Actor) -> None:
    event = make_event(organiser)
    services.publish_event(event_id=event.pk, actor=organiser)
    actions = [entry.action for entry in audit.entries_for(event)]
    assert actions == ["event.created", "event.published"]


def test_a_draft_in_the_past_is_not_published(organiser: Actor) -> None:
    draft = make_event(organiser, published=False)
    with clock.at(at_time(draft, hours=1)), pytest.raises(DomainError, match="Vergangenheit"):
        services.publish_event(event_id=draft.pk, actor=organiser)


ACTS: dict[str, Callable[[Event, Actor], object]] = {
    "publish": lambda event, actor: services.publish_event(event_id=event.pk, actor=actor),
    "held": lambda event, actor: services.mark_held(event_id=event.pk, actor=actor),
    "cancel": lambda event, actor: services.cancel_event(
        event_id=event.pk, reason="x", actor=actor
    ),
    "edit": lambda event, actor: services.edit_event(
        event_id=event.pk, plan=make_plan(title="x"), version=2, actor=actor
    ),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_an_association_touches_only_its_own_events(
    organiser: Actor, act: Callable[[Event, Actor], object]
) -> None:
    foreign = make_event()
    with pytest.raises(NotAllowed):
        act(foreign, organiser)


# --- Changing ------------------------------------------------------------------------------------


def test_a_stale_page_changes_nothing(organiser: Actor) -> None:
    event = make_event(organiser)
    with pytest.raises(Conflict, match="inzwischen geändert"):
        services.edit_event(
            event_id=event.pk, plan=make_plan(title="Neu"), version=1, actor=organiser
        )


def test_saving_without_a_change_is_no_change(organiser: Actor) -> None:
    event = make_event(organiser)
    services.edit_event(event_id=event.pk, plan=make_plan(), version=0, actor=organiser)
    event.refresh_from_db()
    assert event.version == 2


def test_a_new_title_is_saved_quietly(organiser: Actor) -> None:
    event = make_event(organiser)
    make_registration(event)
    services.edit_event(event_id=event.pk, plan=make_plan(title="Neu"), version=2, actor=organiser)
    assert not Job.objects.filter(kind="events.announce").exists()


def test_a_new_place_is_mailed_to_everybody_once(organiser: Actor) -> None:
    event = make_event(organiser)
    for _ in range(3):
        make_registration(event)
    services.edit_event(
        event_id=event.pk, plan=make_plan(venue="Stadthalle"), version=2, actor=organiser
    )
    job = Job.objects.get(kind="events.announce")
    jobs.run(job.pk)
    tasks.announce(jobs.JobRun(job))
    sent = Mail.objects.filter(subject="Änderung: Vernetzungsevent")
    assert sent.count() == 3
    assert "Stadthalle, Bruchsal" in sent[0].body
    job.refresh_from_db()
    assert (job.state, job.progress_done, job.progress_total) == (JobState.DONE, 3, 3)


def test_there_are_never_fewer_places_than_registrations(organiser: Actor) -> None:
    event = make_event(organiser)
    make_registration(event)
    make_registration(event)
    with pytest.raises(Conflict, match="2 Personen"):
        services.edit_event(
            event_id=event.pk, plan=make_plan(capacity=1), version=2, actor=organiser
        )


def test_a_published_event_keeps_a_place(organiser: Actor) -> None:
    event = make_event(organiser)
    with pytest.raises(DomainError, match="Ort"):
        services.edit_event(event_id=event.pk, plan=make_plan(venue=""), version=2, actor=organiser)


def test_a_started_event_is_not_changed(organiser: Actor) -> None:
    event = make_event(organiser)
    with clock.at(at_time(event, minutes=1)), pytest.raises(Conflict):
        services.edit_event(
            event_id=event.pk, plan=make_plan(title="Neu"), version=2, actor=organiser
        )


# --- The end -------------------------------------------------------------------------------------


def test_an_event_is_held_only_after_its_end(organiser: Actor) -> None:
    event = make_event(organiser)
    with pytest.raises(Conflict, match="nicht zu Ende"):
        services.mark_held(event_id=event.pk, actor=organiser)
    past = make_past_event(organiser)
    assert services.mark_held(event_id=past.pk, actor=organiser).state == EventState.HELD
    assert services.mark_held(event_id=past.pk, actor=organiser).state == EventState.HELD
    with pytest.raises(Conflict, match="durchgeführt"):
        services.cancel_event(event_id=past.pk, reason="zu spät", actor=organiser)


def test_a_cancelled_event_tells_everybody_why(organiser: Actor) -> None:
    event = make_event(organiser)
    make_registration(event)
    services.cancel_event(event_id=event.pk, reason="Sturmwarnung", actor=organiser)
    services.cancel_event(event_id=event.pk, reason="noch einmal", actor=organiser)
    jobs.run(Job.objects.get(kind="events.announce").pk)
    mail = Mail.objects.get(subject="Abgesagt: Vernetzungsevent")
    assert "Sturmwarnung" in mail.body
    assert Event.objects.get().cancel_reason == "Sturmwarnung"


def test_a_cancelled_draft_tells_nobody(organiser: Actor) -> None:
    draft = make_event(organiser, published=False)
    services.cancel_event(event_id=draft.pk, reason="doppelt angelegt", actor=organiser)
    assert not Job.objects.filter(kind="events.announce").exists()


def test_nothing_is_cancelled_without_a_reason_or_after_the_start(organiser: Actor) -> None:
    event = make_event(organiser)
    with pytest.raises(DomainError, match="Grund"):
        services.cancel_event(event_id=event.pk, reason="  ", actor=organiser)
    with pytest.raises(DomainError, match="höchstens 300 Zeichen"):
        services.cancel_event(event_id=event.pk, reason="x" * 301, actor=organiser)
    with clock.at(at_time(event, hours=1)), pytest.raises(Conflict, match="begonnen"):
        services.cancel_event(event_id=event.pk, reason="zu spät", actor=organiser)


def test_the_system_plans_only_for_a_named_organiser() -> None:
    with pytest.raises(DomainError, match="Veranstalter"):
        services.create_event(plan=make_plan(), actor=SYSTEM)
