"""HR enrols people. A place is taken under the lock of the seminar, so the last one goes once."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from lotsen.seminars import mails, rules
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models import Enrolment, Seminar
from lotsen.seminars.queries.seminars import taken_seats
from lotsen.seminars.services.enrollable import check_people, kommunen_of, lock_lotsen
from lotsen.seminars.services.locks import days_of, lock_seminar
from lotsen.seminars.services.paying import check_vouchers
from vouchers.models import Voucher
from vouchers.services import assign_vouchers, lock_vouchers

SENTENCES = {
    "enrolment_within_capacity": f"{rules.FULL} Es wurde niemand angemeldet.",
    "enrolment_one_seminar_a_day": (
        "Eine der Personen ist an einem dieser Tage schon für ein anderes Seminar angemeldet."
    ),
    "enrolment_once_per_person": "Eine der Personen ist schon angemeldet.",
    "enrolment_voucher_used_once": "Einer der Gutscheine wird schon für ein Seminar verwendet.",
    "enrolment_voucher_fits": "Einer der Gutscheine gehört nicht zu Person und Bildungsträger.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Who is to be enrolled with which voucher; `full_price` confirms that there is none."""

    lotse_id: UUID
    voucher_id: str | None = None
    full_price: bool = False


def enrol(
    *,
    seminar_id: UUID,
    lotse_id: UUID,
    voucher_id: str | None,
    actor: Actor,
    full_price: bool = False,
    notify: bool = True,
) -> Enrolment:
    """Enrol one person; see `enrol_many`."""
    place = Place(lotse_id, voucher_id, full_price)
    return enrol_many(seminar_id=seminar_id, places=[place], actor=actor, notify=notify)[0]


@transaction.atomic
def enrol_many(
    *, seminar_id: UUID, places: Sequence[Place], actor: Actor, notify: bool = True
) -> list[Enrolment]:
    """Give each person a place, all or nothing, in the order given; mails follow by job.

    Who is enrolled already with the same voucher is found again (a second click). Raises
    `Conflict` when the seats do not suffice, somebody is enrolled elsewhere or a voucher is used;
    `DomainError` for a closed seminar, a voucher that does not fit, or no voucher without
    `full_price`; `NotAllowed` for people of another Kommune. docs/programme.md § 3.
    """
    if not rules.may_enrol(actor):
        raise NotAllowed("Anmelden können Personalstellen und die Programmstelle.")
    if len({place.lotse_id for place in places}) < len(places):
        raise DomainError("Eine Person steht mehrfach in der Anmeldung.")
    seminar = lock_seminar(seminar_id)
    known = _known(seminar, places)
    wanted = [place for place in places if place.lotse_id not in known]
    if wanted:
        made = _enrol(seminar, wanted, actor)
        known |= {enrolment.lotse_id: enrolment for enrolment in made}
        if notify:
            mails.announce("enrolled", seminar, [enrolment.pk for enrolment in made], actor)
    return [known[place.lotse_id] for place in places]


def _known(seminar: Seminar, places: Sequence[Place]) -> dict[UUID, Enrolment]:
    """Live enrolments of these people in this seminar; another voucher than before is refused."""
    live = Enrolment.objects.filter(
        seminar=seminar, lotse__in=[place.lotse_id for place in places]
    ).exclude(state=EnrolmentState.CANCELLED)
    found = {enrolment.lotse_id: enrolment for enrolment in live.select_related("lotse")}
    for place in places:
        enrolment = found.get(place.lotse_id)
        if enrolment is None:
            continue
        enrolment.seminar = seminar
        if (place.voucher_id or None) != enrolment.voucher_id:
            raise Conflict(f"{enrolment.lotse.full_name} ist für dieses Seminar schon angemeldet.")
    return found


def _enrol(seminar: Seminar, places: Sequence[Place], actor: Actor) -> list[Enrolment]:
    first_day = days_of(seminar)[0].held_on
    late = actor.is_system or actor.role == Role.OFFICE
    closed = rules.closed_because(seminar, first_day=first_day, today=clock.today(), late=late)
    if closed:
        raise DomainError(closed)
    lotsen = lock_lotsen([place.lotse_id for place in places])
    kommunen = kommunen_of(lotsen, actor)
    check_people(seminar, list(lotsen.values()))
    vouchers = lock_vouchers(place.voucher_id for place in places if place.voucher_id)
    check_vouchers(seminar, places, vouchers, kommunen, lotsen, first_day)
    free = seminar.max_seats - taken_seats(seminar)
    if len(places) > free:
        raise Conflict(_too_many(len(places), free))
    made = _rows(seminar, places, vouchers, kommunen, lotsen, actor)
    with constraint_errors(SENTENCES):
        Enrolment.objects.bulk_create(made)
    assign_vouchers(vouchers=list(vouchers.values()), actor=actor, use=seminar.number)
    audit.record_many(
        actor=actor, action="enrolment.made", targets=list(made), seminar=seminar.number
    )
    return made


def _too_many(wanted: int, free: int) -> str:
    if free <= 0:
        return SENTENCES["enrolment_within_capacity"]
    left = "Nur noch 1 Platz ist frei" if free == 1 else f"Nur noch {free} Plätze sind frei"
    return f"{left}, gewählt sind {wanted} Personen. Es wurde niemand angemeldet."


def _rows(
    seminar: Seminar,
    places: Sequence[Place],
    vouchers: dict[str, Voucher],
    kommunen: dict[UUID, str],
    lotsen: dict[UUID, Lotse],
    actor: Actor,
) -> list[Enrolment]:
    now = clock.now()
    first = next_in(seminar)
    rows = []
    for number, place in enumerate(places, start=first):
        voucher = vouchers.get(place.voucher_id or "")
        rows.append(
            Enrolment(
                seminar=seminar,
                number=number,
                lotse=lotsen[place.lotse_id],
                # Merged since: the place belongs to the Kommune that the voucher was issued to.
                kommune_id=voucher.kommune_id if voucher else kommunen[place.lotse_id],
                voucher=voucher,
                fee_cents=seminar.fee_cents,
                grant_cents=rules.grant_cents(seminar.fee_cents, voucher),
                enrolled_by_id=actor.user_id,
                enrolled_at=now,
            )
        )
    return rows


def next_in(seminar: Seminar) -> int:
    """The next number within the locked seminar; cancelled enrolments keep theirs."""
    last = Enrolment.objects.filter(seminar=seminar).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
