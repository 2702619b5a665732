"""Vouchers that a live enrolment uses are assigned from now on; existing ones become it here.

The day of the enrolment is the day on which its voucher was assigned.
"""

from django.db import migrations

ASSIGN = """
    UPDATE vouchers_voucher v SET assigned_at = e.enrolled_at,
        state = CASE v.state WHEN 'issued' THEN 'assigned' ELSE v.state END
    FROM seminars_enrolment e
    WHERE e.voucher_id = v.id AND e.state <> 'cancelled' AND v.state <> 'cancelled'
"""
UNASSIGN = """
    UPDATE vouchers_voucher SET assigned_at = NULL,
        state = CASE state WHEN 'assigned' THEN 'issued' ELSE state END
    WHERE assigned_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("seminars", "0002_guards"), ("vouchers", "0007_money_data")]

    operations = [migrations.RunSQL(ASSIGN, UNASSIGN)]
