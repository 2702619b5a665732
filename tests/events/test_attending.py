"""Taking a place and giving it back."""

from datetime import datetime, time, timedelta

import pytest

from events import services
from events.enums import RegistrationState
from events.models import Registration
from lotsen.core import clock
from lotsen.core.actor import SYSTEM
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.models import Mail
from lotsen.core.roles import Role
from lotsen.people.models import Employment
from tests.factories.accounts import make_actor
from tests.factories.events import (
    at_time,
    make_event,
    make_lotse,
    make_lotse_actor,
    make_past_event,
    make_registration,
)

pytestmark = pytest.mark.django_db


def test_a_lotse_gets_a_place_and_a_mail_with_everything_needed() -> None:
    event = make_event(online_url="https://treffen.example/raum")
    lotse, actor = make_lotse_actor()
    made = services.register(event_id=event.pk, lotse=lotse, actor=actor)
    assert made.reference == f"{event.number}-001"
    assert made.kommune == lotse.employments.get().kommune
    body = Mail.objects.get(to=lotse.email).body
    place = ("HubWerk01, Bruchsal", "treffen.example")
    for part in (event.when, *place, made.reference, "kalender.ics"):
        assert part in body


def test_a_second_click_finds_the_same_registration() -> None:
    event = make_event(capacity=1)
    lotse, actor = make_lotse_actor()
    first = services.register(event_id=event.pk, lotse=lotse, actor=actor)
    assert services.register(event_id=event.pk, lotse=lotse, actor=actor) == first
    assert Registration.objects.count() == 1
    assert Mail.objects.filter(to=lotse.email).count() == 1


def test_without_a_free_place_nobody_gets_in() -> None:
    event = make_event(capacity=2)
    make_registration(event)
    make_registration(event)
    lotse, actor = make_lotse_actor()
    with pytest.raises(Conflict, match="Alle Plätze sind vergeben"):
        services.register(event_id=event.pk, lotse=lotse, actor=actor)


def test_a_cancelled_place_is_free_at_once_and_numbers_are_not_reused() -> None:
    event = make_event(capacity=1)
    first = make_registration(event)
    services.cancel_registration(registration_id=first.pk, actor=SYSTEM)
    second = make_registration(event)
    assert (first.number, second.number) == (1, 2)


def test_coming_back_after_cancelling_is_a_new_registration() -> None:
    event = make_event()
    lotse, actor = make_lotse_actor()
    first = services.register(event_id=event.pk, lotse=lotse, actor=actor)
    services.cancel_registration(registration_id=first.pk, actor=actor)
    again = services.cancel_registration(registration_id=first.pk, actor=actor)
    assert again.state == RegistrationState.CANCELLED
    assert services.register(event_id=event.pk, lotse=lotse, actor=actor).number == 2
    subjects = Mail.objects.filter(to=lotse.email).values_list("subject", flat=True)
    assert sorted(subject.partition(":")[0] for subject in subjects) == [
        "Abmeldung bestätigt",
        "Anmeldung bestätigt",
        "Anmeldung bestätigt",
    ]


def test_after_the_deadline_only_the_organiser_registers_people() -> None:
    organiser = make_actor(Role.ORGANISER)
    event = make_event(organiser)
    lotse, actor = make_lotse_actor()
    with clock.at(at_time(event, days=-6)):
        with pytest.raises(DomainError, match="Anmeldefrist"):
            services.register(event_id=event.pk, lotse=lotse, actor=actor)
        made = services.register_by_address(
            event_id=event.pk, email=f" {lotse.email.upper()} ", actor=organiser
        )
    assert made.lotse == lotse


def test_on_the_last_day_of_the_deadline_one_can_still_register() -> None:
    event = make_event()
    lotse, actor = make_lotse_actor()
    last_evening = datetime.combine(event.register_until, time(23, 59), clock.BERLIN)
    with clock.at(last_evening):
        assert services.register(event_id=event.pk, lotse=lotse, actor=actor)


def test_after_the_start_nobody_comes_or_goes() -> None:
    event = make_event()
    registration = make_registration(event)
    with clock.at(at_time(event, minutes=1)):
        with pytest.raises(DomainError, match="begonnen"):
            make_registration(event)
        with pytest.raises(DomainError, match="begonnen"):
            services.cancel_registration(registration_id=registration.pk, actor=SYSTEM)


def test_drafts_and_cancelled_events_take_nobody() -> None:
    draft = make_event(published=False)
    with pytest.raises(DomainError, match="nicht veröffentlicht"):
        make_registration(draft)
    event = make_event()
    services.cancel_event(event_id=event.pk, reason="Sturm", actor=SYSTEM)
    with pytest.raises(DomainError, match="abgesagt"):
        make_registration(event)


def test_nobody_acts_for_somebody_else() -> None:
    event = make_event()
    registration = make_registration(event)
    _, stranger = make_lotse_actor()
    with pytest.raises(NotAllowed):
        services.register(event_id=event.pk, lotse=make_lotse(), actor=stranger)
    for actor in (stranger, make_actor(Role.ORGANISER), make_actor(Role.HR)):
        with pytest.raises(NotAllowed):
            services.cancel_registration(registration_id=registration.pk, actor=actor)
    with pytest.raises(NotAllowed):
        services.register_by_address(event_id=event.pk, email="a@b.example", actor=stranger)


def test_an_unknown_address_and_a_person_without_a_kommune_are_refused() -> None:
    event = make_event()
    with pytest.raises(DomainError, match="keine Person"):
        services.register_by_address(event_id=event.pk, email="x@y.example", actor=SYSTEM)
    gone = make_lotse()
    Employment.objects.filter(lotse=gone).update(ends_on=clock.today() - timedelta(days=1))
    with pytest.raises(DomainError, match="Beschäftigte"):
        make_registration(event, gone)


# --- Lists from elsewhere -------------------------------------------------------------------------


def test_a_list_comes_in_without_mails_and_skips_who_is_there() -> None:
    event = make_event(capacity=5)
    known = make_lotse()
    make_registration(event, known)
    people = [known, make_lotse(), make_lotse()]
    mails = Mail.objects.count()
    made = services.register_many(event_id=event.pk, lotsen=[*people, people[1]], actor=SYSTEM)
    assert [registration.number for registration in made] == [2, 3]
    assert services.register_many(event_id=event.pk, lotsen=people, actor=SYSTEM) == []
    assert Mail.objects.count() == mails
    assert Registration.objects.count() == 3


def test_a_list_that_does_not_fit_changes_nothing() -> None:
    event = make_event(capacity=2)
    with pytest.raises(Conflict, match="Liste"):
        services.register_many(
            event_id=event.pk, lotsen=[make_lotse() for _ in range(3)], actor=SYSTEM
        )
    assert not Registration.objects.exists()


def test_a_list_is_taken_over_only_by_who_runs_a_public_event() -> None:
    event = make_event()
    with pytest.raises(NotAllowed):
        services.register_many(event_id=event.pk, lotsen=[], actor=make_actor(Role.ORGANISER))
    draft = make_event(published=False)
    with pytest.raises(DomainError):
        services.register_many(event_id=draft.pk, lotsen=[], actor=SYSTEM)
    gone = make_lotse()
    Employment.objects.filter(lotse=gone).update(ends_on=clock.today() - timedelta(days=1))
    with pytest.raises(DomainError, match="Nicht alle"):
        services.register_many(event_id=event.pk, lotsen=[gone], actor=SYSTEM)


def test_past_events_count_their_rows() -> None:
    past = make_past_event(people=7, capacity=7)
    assert Registration.objects.filter(event=past).count() == 7
