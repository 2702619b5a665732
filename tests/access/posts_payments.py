"""The forms of bank accounts and payments; see `posts.py`."""

from collections.abc import Callable
from uuid import UUID

from django.test import Client
from django.urls import reverse

from lotsen.core import clock
from lotsen.core.formatting import day
from lotsen.core.roles import Role
from tests.access.hostile import Field, Kind
from tests.access.posts import KEY, NAME, OPTIONAL, Payload, Post
from tests.access.scene import Scene
from tests.factories.accounts import make_actor, organisation_of
from tests.factories.money import new_iban, propose_account
from vouchers import services
from vouchers.bank_rules import next_bank_day

PAST_DAY = Field(Kind.DAY)
ACCOUNT = {"holder": NAME, "iban": NAME, "bic": OPTIONAL}


def account(scene: Scene) -> Payload:
    return {"holder": "VWA Öztürk & Söhne", "iban": new_iban(), "bic": "SOLADEST600"}


def account_of_another(scene: Scene) -> Payload:
    house = scene.world.foreign[Role.PROVIDER].organisation_id
    return account(scene) | {"provider": str(house)}


def named_an_account(scene: Scene, client: Client) -> str:
    """The office has named an account for the house, which waits."""
    trainer = scene.world.own[Role.PROVIDER]
    waiting = propose_account(organisation_of(trainer), make_actor(Role.OFFICE))
    scene.ids["waiting account"] = str(waiting.pk)
    return reverse("vouchers:bank-account-withdraw", args=[waiting.pk])


def file_of_one(scene: Scene) -> Payload:
    scene.ids["sent payment"] = str(scene.path_values("payment")["pk"])
    return {
        "payments": [str(scene.path_values("ordered payment")["pk"])],
        "execute_on": day(next_bank_day(clock.today())),
        "step": "submit",
    }


def today(name: str, **more: str) -> Callable[[Scene], Payload]:
    """The payload with the day of the act."""
    payload: Payload = {name: day(clock.today()), **more}
    return lambda scene: payload


PAYMENT_POSTS: dict[str, Post] = {
    "vouchers:bank-account-new": Post(Role.PROVIDER, fields=ACCOUNT, payload=account),
    "vouchers:bank-account-new for a provider": Post(
        Role.OFFICE, fields=ACCOUNT | {"provider": KEY}, payload=account_of_another
    ),
    "vouchers:bank-account-confirm": Post(Role.OFFICE, sample="bank account"),
    "vouchers:bank-account-reject": Post(
        Role.OFFICE,
        sample="bank account",
        fields={"reason": NAME},
        payload=lambda scene: {"reason": "Der Kontoinhaber passt nicht."},
    ),
    "vouchers:bank-account-withdraw": Post(
        Role.PROVIDER, sample="own bank account", prepare=named_an_account
    ),
    "vouchers:payment-file-new": Post(
        Role.MINISTRY,
        fields={
            "payments": KEY,
            "execute_on": Field(Kind.COMING_DAY),
            "step": Field(Kind.STEP),
        },
        payload=file_of_one,
        foreign={"payments": "sent payment"},
    ),
    "vouchers:payment-file-paid": Post(
        Role.MINISTRY,
        sample="payment file",
        fields={"paid_on": PAST_DAY},
        payload=today("paid_on"),
    ),
    "vouchers:payment-paid": Post(
        Role.MINISTRY, sample="payment", fields={"paid_on": PAST_DAY}, payload=today("paid_on")
    ),
    "vouchers:payment-return": Post(
        Role.MINISTRY,
        sample="payment",
        fields={"returned_on": PAST_DAY, "reason": NAME},
        payload=today("returned_on", reason="Konto erloschen"),
    ),
}


def account_refused(scene: Scene) -> object:
    """Another person of the office refuses the account."""
    return services.reject_bank_account(
        account_id=scene.path_values("bank account")["pk"],
        reason="Unklar",
        actor=make_actor(Role.OFFICE),
    )


def own_account_refused(scene: Scene) -> object:
    """The office refuses it while the page is open; confirmed, it could still be withdrawn."""
    return services.reject_bank_account(
        account_id=UUID(scene.ids["waiting account"]),
        reason="Unklar",
        actor=scene.world.own[Role.OFFICE],
    )


def put_into_a_file(scene: Scene) -> object:
    """A colleague makes the file."""
    return services.make_payment_file(
        payment_ids=[scene.path_values("ordered payment")["pk"]],
        execute_on=next_bank_day(clock.today()),
        actor=scene.world.second,
    )


def came_back(scene: Scene) -> object:
    """A colleague books the payment back."""
    return services.return_payment(
        payment_id=scene.path_values("payment")["pk"],
        returned_on=clock.today(),
        reason="Unbekannt",
        actor=scene.world.second,
    )


PAYMENT_MEANWHILE = {
    "vouchers:bank-account-confirm": account_refused,
    "vouchers:bank-account-reject": account_refused,
    "vouchers:bank-account-withdraw": own_account_refused,
    "vouchers:payment-file-new": put_into_a_file,
    "vouchers:payment-file-paid": came_back,
    "vouchers:payment-paid": came_back,
    "vouchers:payment-return": came_back,
}
