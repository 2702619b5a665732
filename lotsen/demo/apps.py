from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "lotsen.demo"
    label = "demo"
    verbose_name = "Vorführung"

    def ready(self) -> None:
        """The worker lives on the demonstration's day as well."""
        from lotsen.core import jobs
        from lotsen.demo.calendar import day_of_jobs

        jobs.run_inside(day_of_jobs)
