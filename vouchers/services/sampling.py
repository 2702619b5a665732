"""Control samples: drawn so that anybody can repeat the draw, checked by others than those who
decided."""

from uuid import UUID

from django.db import transaction

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import locked
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.formatting import counted, instant
from lotsen.core.roles import Role
from lotsen.core.sequence import next_number
from vouchers import sampling_rules
from vouchers.enums import SampleState
from vouchers.models import ControlSample, SampleCase
from vouchers.queries.samples import people_of, population
from vouchers.rights import require_role
from vouchers.services.booking import Ledger

FEWEST_SIGNS, MOST_SIGNS = 8, 64


@transaction.atomic
def draw_sample(
    *, year: int, seed: str, amount: int, per_cent: bool, actor: Actor
) -> ControlSample:
    """Draw from all vouchers with a redeemed day booked in `year`; the list is kept with its hash.

    `amount` is a number of cases or, with `per_cent`, a share that is rounded up. Raises
    `DomainError` when nothing is redeemed in the year, for more cases than there are and for an
    unusable seed, `Conflict` when the same draw exists already.
    """
    require_role(actor, Role.OFFICE, Role.MINISTRY)
    seed = seed.strip()
    if not FEWEST_SIGNS <= len(seed) <= MOST_SIGNS:
        raise DomainError(
            f"Der Startwert muss zwischen {FEWEST_SIGNS} und {MOST_SIGNS} Zeichen lang sein."
        )
    Ledger(actor)  # nothing is booked while the list is read
    ids = population(year)
    size = _size(year, ids, amount, per_cent=per_cent)
    digest = sampling_rules.population_hash(ids)
    _require_new(year, seed, size, digest)
    running = clock.today().year
    sample = ControlSample.objects.create(
        number=f"SP-{running}-{next_number('sample', running):04d}",
        year=year,
        seed=seed,
        size=size,
        population_size=len(ids),
        population_sha256=digest,
        population=ids,
        drawn_by_id=actor.person_id,
        drawn_at=clock.now(),
    )
    drawn = sampling_rules.draw(ids, seed=seed, size=size)
    SampleCase.objects.bulk_create(
        SampleCase(sample=sample, position=position, voucher_id=voucher_id)
        for position, voucher_id in enumerate(drawn, start=1)
    )
    audit.record(actor=actor, action="sample.drawn", target=sample, year=year, cases=size)
    return sample


@transaction.atomic
def check_case(
    *, sample_id: UUID, position: int, sound: bool, note: str, actor: Actor
) -> SampleCase:
    """Record the Prüfungsvermerk of one case, once.

    Raises `DomainError` without a note, `Conflict` when it was checked already, `NotAllowed` for
    somebody who decided on the contract or a claim of the voucher.
    """
    require_role(actor, Role.OFFICE, Role.MINISTRY)
    if not note.strip():
        raise DomainError("Bitte schreiben Sie einen Prüfungsvermerk.")
    cases = SampleCase.objects.select_related("sample", "voucher__contract", "checked_by")
    case = locked(cases).get(sample=sample_id, position=position)
    if case.checked_by is not None:
        raise Conflict(
            f"Diesen Fall hat {case.checked_by.name} am {instant(case.checked_at)} schon geprüft:"
            f" {case.get_state_display()}."
        )
    if actor.user_id in people_of(case.voucher):
        raise NotAllowed(
            "Sie haben über den Vertrag oder eine Abrechnung dieses Gutscheins entschieden."
            " Prüfen muss eine andere Person."
        )
    case.state = SampleState.SOUND if sound else SampleState.OBJECTION
    case.note = note.strip()
    case.checked_by_id = actor.person_id
    case.checked_at = clock.now()
    case.save(update_fields=["state", "note", "checked_by", "checked_at"])
    audit.record(
        actor=actor, action="sample.checked", target=case.sample, position=position, sound=sound
    )
    return case


def _size(year: int, ids: list[str], amount: int, *, per_cent: bool) -> int:
    if not ids:
        raise DomainError(f"Im Haushaltsjahr {year} ist noch kein Gutscheintag eingelöst.")
    size = sampling_rules.share(amount, ids) if per_cent else amount
    if size < 1:
        raise DomainError("Die Stichprobe braucht mindestens einen Fall.")
    if size > len(ids):
        raise DomainError(
            f"Im Haushaltsjahr {year} gibt es nur"
            f" {counted(len(ids), 'Gutschein', 'Gutscheine')} mit eingelösten Tagen."
        )
    return size


def _require_new(year: int, seed: str, size: int, digest: str) -> None:
    same = ControlSample.objects.filter(
        year=year, seed=seed, size=size, population_sha256=digest
    ).first()
    if same is not None:
        raise Conflict(f"Diese Ziehung gibt es schon: {same.number}.")
