from django.apps import AppConfig


class VouchersConfig(AppConfig):
    """Funding lines, quota, budget, transfer contracts, vouchers and the ledger."""

    name = "vouchers"
    verbose_name = "Förderung"

    def ready(self) -> None:
        from vouchers import finders, panels, reliance

        panels.register()
        finders.register()
        reliance.register()
