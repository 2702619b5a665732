"""All days are confirmed: enrolments get their result, completed ones a certificate number."""

import secrets
from collections.abc import Sequence

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.sequence import next_numbers
from lotsen.people.services import Completion, record_qualifications
from lotsen.seminars import rules
from lotsen.seminars.enums import EnrolmentState, SeminarState
from lotsen.seminars.models import Certificate, Enrolment
from lotsen.seminars.queries.attendance import Sheet
from vouchers.models import Voucher

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without what is easily confused on paper (0, 1, I, O)."""


def complete(sheet: Sheet, actor: Actor) -> list[Certificate]:
    """End the locked seminar whose last day was just confirmed; part of that transaction.

    The people's rows are locked by the caller. Certificates come in the order of names.
    """
    seminar = sheet.seminar
    outcomes: dict[EnrolmentState, list[Enrolment]] = {}
    for row in sheet.rows:
        state = rules.outcome([row.was_present(day.number) for day in sheet.days])
        outcomes.setdefault(state, []).append(row.enrolment)
    for state, enrolments in outcomes.items():
        ids = [enrolment.pk for enrolment in enrolments]
        Enrolment.objects.filter(pk__in=ids).update(state=state)
    certificates = _certify(outcomes.get(EnrolmentState.COMPLETED, []))
    _qualify(sheet, certificates, actor)
    seminar.state = SeminarState.COMPLETED
    seminar.version += 1
    seminar.save(update_fields=["state", "version"])
    counts = {str(state): len(enrolments) for state, enrolments in outcomes.items()}
    audit.record(actor=actor, action="seminar.completed", target=seminar, **counts)
    return certificates


def _certify(completed: Sequence[Enrolment]) -> list[Certificate]:
    today = clock.today()
    numbers = next_numbers("certificate", today.year, len(completed))
    return Certificate.objects.bulk_create(
        Certificate(
            number=f"DL-{today.year}-{number:05}",
            code=new_code(),
            enrolment=enrolment,
            issued_on=today,
        )
        for number, enrolment in zip(numbers, completed, strict=True)
    )


def new_code() -> str:
    """Sixty bits in three groups, so that no certificate can be found by guessing."""
    letters = [secrets.choice(CODE_LETTERS) for _ in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def _qualify(sheet: Sheet, certificates: Sequence[Certificate], actor: Actor) -> None:
    """Funded is who had at least one day redeemed; counted apart from the others."""
    if not certificates:
        return
    vouchers = [certificate.enrolment.voucher_id for certificate in certificates]
    redeemed = Voucher.objects.filter(pk__in=[pk for pk in vouchers if pk], redeemed_days__gt=0)
    funded = set(redeemed.values_list("pk", flat=True))
    record_qualifications(
        completions=[
            Completion(
                lotse_id=certificate.enrolment.lotse_id,
                kommune_id=certificate.enrolment.kommune_id,
                funded=certificate.enrolment.voucher_id in funded,
                proof=f"Zertifikat {certificate.number}",
            )
            for certificate in certificates
        ],
        kind=sheet.seminar.line.kind,
        completed_on=sheet.days[-1].day.held_on,
        actor=actor,
    )
