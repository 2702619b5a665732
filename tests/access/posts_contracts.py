"""The forms of the lines beyond Basis; see `posts.py`."""

from lotsen.core import clock
from lotsen.core.formatting import day
from lotsen.core.roles import Role
from tests.access.hostile import Field, Kind
from tests.access.posts import NAME, Payload, Post
from tests.access.scene import Scene, coming
from vouchers.services import (
    LineVersion,
    add_version,
    approve_exception,
    issue_vouchers,
    settle_inhouse,
)

DAY = Field(Kind.DAY, required=False)


def invoice(scene: Scene) -> Payload:
    today = day(clock.today())
    return {
        "invoice_number": "R-17",
        "invoice_cents": "2.500",
        "invoiced_on": today,
        "day1": today,
        "day2": "",
        "step": "submit",
    }


def settled(scene: Scene) -> None:
    """The provider has sent another invoice."""
    settle_inhouse(
        voucher_id=scene.path_values("inhouse")["voucher_id"],
        invoice_number="R-99",
        invoice_cents=100_00,
        invoiced_on=clock.today(),
        days_held=[clock.today()],
        actor=scene.world.own[Role.PROVIDER],
    )


def approved(scene: Scene) -> None:
    """Somebody else was faster."""
    approve_exception(
        contract_id=scene.path_values("exception")["pk"], actor=scene.world.own[Role.OFFICE]
    )


def issued(scene: Scene) -> None:
    """There are vouchers by now."""
    issue_vouchers(
        contract_id=scene.path_values("agreed contract")["pk"], actor=scene.world.own[Role.OFFICE]
    )


def line_version(scene: Scene) -> Payload:
    return {
        "name": "Aufbauprogramm",
        "valid_from": coming(10),
        "conditions_version": "2027-1",
        "day_rate_cents": "60",
        "max_days": "2",
        "over_budget": "queue",
        "voucher_valid_months": "18",
        "quota0_group": "gemeinde",
        "quota0_min": "1",
        "quota0_max": "9999",
        "quota0_places": "2",
        "quota1_group": "",
        "quota1_min": "",
        "quota1_max": "",
        "quota1_places": "",
    }


def versioned(scene: Scene) -> None:
    """A colleague has added a version already."""
    add_version(
        line_id=scene.path_values("rule")["pk"],
        version=LineVersion(
            name="Aufbauprogramm",
            valid_from=clock.today(),
            day_rate_cents=55_00,
            conditions_version="2027-0",
        ),
        actor=scene.world.own[Role.OFFICE],
    )


NUMBER = Field(Kind.NUMBER, required=False)
QUOTA_FIELDS = {
    f"quota{row}_{name}": field
    for row in (0, 1)
    for name, field in {
        "group": Field(Kind.CHOICE, required=row == 0),
        "min": Field(Kind.NUMBER, required=row == 0),
        "max": NUMBER,
        "places": Field(Kind.NUMBER, required=row == 0),
    }.items()
}
CONTRACT_POSTS: dict[str, Post] = {
    "vouchers:contract-end": Post(
        Role.OFFICE,
        sample="agreed contract",
        fields={"reason": NAME},
        payload=lambda scene: {"reason": "Die Schulung wird nicht mehr gebraucht."},
    ),
    "vouchers:contract-exception": Post(Role.MINISTRY, sample="exception"),
    "vouchers:inhouse-settle": Post(
        Role.PROVIDER,
        sample="inhouse",
        fields={
            "invoice_number": NAME,
            "invoice_cents": Field(Kind.MONEY),
            "invoiced_on": Field(Kind.DAY),
            "day1": Field(Kind.DAY),
            "day2": DAY,
            "step": Field(Kind.STEP),
        },
        payload=invoice,
    ),
    "vouchers:rule-version": Post(
        Role.OFFICE,
        sample="rule",
        fields={
            "name": NAME,
            "valid_from": Field(Kind.COMING_DAY),
            "conditions_version": NAME,
            "day_rate_cents": Field(Kind.MONEY),
            "max_days": NUMBER,
            "over_budget": Field(Kind.CHOICE),
            "voucher_valid_months": NUMBER,
            **QUOTA_FIELDS,
        },
        payload=line_version,
    ),
    "vouchers:rule-open": Post(
        Role.OFFICE,
        sample="rule",
        fields={"offen": Field(Kind.STEP)},
        payload=lambda scene: {"offen": "nein"},
    ),
}
CONTRACT_MEANWHILE = {
    "vouchers:contract-end": issued,
    "vouchers:contract-exception": approved,
    "vouchers:inhouse-settle": settled,
    "vouchers:rule-version": versioned,
}
