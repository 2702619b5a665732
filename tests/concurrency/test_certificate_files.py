"""A worker that was believed dead comes back while another one has taken over its job."""

from time import sleep

import pytest

from lotsen.core import pdf
from lotsen.core.models import AuditEntry, Document
from lotsen.seminars import services
from lotsen.seminars.models import Certificate
from tests.concurrency.race import race
from tests.factories.seminars import make_course

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 4


def test_both_meet_and_every_file_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def print_slowly(template: str, context: dict[str, object]) -> bytes:
        sleep(0.1)  # the other one arrives while this one is at it
        return b"%PDF"

    monkeypatch.setattr(pdf, "render", print_slowly)
    course = make_course(PEOPLE)
    with course.on_day(3):
        course.mark_all(True, True, True)
        course.confirm()
    certificates = list(Certificate.objects.order_by("number").values_list("pk", flat=True))

    def make_all() -> int:
        return len([services.render_certificate(certificate_id=pk) for pk in certificates])

    assert race(make_all, make_all) == [PEOPLE, PEOPLE]
    assert Document.objects.filter(kind="certificate").count() == PEOPLE
    assert AuditEntry.objects.filter(action="certificate.rendered").count() == PEOPLE
