"""The forms of claims; see `posts.py`."""

from typing import Any

from lotsen.core.roles import Role
from tests.access.hostile import Field, Kind
from tests.access.posts import NAME, OPTIONAL, Payload, Post
from tests.access.scene import Scene
from vouchers import services
from vouchers.models import Claim, ClaimLine
from vouchers.queries import claimable_days

VERSION = Field(Kind.NUMBER)
REASON = {"version": VERSION, "reason": NAME}


def new_claim(scene: Scene) -> Payload:
    """All open days; one that stands in a claim already is kept for the trial of foreign things."""
    [line, *_] = ClaimLine.objects.filter(claim=scene.path_values("claim")["pk"])
    scene.ids["claimed day"] = f"{line.voucher_id}:{line.day_number}"
    days = claimable_days(scene.world.own[Role.PROVIDER].organisation_id)
    return {
        "token": "einmal",
        "tage": [day.key for day in days],
        "zeichen": "RE 2026-17",
        "step": "submit",
    }


def version_of(sample: str) -> Any:
    """The payload of a decision about the claim as it stands."""
    return lambda scene: {"version": str(_claim(scene, sample).version)}


def reason_about(sample: str) -> Any:
    return lambda scene: version_of(sample)(scene) | {"reason": "Der Tag ist doppelt."}


CLAIM_POSTS: dict[str, Post] = {
    "vouchers:claim-new": Post(
        Role.PROVIDER,
        fields={
            "token": Field(Kind.SECRET),
            "tage": Field(Kind.KEY),
            "zeichen": OPTIONAL,
            "step": Field(Kind.STEP),
        },
        payload=new_claim,
        foreign={"tage": "claimed day"},
    ),
    "vouchers:claim-withdraw": Post(
        Role.PROVIDER, sample="claim", fields={"version": VERSION}, payload=version_of("claim")
    ),
    "vouchers:claim-factual": Post(
        Role.OFFICE, sample="claim", fields={"version": VERSION}, payload=version_of("claim")
    ),
    "vouchers:claim-arithmetic": Post(
        Role.OFFICE,
        sample="factual claim",
        fields={"version": VERSION},
        payload=version_of("factual claim"),
    ),
    "vouchers:claim-refuse": Post(
        Role.OFFICE, sample="claim", fields=REASON, payload=reason_about("claim")
    ),
    "vouchers:claim-line-refuse": Post(
        Role.OFFICE, sample="claim line", fields=REASON, payload=reason_about("claim")
    ),
    "vouchers:claim-order": Post(
        Role.MINISTRY,
        sample="checked claim",
        fields={"version": VERSION},
        payload=version_of("checked claim"),
    ),
    "vouchers:claim-return": Post(
        Role.MINISTRY,
        sample="checked claim",
        fields=REASON,
        payload=reason_about("checked claim"),
    ),
}


def _claim(scene: Scene, sample: str) -> Claim:
    return Claim.objects.get(pk=scene.path_values(sample)["pk"])


def refused(scene: Scene, sample: str) -> object:
    """The office refuses the claim."""
    claim = _claim(scene, sample)
    return services.refuse_claim(
        claim_id=claim.pk,
        reason="Anders entschieden",
        version=claim.version,
        actor=scene.world.own[Role.OFFICE],
    )


def withdrawn(scene: Scene) -> object:
    """The provider takes the claim back."""
    claim = _claim(scene, "claim")
    return services.withdraw_claim(
        claim_id=claim.pk, version=claim.version, actor=scene.world.own[Role.PROVIDER]
    )


def returned(scene: Scene) -> object:
    """Somebody else in the ministry returns the claim."""
    claim = _claim(scene, "checked claim")
    return services.return_claim(
        claim_id=claim.pk, reason="Unklar", version=claim.version, actor=scene.world.second
    )


def claimed(scene: Scene) -> object:
    """A colleague of the provider claims all open days."""
    provider = scene.world.own[Role.PROVIDER]
    claim = _claim(scene, "claim")
    return services.submit_claim(provider=claim.provider, submission_key="x", actor=provider)


CLAIM_MEANWHILE = {
    "vouchers:claim-new": claimed,
    "vouchers:claim-withdraw": lambda scene: refused(scene, "claim"),
    "vouchers:claim-factual": withdrawn,
    "vouchers:claim-arithmetic": lambda scene: refused(scene, "factual claim"),
    "vouchers:claim-refuse": withdrawn,
    "vouchers:claim-line-refuse": withdrawn,
    "vouchers:claim-order": returned,
    "vouchers:claim-return": returned,
}
