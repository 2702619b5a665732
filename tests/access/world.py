"""One small world with one of everything, and two organisations of each kind."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.test import Client

from lotsen.accounts.models import Invitation, Organisation
from lotsen.accounts.services import invite
from lotsen.core import clock, jobs, mail
from lotsen.core.actor import SYSTEM, Actor
from lotsen.core.models import Mail
from lotsen.core.roles import Role
from lotsen.seminars.models import Certificate
from lotsen.seminars.services import Place, enrol_many
from tests.access.world_budget import budget_samples
from tests.access.world_claims import claim_samples
from tests.access.world_contacts import contact_samples
from tests.access.world_contracts import contract_samples
from tests.access.world_corrections import correction_samples
from tests.access.world_payments import payment_samples
from tests.access.world_prior import prior_samples
from tests.factories.accounts import (
    KIND_OF_ROLE,
    client_of,
    make_actor,
    make_organisation,
    organisation_of,
)
from tests.factories.events import make_event, make_registration
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse
from tests.factories.registry import make_staged_edition
from tests.factories.seminars import Course, make_seminar
from tests.factories.vouchers import Cast, basis_line, make_contract, make_grant, make_vouchers


@dataclass(frozen=True, slots=True)
class World:
    """`own` acts for the organisations that the samples belong to, `foreign` for others.

    `second` is another person of the own ministry, for what needs two.
    """

    own: dict[Role, Actor]
    foreign: dict[Role, Actor]
    second: Actor
    samples: dict[str, dict[str, Any]]
    clients: dict[Actor, Client]

    def client(self, actor: Actor) -> Client:
        """The browser of `actor`, signed in once for all tests."""
        return self.clients[actor]


def build_world() -> World:
    """Make the world in the current transaction."""
    kommune = make_kommune("Musterstadt", population=40_000)
    bodies: dict[Role, Organisation] = {
        role: make_organisation(kind) for role, kind in KIND_OF_ROLE.items()
    }
    bodies[Role.HR] = bodies[Role.LOTSE] = kommune.organisation
    own = {role: make_actor(role, body) for role, body in bodies.items()}
    other = make_kommune("Nebendorf", population=5_000)
    foreign = {
        role: make_actor(role, other.organisation if role in {Role.HR, Role.LOTSE} else None)
        for role in Role
    }
    cast = Cast(
        kommune=kommune,
        provider=bodies[Role.PROVIDER],
        hr=own[Role.HR],
        office=own[Role.OFFICE],
        ministry=own[Role.MINISTRY],
        second=make_actor(Role.MINISTRY, bodies[Role.MINISTRY]),
        trainer=own[Role.PROVIDER],
    )
    samples = account_samples(own) | money_samples(cast) | correction_samples(cast)
    samples |= budget_samples(cast) | claim_samples(cast) | seminar_samples(cast)
    samples |= payment_samples(cast)
    samples["kommune"] = {"key": kommune.key}
    samples |= contact_samples(kommune, own[Role.HR])
    samples |= contract_samples(cast)
    samples |= registry_samples(own[Role.OFFICE])
    person = make_lotse(kommune)
    samples["person"] = {"pk": person.pk}
    samples |= prior_samples(kommune, own[Role.OFFICE])
    event = make_event(own[Role.ORGANISER])
    samples["event"] = {"pk": event.pk}
    samples["registration"] = {"pk": make_registration(event, person).pk}
    clients = {actor: client_of(actor) for actor in (*own.values(), *foreign.values())}
    return World(own, foreign, cast.second, samples, clients)


def registry_samples(office: Actor) -> dict[str, dict[str, Any]]:
    """An edition that waits for a decision and the file it came in."""
    upload = make_staged_edition(office)
    assert upload.edition is not None
    return {"registry_upload": {"pk": upload.pk}, "edition": {"pk": upload.edition.pk}}


def account_samples(own: dict[Role, Actor]) -> dict[str, dict[str, Any]]:
    """Colleague, invitation, job, mail and the keys in mails."""
    colleague = make_actor(Role.HR, organisation_of(own[Role.HR]))
    invite(
        email="neu@stadt.example",
        name="Neu, N.",
        organisation=organisation_of(own[Role.HR]),
        role=Role.HR,
        actor=own[Role.HR],
    )
    job = jobs.enqueue(
        kind="test.sample", key="sample", payload={}, actor=own[Role.HR], title="Muster"
    )
    letter = mail.queue_text(key="m", to="a@stadt.example", subject="B", body="C", actor=SYSTEM)
    secret = Mail.objects.get(key__startswith="invitation:").body.split("/konto/einladung/")[1]
    address = EmailAddress.objects.get(user_id=own[Role.HR].user_id)
    return {
        "membership": {"pk": colleague.membership_id},
        "invitation": {"pk": Invitation.objects.get().pk},
        "secret": {"secret": secret.split("/")[0]},
        "job": {"pk": job.pk},
        "mail": {"pk": letter.pk},
        "reset_key": {"uidb36": "1", "key": "set-password"},
        "email_key": {"key": EmailConfirmationHMAC(address).key},
    }


def money_samples(cast: Cast) -> dict[str, dict[str, Any]]:
    """A grant, an open contract and an issued voucher."""
    entry = make_grant(cast)
    voucher = make_vouchers(cast)[0]
    contract = make_contract(cast)
    assert voucher.line_id == basis_line().pk
    return {
        "entry": {"pk": entry.pk},
        "contract": {"pk": contract.pk},
        "voucher": {"voucher_id": voucher.pk},
    }


def seminar_samples(cast: Cast) -> dict[str, dict[str, Any]]:
    """A draft, a published seminar with an enrolment, and a certificate of a finished one."""
    with clock.at(clock.now() - timedelta(days=60)):
        make_grant(cast)
        finished = Course(cast, make_seminar(cast.trainer))
        voucher = make_vouchers(cast)[0]
        places = [Place(voucher.lotse_id, voucher.pk)]
        finished.enrolments = enrol_many(
            seminar_id=finished.seminar.pk, places=places, actor=cast.hr
        )
    with finished.on_day(3):
        finished.mark_all(True, True, True)
        finished.confirm()
    open_course = Course(cast, make_seminar(cast.trainer))
    return {
        "draft": {"pk": make_seminar(cast.trainer, published=False).pk},
        "seminar": {"pk": open_course.seminar.pk},
        "confirmed seminar": {"pk": finished.seminar.pk},
        "enrolment": {"pk": open_course.enrol().pk},
        "certificate": {"pk": Certificate.objects.get().pk},
    }
