"""The forms of the lines beyond Basis; see `posts.py`."""

from lotsen.core import clock
from lotsen.core.formatting import day
from lotsen.core.roles import Role
from tests.access.hostile import Field, Kind
from tests.access.posts import NAME, Payload, Post
from tests.access.scene import Scene
from vouchers.services import approve_exception, settle_inhouse

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


CONTRACT_POSTS: dict[str, Post] = {
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
}
CONTRACT_MEANWHILE = {
    "vouchers:contract-exception": approved,
    "vouchers:inhouse-settle": settled,
}
