"""`manage.py expire_vouchers`: end what was not used in time, by hand."""

from typing import Any

from django.core.management.base import BaseCommand

from vouchers.services import expire_vouchers, warn_of_expiry


class Command(BaseCommand):
    help = "Ends vouchers that nobody used in time and warns of those that end within 30 days."

    def handle(self, *args: Any, **options: Any) -> None:
        ended, warned = expire_vouchers(), warn_of_expiry()
        for voucher_id in ended:
            self.stdout.write(f"{voucher_id} verfallen")
        self.stdout.write(f"{len(ended)} verfallen, {warned} laufen in 30 Tagen ab")
