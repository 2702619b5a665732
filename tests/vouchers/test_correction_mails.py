"""Who hears that a seminar day was taken back, and what became of it."""

import pytest

from lotsen.core.models import Mail
from tests.factories.corrections import redeem_all
from tests.factories.seminars import make_course
from tests.factories.vouchers import make_cast, make_grant, make_vouchers
from vouchers.models import JournalEntry
from vouchers.services import decide_day_again, reverse_day

pytestmark = pytest.mark.django_db
REASON = "Die Unterschrift gehört zu einem anderen Tag."


def mails(name: str) -> dict[str, str]:
    """Texts by address."""
    found = Mail.objects.filter(key__startswith=f"{name}:")
    return {mail.to: f"{mail.subject}\n{mail.body}".replace("\xa0", " ") for mail in found}


def test_provider_and_hr_hear_of_the_reversal_and_of_the_new_decision() -> None:
    course = make_course(1)
    voucher, office = course.vouchers[0], course.cast.office
    with course.on_day(3):
        course.mark_all(True, True, True)
        course.confirm()
        entry = JournalEntry.objects.filter(kind="redeem", postings__day_number=2).first()
        assert entry is not None
        for _ in range(2):  # pressed twice
            reverse_day(entry_id=entry.pk, reason=REASON, actor=office)
        told = mails("day_reversed")
        for _ in range(2):
            decide_day_again(entry_id=entry.pk, present=False, actor=office)
        decided = mails("day_decided_again")
    contact = voucher.contract.contact_email
    assert len(told) == len(decided) == 2
    assert contact in told
    assert set(told) == set(decided)
    for text in told.values():
        assert f"Tag 2 des Gutscheins {voucher.pk} zurückgenommen" in text
        assert f"im Seminar {course.seminar.number}" in text
        assert "eingelöst (100,00 €)" in text
        assert REASON in text
        assert "bleibt gültig" in text  # the certificate
    assert all("nicht besucht" in text and REASON in text for text in decided.values())
    [provider] = set(told) - {contact}
    assert f"Zurückgenommen von: {office.name}" in told[provider]
    assert f"/seminare/{course.seminar.pk}/anwesenheit/" in told[provider]
    assert office.name not in told[contact]
    assert f"/gutscheine/{voucher.pk}/" in told[contact]


def test_a_day_without_a_seminar_is_told_as_well() -> None:
    cast = make_cast()
    make_grant(cast)
    voucher = make_vouchers(cast)[0]
    [booking] = redeem_all(cast, voucher, [1])
    reverse_day(entry_id=booking.entry.pk, reason=REASON, actor=cast.office)
    decide_day_again(entry_id=booking.entry.pk, present=True, actor=cast.office)
    assert len(mails("day_reversed")) == 2
    assert all("Er ist eingelöst." in text for text in mails("day_decided_again").values())
