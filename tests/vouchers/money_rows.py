"""One row of every table of claims, payments, reclaims and samples, written without the services.

The attacks only need rows that keep the rules; whether services make such rows is tested there.
"""

from datetime import date
from uuid import uuid4

from lotsen.core import clock
from lotsen.core.documents import store
from lotsen.core.models import Document
from tests.vouchers.world import DAY, World
from vouchers import models
from vouchers.enums import BankAccountState


def add_money_rows(world: World) -> None:
    """A claim of the redeemed day on its way to the bank, a reclaim, a sample, a proposal."""
    claim = _claim(world)
    _payment(world, claim)
    _reclaim(world)
    _sample(world)
    models.ContractKommune.objects.create(
        contract=world.contract, kommune=world.cast.kommune, period=world.contract.line.period
    )
    models.BudgetProposal.objects.create(
        kind="close",
        year=world.fresh.budget_year_id,
        reason="Jahresende",
        submission_key="closing",
        proposed_by_id=world.cast.ministry.person_id,
        proposed_at=clock.now(),
    )


def _claim(world: World) -> models.Claim:
    claim = models.Claim.objects.create(
        number="AB-1",
        provider=world.cast.provider,
        submission_key="claim",
        submitted_by_id=world.cast.trainer.person_id,
        submitted_at=clock.now(),
    )
    models.ClaimLine.objects.create(
        claim=claim,
        position=1,
        entry=world.redeemed,
        voucher=world.used,
        day_number=1,
        held_on=DAY,
        cents=100_00,
    )
    return claim


def _payment(world: World, claim: models.Claim) -> None:
    account = models.BankAccount.objects.create(
        provider=world.cast.provider,
        holder="Bildungsträger",
        iban="DE02120300000000202051",
        state=BankAccountState.CONFIRMED,
        proposed_by_id=world.cast.trainer.person_id,
        proposed_at=clock.now(),
        decided_by_id=world.cast.office.person_id,
        decided_at=clock.now(),
        valid_from=DAY,
    )
    file = models.PaymentFile.objects.create(
        number="ZD-1",
        message_id="ZD-1",
        document=_paper(),
        count=1,
        cents=100_00,
        execute_on=DAY,
        created_by_id=world.cast.ministry.person_id,
        created_at=clock.now(),
    )
    models.Payment.objects.create(
        number="ZA-1",
        claim=claim,
        account=account,
        holder=account.holder,
        iban=account.iban,
        purpose="AB-1",
        cents=100_00,
        state="transmitted",
        file=file,
        ordered_by_id=world.cast.ministry.person_id,
        ordered_at=clock.now(),
    )


def _reclaim(world: World) -> None:
    reclaim = models.Reclaim.objects.create(
        number="RF-1",
        voucher=world.used,
        cents=100_00,
        reason="nicht teilgenommen",
        interest_from=DAY,
        submission_key="reclaim",
        proposed_by_id=world.cast.office.person_id,
        proposed_at=clock.now(),
    )
    models.ReclaimLine.objects.create(
        reclaim=reclaim, voucher=world.used, day_number=1, cents=100_00
    )
    models.InterestRate.objects.create(
        valid_from=date(2018, 2, 1), base_hundredths=-88, source="§ 247 BGB"
    )


def _sample(world: World) -> None:
    sample = models.ControlSample.objects.create(
        number="SP-1",
        year=world.used.budget_year_id,
        seed="1",
        size=1,
        population_size=1,
        population_sha256="0" * 64,
        population=[world.used.pk],
        drawn_by_id=world.cast.ministry.person_id,
        drawn_at=clock.now(),
    )
    models.SampleCase.objects.create(sample=sample, position=1, voucher=world.used)


def _paper() -> Document:
    return store(kind="sepa", filename=f"{uuid4()}", content=b"<>", content_type="text/xml")
