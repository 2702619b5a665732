"""Corrections that somebody else makes while the page of a form is open; see `stale.py`."""

from collections.abc import Callable
from datetime import timedelta

from lotsen.core import clock
from lotsen.core.roles import Role
from tests.access.scene import Scene
from vouchers.services import decide_day_again, reverse_day
from vouchers.services.reclaiming import approve_reclaim, propose_reclaim, reject_reclaim
from vouchers.services.repaying import record_repayment
from vouchers.services.sampling import check_case


def day_reversed(scene: Scene) -> None:
    reverse_day(
        entry_id=scene.path_values("decided day")["pk"],
        reason="Anders entschieden",
        actor=scene.world.own[Role.OFFICE],
    )


def day_released(scene: Scene) -> None:
    decide_day_again(
        entry_id=scene.path_values("reversed day")["pk"],
        present=False,
        actor=scene.world.own[Role.OFFICE],
    )


def days_proposed(scene: Scene) -> None:
    propose_reclaim(
        **scene.path_values("paid voucher"),
        day_numbers=[3],
        reason="Anders entschieden",
        interest_from=clock.today(),
        submission_key="meanwhile",
        actor=scene.world.own[Role.OFFICE],
    )


def reclaim_approved(scene: Scene) -> None:
    approve_reclaim(
        reclaim_id=scene.path_values("open reclaim")["pk"],
        due_on=clock.today() + timedelta(days=10),
        actor=scene.world.second,
    )


def reclaim_rejected(scene: Scene) -> None:
    reject_reclaim(
        reclaim_id=scene.path_values("open reclaim")["pk"],
        reason="Anders entschieden",
        actor=scene.world.second,
    )


def reclaim_repaid(scene: Scene) -> None:
    record_repayment(
        reclaim_id=scene.path_values("decided reclaim")["pk"],
        repaid_on=clock.today(),
        actor=scene.world.second,
    )


def case_checked(scene: Scene) -> None:
    sample = scene.path_values("sample case")
    check_case(
        sample_id=sample["pk"],
        position=sample["position"],
        sound=False,
        note="Anders geprüft.",
        actor=scene.world.second,
    )


CORRECTED_MEANWHILE: dict[str, Callable[[Scene], object]] = {
    "vouchers:reverse-day": day_reversed,
    "vouchers:decide-day": day_released,
    "vouchers:reclaim-new": days_proposed,
    "vouchers:reclaim-approve": reclaim_rejected,
    "vouchers:reclaim-reject": reclaim_approved,
    "vouchers:reclaim-repaid": reclaim_repaid,
    "vouchers:sample-case": case_checked,
}
