"""Control samples: what can be drawn, what was drawn, and whether it can be repeated."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from lotsen.core.actor import Actor
from lotsen.core.roles import OVERSIGHT
from vouchers import sampling_rules
from vouchers.enums import Account, EntryKind, SampleState
from vouchers.models import ClaimLine, ControlSample, Payment, Posting, SampleCase, Voucher


def samples_visible_to(actor: Actor) -> QuerySet[ControlSample]:
    """Office, ministry and auditor see all samples; others none."""
    samples = ControlSample.objects.select_related("drawn_by").defer("population")
    if not (actor.is_system or actor.role in OVERSIGHT):
        return samples.none()
    return samples.annotate(
        open_cases=Count("cases", filter=Q(cases__state=SampleState.OPEN)),
        objections=Count("cases", filter=Q(cases__state=SampleState.OBJECTION)),
    ).order_by("-drawn_at", "-number")


def cases_of(sample: ControlSample) -> QuerySet[SampleCase]:
    """The cases of a sample in the order of the draw, with their vouchers."""
    cases = SampleCase.objects.filter(sample=sample).select_related(
        "voucher__kommune", "voucher__provider", "voucher__line", "checked_by"
    )
    return cases.order_by("position")


def population(year: int) -> list[str]:
    """IDs of all vouchers with a redeemed day booked in the budget year, reversed ones left out."""
    redeemed = Posting.objects.filter(
        year=year, account=Account.DUE, entry__kind=EntryKind.REDEEM, entry__reversals=None
    )
    return sorted(set(redeemed.values_list("voucher_id", flat=True)))


def claim_lines_of(voucher: Voucher) -> QuerySet[ClaimLine]:
    """Every claim in which days of the voucher stand or stood, with the payments."""
    payments = Prefetch("claim__payments", Payment.objects.order_by("ordered_at"))
    lines = ClaimLine.objects.filter(voucher=voucher).select_related("claim__provider")
    return lines.prefetch_related(payments).order_by("day_number", "claim__submitted_at")


@dataclass(frozen=True, slots=True)
class Repetition:
    """What drawing again gives: whether list and cases are the stored ones, and what is new."""

    population_fits: bool
    cases_fit: bool
    added: int
    gone: int

    @property
    def is_identical(self) -> bool:
        return self.population_fits and self.cases_fit


def repeat_draw(sample: ControlSample) -> Repetition:
    """Draw again from the stored list and compare; also with what the year holds today."""
    stored = [str(one) for one in sample.population]
    drawn = list(cases_of(sample).values_list("voucher_id", flat=True))
    today = set(population(sample.year))
    return Repetition(
        population_fits=len(stored) == sample.population_size
        and sampling_rules.population_hash(stored) == sample.population_sha256,
        cases_fit=sampling_rules.draw(stored, seed=sample.seed, size=sample.size) == drawn,
        added=len(today - set(stored)),
        gone=len(set(stored) - today),
    )


def people_of(voucher: Voucher) -> set[int]:
    """Everybody who decided on the contract or a claim of the voucher: they do not check it."""
    contract = voucher.contract
    people = {contract.submitted_by_id, contract.decided_by_id, contract.exception_approved_by_id}
    for line in ClaimLine.objects.filter(voucher=voucher).select_related("claim"):
        claim = line.claim
        people |= {claim.submitted_by_id, claim.factual_by_id, claim.arithmetic_by_id}
        people |= {claim.ordered_by_id, line.refused_by_id}
    return {person for person in people if person is not None}
