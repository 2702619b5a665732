"""Vouchers in use from before that state existed are assigned by the migration."""

from importlib import import_module

import pytest
from django.db import connection

from tests.factories.seminars import make_course, vouchers_out_of_step
from vouchers.models import Voucher

pytestmark = pytest.mark.django_db
ASSIGN: str = import_module("lotsen.seminars.migrations.0003_vouchers_in_use").ASSIGN


def test_existing_enrolments_assign_their_vouchers() -> None:
    course = make_course(3)
    used, attended, free = course.vouchers
    with course.on_day(1):
        course.mark(course.enrolments[1], True)
        course.confirm(1)
    Voucher.objects.filter(pk=used.pk).update(state="issued", assigned_at=None)
    Voucher.objects.filter(pk=attended.pk).update(assigned_at=None)
    Voucher.objects.filter(pk=free.pk).update(state="issued", assigned_at=None)
    with connection.cursor() as cursor:
        cursor.execute(ASSIGN)
    for voucher, enrolment in zip(course.vouchers, course.enrolments, strict=True):
        voucher.refresh_from_db()
        assert voucher.assigned_at == enrolment.enrolled_at
    assert [voucher.state for voucher in course.vouchers] == [
        "assigned",
        "partly_redeemed",
        "assigned",
    ]
    assert vouchers_out_of_step() == []
