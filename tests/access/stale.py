"""What somebody else does while the page of a form is open."""

from collections.abc import Callable
from uuid import UUID

from events.models import Event
from events.services import cancel_event, cancel_registration, edit_event, mark_held
from lotsen.accounts.models import Invitation, Membership
from lotsen.accounts.services import end_membership, withdraw_invitation
from lotsen.core import jobs
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from lotsen.people.services import change_person
from lotsen.seminars.services import (
    Mark,
    cancel_enrolment,
    cancel_seminar,
    confirm_days,
    edit_seminar,
    tick_many,
)
from tests.access.scene import Scene
from tests.access.stale_corrections import CORRECTED_MEANWHILE
from tests.factories.events import make_plan as event_plan
from tests.factories.seminars import make_plan as seminar_plan
from vouchers.services import (
    agree_and_issue,
    cancel_voucher,
    propose_closing,
    reissue_voucher,
    reject_budget,
    reject_contract,
)

Meanwhile = Callable[[Scene], object]
OTHER = "andere@kommune.example"


def renamed(scene: Scene, lotse: Lotse) -> None:
    """The office corrects a person."""
    person = Lotse.objects.get(pk=lotse.pk)
    change_person(
        lotse_id=person.pk,
        given_name=person.given_name,
        family_name="Umbenannt",
        email=OTHER,
        phone="",
        department="",
        version=person.version,
        actor=scene.world.own[Role.OFFICE],
    )


def contract_decided(scene: Scene) -> None:
    reject_contract(
        contract_id=scene.path_values("contract")["pk"],
        reason="Anders entschieden",
        actor=scene.world.own[Role.OFFICE],
    )


def proposal_decided(scene: Scene, sample: str) -> None:
    """A third person of the ministry refuses it."""
    reject_budget(
        proposal_id=scene.path_values(sample)["pk"],
        reason="Anders entschieden",
        actor=scene.world.foreign[Role.MINISTRY],
    )


def called_off(scene: Scene, sample: str) -> None:
    cancel_event(
        event_id=scene.path_values(sample)["pk"],
        reason="Krankheit",
        actor=scene.world.own[Role.OFFICE],
    )


def event_moved(scene: Scene) -> None:
    event = Event.objects.get(pk=scene.path_values("event")["pk"])
    edit_event(
        event_id=event.pk,
        plan=event_plan(title="Geändert"),
        version=event.version,
        actor=scene.world.own[Role.OFFICE],
    )


def seminar_off(scene: Scene, sample: str) -> None:
    cancel_seminar(
        seminar_id=scene.path_values(sample)["pk"],
        reason="Krankheit",
        actor=scene.world.own[Role.PROVIDER],
    )


def seminar_moved(scene: Scene) -> None:
    edit_seminar(
        seminar_id=scene.path_values("draft seminar")["pk"],
        plan=seminar_plan(title="Geändert"),
        version=1,
        actor=scene.world.own[Role.PROVIDER],
    )


def ticked(scene: Scene) -> None:
    tick_many(
        seminar_id=scene.path_values("begun seminar")["pk"],
        marks=[Mark(UUID(scene.ids["begun seat"]), 1, True)],
        actor=scene.world.own[Role.PROVIDER],
    )


def days_confirmed(scene: Scene) -> None:
    confirm_days(
        seminar_id=scene.path_values("begun seminar")["pk"],
        actor=scene.world.own[Role.PROVIDER],
        day_numbers=[1, 2],
    )


MEANWHILE: dict[str, Meanwhile] = {
    "accounts:end-membership": lambda scene: end_membership(
        membership=Membership.objects.get(**scene.path_values("membership")),
        actor=scene.world.own[Role.ADMIN],
    ),
    "accounts:withdraw-invitation": lambda scene: withdraw_invitation(
        invitation=Invitation.objects.get(**scene.path_values("invitation")),
        actor=scene.world.own[Role.HR],
    ),
    "accounts:accept-invitation": lambda scene: withdraw_invitation(
        invitation=Invitation.objects.get(**scene.path_values("invitation")),
        actor=scene.world.own[Role.HR],
    ),
    "core:retry-job": lambda scene: jobs.retry(
        job_id=scene.path_values("job")["pk"], actor=scene.world.own[Role.ADMIN]
    ),
    "people:change": lambda scene: renamed(scene, Lotse.objects.get(**scene.path_values("person"))),
    "people:change-own": lambda scene: renamed(scene, scene.lotse),
    "vouchers:closing-new": lambda scene: propose_closing(
        **scene.path_values("budget year"),
        carries_available=False,
        reason="Erlass",
        submission_key="meanwhile",
        actor=scene.world.second,
    ),
    "vouchers:proposal-approve": lambda scene: proposal_decided(scene, "proposal"),
    "vouchers:proposal-reject": lambda scene: proposal_decided(scene, "proposal"),
    "vouchers:proposal-withdraw": lambda scene: proposal_decided(scene, "own proposal"),
    "vouchers:contract-agree": contract_decided,
    "vouchers:contract-reject": lambda scene: agree_and_issue(
        contract_id=scene.path_values("contract")["pk"], actor=scene.world.own[Role.OFFICE]
    ),
    "vouchers:contract-withdraw": contract_decided,
    "vouchers:voucher-cancel": lambda scene: cancel_voucher(
        voucher_id=scene.path_values("voucher")["voucher_id"],
        reason="Anders entschieden",
        actor=scene.world.own[Role.OFFICE],
    ),
    "vouchers:voucher-transfer": lambda scene: cancel_voucher(
        voucher_id=scene.path_values("voucher")["voucher_id"],
        reason="Anders entschieden",
        actor=scene.world.own[Role.OFFICE],
    ),
    "vouchers:voucher-reissue": lambda scene: reissue_voucher(
        voucher_id=scene.path_values("ended voucher")["voucher_id"],
        actor=scene.world.own[Role.OFFICE],
    ),
    "events:edit": event_moved,
    "events:publish": lambda scene: called_off(scene, "draft event"),
    "events:cancel": lambda scene: called_off(scene, "event"),
    "events:held": lambda scene: mark_held(
        event_id=scene.path_values("past event")["pk"], actor=scene.world.own[Role.OFFICE]
    ),
    "events:add-participant": lambda scene: called_off(scene, "event"),
    "events:register": lambda scene: called_off(scene, "event"),
    "events:cancel-registration": lambda scene: cancel_registration(
        registration_id=scene.path_values("own registration")["pk"],
        actor=scene.world.own[Role.OFFICE],
    ),
    "seminars:edit": seminar_moved,
    "seminars:publish": lambda scene: seminar_off(scene, "draft seminar"),
    "seminars:cancel": lambda scene: seminar_off(scene, "bookable seminar"),
    "seminars:enrol": lambda scene: seminar_off(scene, "bookable seminar"),
    "seminars:cancel-enrolment": lambda scene: cancel_enrolment(
        enrolment_id=scene.path_values("seat")["pk"], actor=scene.world.own[Role.OFFICE]
    ),
    "seminars:substitute": lambda scene: cancel_enrolment(
        enrolment_id=scene.path_values("seat")["pk"], actor=scene.world.own[Role.OFFICE]
    ),
    "seminars:attach-voucher": lambda scene: cancel_enrolment(
        enrolment_id=scene.path_values("full-price seat")["pk"],
        actor=scene.world.own[Role.OFFICE],
    ),
    "seminars:attendance": days_confirmed,
    "seminars:tick": days_confirmed,
    "seminars:all-present": days_confirmed,
    "seminars:confirm": ticked,
}
MEANWHILE |= CORRECTED_MEANWHILE
"""Only what acts on something that can change; a repeated act may find the same result (302)."""
