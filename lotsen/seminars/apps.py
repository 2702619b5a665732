from django.apps import AppConfig


class SeminarsConfig(AppConfig):
    """Seminars of the providers: seats, attendance day by day, certificates."""

    name = "lotsen.seminars"
    label = "seminars"
    verbose_name = "Seminare"

    def ready(self) -> None:
        """Add the seminars to the pages of people, Kommunen, vouchers and reversals."""
        from kommunen.panels import register_panel as on_kommune
        from lotsen.people.panels import register_panel as on_person
        from lotsen.seminars import finders, kommune_timeline, panels, reliance
        from lotsen.seminars.evidence import day_evidence
        from vouchers.evidence import register_evidence
        from vouchers.voucher_panels import register_dates
        from vouchers.voucher_panels import register_panel as on_voucher

        on_person(panels.PERSON_ORDER, panels.person_panel)
        on_kommune(panels.KOMMUNE_ORDER, panels.kommune_panel)
        register_evidence(day_evidence)
        on_voucher(panels.VOUCHER_ORDER, panels.voucher_panel)
        register_dates(panels.voucher_dates)
        kommune_timeline.register()
        finders.register()
        reliance.register()
