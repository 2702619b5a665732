"""The small world with everything that a form of the site can act on."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.test import Client

from events.models import Event
from events.services import register
from kommunen.models import Kommune
from lotsen.accounts.models import User
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.enums import JobState
from lotsen.core.formatting import day as german
from lotsen.core.models import Job
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from lotsen.people.services import link_user
from lotsen.seminars.models import Enrolment, Seminar
from lotsen.seminars.services import enrol
from tests.access.world import World, build_world
from tests.factories.accounts import client_of, make_user, organisation_of
from tests.factories.events import make_event
from tests.factories.people import make_lotse
from tests.factories.seminars import make_seminar
from tests.factories.vouchers import Cast, basis_line, make_contract, make_grant, make_vouchers
from vouchers.models import Voucher
from vouchers.services import agree_and_issue, cancel_voucher


@dataclass
class Scene:
    """The world, and by name what the forms name: `ids` are keys of objects for payloads."""

    world: World
    kommune: Kommune
    lotse: Lotse
    ids: dict[str, str] = field(default_factory=dict)

    def path_values(self, sample: str) -> dict[str, Any]:
        return self.world.samples[sample] if sample else {}

    def browser(self, role: Role | None) -> Client:
        """Somebody of the own organisations who acts as `role`, or a visitor."""
        return client_of(self.world.own[role]) if role else Client()

    def user(self, role: Role) -> User:
        return User.objects.get(memberships=self.world.own[role].membership_id)


def coming(days: int) -> str:
    """A day ahead, as people type it."""
    return german(clock.today() + timedelta(days=days))


def build_scene() -> Scene:
    """Make the scene in the current transaction."""
    basis_line().quota_rules.update(places=100)
    world = build_world()
    kommune = Kommune.objects.get(organisation=organisation_of(world.own[Role.HR]))
    lotse = make_lotse(kommune)
    scene = Scene(world, kommune, lotse)
    link_user(lotse=lotse, user=scene.user(Role.LOTSE), actor=world.own[Role.OFFICE])
    jobs = Job.objects.filter(pk=world.samples["job"]["pk"])
    jobs.update(state=JobState.PARKED, finished_at=clock.now())
    scene.ids |= {
        "provider": str(world.own[Role.PROVIDER].organisation_id),
        "person": str(make_lotse(kommune).pk),
        "foreign person": str(make_lotse(foreign_kommune(world)).pk),
        "membership": str(world.own[Role.HR].membership_id),
        "foreign membership": str(world.foreign[Role.HR].membership_id),
        "organisation": str(world.foreign[Role.HR].organisation_id),
        "user": make_user(email="neuling@stelle.example").email,
    }
    stranger = EmailAddress.objects.get(user=make_user())
    EmailAddress.objects.filter(pk=stranger.pk).update(verified=False)
    world.samples["email_key"] = {"key": EmailConfirmationHMAC(stranger).key}
    event_samples(scene)
    seminar_samples(scene)
    return scene


def foreign_kommune(world: World) -> Kommune:
    return Kommune.objects.get(organisation=organisation_of(world.foreign[Role.HR]))


def event_samples(scene: Scene) -> None:
    """A draft, an event that is over, and the own registration of the Lotse."""
    organiser = scene.world.own[Role.ORGANISER]
    with clock.at(clock.now() - timedelta(days=365)):
        over = make_event(organiser)
    attended = make_event(organiser)
    own = register(event_id=attended.pk, lotse=scene.lotse, actor=organiser)
    scene.world.samples.update(
        {
            "draft event": {"pk": make_event(organiser, published=False).pk},
            "past event": {"pk": over.pk},
            "own registration": {"pk": own.pk},
        }
    )
    foreign = make_event(scene.world.foreign[Role.ORGANISER])
    scene.ids["foreign event"] = str(foreign.pk)
    scene.ids["event version"] = str(Event.objects.get(pk=scene.path_values("event")["pk"]).version)
    scene.ids["lotse e-mail"] = scene.lotse.email


def seminar_samples(scene: Scene) -> None:
    """A draft, a seminar that takes enrolments, one that has begun, and people with vouchers."""
    provider, hr = scene.world.own[Role.PROVIDER], scene.world.own[Role.HR]
    cast = cast_of(scene)
    holder = make_vouchers(cast)[0]
    bookable, draft = make_seminar(provider), make_seminar(provider, published=False)
    with clock.at(clock.now() - timedelta(days=30)):
        make_grant(cast)
        begun = make_seminar(provider, first_in=28)
        begun_seat = seat(begun, make_vouchers(cast)[0], hr)
    scene.world.samples.update(
        {
            "bookable seminar": {"pk": bookable.pk},
            "draft seminar": {"pk": draft.pk},
            "begun seminar": {"pk": begun.pk},
            "seat": {"pk": seat(bookable, make_vouchers(cast)[0], hr).pk},
            "ended voucher": {"voucher_id": ended_voucher(cast).pk},
            "full-price seat": {"pk": full_price_seat(bookable, cast).pk},
        }
    )
    scene.ids |= {
        "voucher holder": str(holder.lotse_id),
        "begun seat": str(begun_seat.pk),
        "foreign seat": str(scene.path_values("seat")["pk"]),
        "foreign cell": f"{scene.path_values('seat')['pk']}:1",
        "line": str(draft.line_id),
        "foreign seminar": str(make_seminar(scene.world.foreign[Role.PROVIDER]).pk),
    }


def full_price_seat(seminar: Seminar, cast: Cast) -> Enrolment:
    """Somebody who was enrolled before the voucher came."""
    lotse = make_lotse(cast.kommune)
    made = enrol(
        seminar_id=seminar.pk, lotse_id=lotse.pk, voucher_id=None, full_price=True, actor=cast.hr
    )
    make_grant(cast)
    contract = make_contract(cast, [lotse])
    agree_and_issue(contract_id=contract.pk, actor=cast.office)
    return made


def ended_voucher(cast: Cast) -> Voucher:
    """The office has cancelled it."""
    voucher = make_vouchers(cast)[0]
    return cancel_voucher(voucher_id=voucher.pk, reason="Wechsel", actor=cast.office)


def cast_of(scene: Scene) -> Cast:
    own = scene.world.own
    return Cast(
        kommune=scene.kommune,
        provider=organisation_of(own[Role.PROVIDER]),
        hr=own[Role.HR],
        office=own[Role.OFFICE],
        ministry=own[Role.MINISTRY],
        second=scene.world.second,
        trainer=own[Role.PROVIDER],
    )


def seat(seminar: Seminar, voucher: Voucher, actor: Actor) -> Enrolment:
    """The holder of the voucher has a place."""
    return enrol(
        seminar_id=seminar.pk,
        lotse_id=voucher.lotse_id,
        voucher_id=voucher.pk,
        full_price=False,
        actor=actor,
    )
