from django.apps import AppConfig


class VouchersConfig(AppConfig):
    """Funding lines, quota, budget, transfer contracts, vouchers and the ledger."""

    name = "vouchers"
    verbose_name = "Förderung"

    def ready(self) -> None:
        from kommunen.panels import register_panel
        from vouchers import finders
        from vouchers.panels import quota_panel

        register_panel(10, quota_panel)
        finders.register()
