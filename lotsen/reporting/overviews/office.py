"""Overview of the Programmstelle."""

from django.urls import reverse

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.formatting import euro, number
from lotsen.core.roles import Role
from lotsen.reporting.links import link
from lotsen.reporting.overviews.claims import claim_tasks
from lotsen.reporting.overviews.corrections import cases_to_check
from lotsen.reporting.overviews.due import contract_tasks, seminar_tasks
from lotsen.reporting.overviews.parts import Overview, Tile
from lotsen.reporting.overviews.payments import account_tasks
from lotsen.reporting.queries.money import MoneyFigure
from lotsen.reporting.queries.people import ANY, enrolled, trained
from vouchers.queries import balances


def overview(actor: Actor) -> Overview:
    """Contracts and seminars that wait, the money of this year, and the people so far."""
    today = clock.today()
    money = balances(year=today.year)
    at = {"stichtag": today, "jahr": today.year}
    return Overview(
        lead="Verträge, Gutscheine und Seminare des Programms",
        tasks=[
            *contract_tasks(),
            *claim_tasks(Role.OFFICE),
            *account_tasks(actor),
            *seminar_tasks(),
            *cases_to_check(),
        ],
        tiles=[
            Tile(
                f"Verfügbar {today.year}",
                euro(money.available),
                link("bookings", summe=MoneyFigure.AVAILABLE.value, **at),
                f"von {euro(money.granted)}",
            ),
            Tile(
                f"Gebunden {today.year}",
                euro(money.committed),
                link("bookings", summe=MoneyFigure.COMMITTED.value, **at),
            ),
            Tile(
                "Ausgebildete Digitallotsen",
                number(trained(today, ANY).count()),
                link("lotsen", stichtag=today),
                "gefördert und ungefördert",
            ),
            Tile(
                "Angemeldete Personen",
                number(enrolled(today, ANY).count()),
                link("enrolled", stichtag=today),
            ),
        ],
        template="reporting/overview/office.html",
        extra={"report_url": reverse("reporting:dashboard")},
    )
