"""The sign-ins of the demo. They exist in demo mode only; the password is no secret there."""

from dataclasses import dataclass
from typing import NamedTuple

from lotsen.core.roles import Role
from lotsen.demo.plan.cast import DEMO_STADT, TWO_HATS_LANDKREIS, TWO_HATS_STADT

PASSWORD = "demo-lotsen-2026"  # noqa: S105 - shown on the sign-in page of the demo


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One person with one or more hats. `hats` are pairs of role and place.

    A place is the key of a Kommune, or the code of an organisation of `stage.py`.
    """

    email: str
    name: str
    hats: tuple[tuple[Role, str], ...]
    hint: str
    label: str = ""
    deputy_for: str = ""

    @property
    def title(self) -> str:
        return self.label or str(self.hats[0][0].label)


HR = DemoAccount(
    "personalstelle@demo.example",
    "Paula Muster",
    ((Role.HR, DEMO_STADT),),
    "Stadt Pforzheim: Vertrag einreichen, Beschäftigte anmelden",
)
PROVIDER = DemoAccount(
    "traeger@demo.example",
    "Bernd Vorlage",
    ((Role.PROVIDER, "vws"),),
    "Verwaltungsschule: Anwesenheit eintragen und bestätigen",
)
OFFICE = DemoAccount(
    "programmstelle@demo.example",
    "Olga Beispiel",
    ((Role.OFFICE, "office"),),
    "Verträge prüfen, Gutscheine ausstellen",
)
MINISTRY = DemoAccount(
    "ministerium@demo.example",
    "Maria Platzhalter",
    ((Role.MINISTRY, "ministry"),),
    "Zahlen, Stichtage, Fördermittel bewilligen",
)
BUDGET = DemoAccount(
    "haushalt@demo.example",
    "Henriette Schema",
    ((Role.MINISTRY, "ministry"),),
    "zweite Person: Mittel freigeben, Auszahlungen anordnen",
    label="Ministerium, Haushalt",
)
AUDITOR = DemoAccount(
    "rechnungshof@demo.example",
    "Rolf Exempel",
    ((Role.AUDITOR, "auditor"),),
    "nur lesen, zeitlich begrenzt",
)
ORGANISER = DemoAccount(
    "veranstalter@demo.example",
    "Vera Fiktiv",
    ((Role.ORGANISER, "gemeindetag"),),
    "Vernetzungsevents und ihre Anmeldungen",
)
LOTSE = DemoAccount(
    "lotse@demo.example",
    "Lena Probe",
    ((Role.LOTSE, DEMO_STADT),),
    "frisches Zertifikat, Anmeldung zum Vernetzungsevent",
)
ADMIN = DemoAccount(
    "admin@demo.example",
    "Anton Testfall",
    ((Role.ADMIN, "operator"),),
    "Aufträge, Postausgang, Konten",
)
TWO_HATS = DemoAccount(
    "zwei-rollen@demo.example",
    "Zoë Quasi",
    ((Role.HR, TWO_HATS_STADT), (Role.HR, TWO_HATS_LANDKREIS)),
    "Stadt Calw und Landkreis Calw: Rolle wechseln ohne Abmelden",
    label="Personalstelle zweier Stellen",
)
DEPUTY = DemoAccount(
    "vertretung@demo.example",
    "Viktor Denkbar",
    ((Role.OFFICE, "office"),),
    "handelt befristet i. V. für Olga Beispiel",
    label="Vertretung der Programmstelle",
    deputy_for=OFFICE.email,
)
ACCOUNTS = (
    HR,
    PROVIDER,
    OFFICE,
    MINISTRY,
    BUDGET,
    AUDITOR,
    ORGANISER,
    LOTSE,
    ADMIN,
    TWO_HATS,
    DEPUTY,
)


class Listed(NamedTuple):
    """One line of the list on the sign-in page."""

    role: str
    email: str
    password: str
    hint: str


def listing() -> list[Listed]:
    """All demo sign-ins in the order of the programme's way. Whether to show them: `DEMO_MODE`."""
    return [
        Listed(account.title, account.email, PASSWORD, f"{account.name} – {account.hint}")
        for account in ACCOUNTS
    ]
