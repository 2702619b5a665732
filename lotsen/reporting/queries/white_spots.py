"""Kommunen where nothing has begun, and whom to write to."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from kommunen.models import Contact
from kommunen.queries.contacts import contacts_visible_to
from lotsen.core.actor import Actor
from lotsen.reporting.enums import Reach
from lotsen.reporting.queries.coverage import Body

SUBJECT = "Kommunale Digitallotsen: ein Angebot für {name}"
TEXT = """Guten Tag,

das Land Baden-Württemberg fördert die Qualifizierung von Beschäftigten der Städte, Gemeinden und \
Landkreise zu Kommunalen Digitallotsen. Die Seminare dauern drei Tage; das Land beteiligt sich mit \
Bildungsgutscheinen an der Gebühr. Teilnehmen können Beschäftigte aus allen Bereichen.

Aus Ihrer Verwaltung hat bisher niemand teilgenommen. Gern informieren wir Sie über die nächsten \
Termine und den Weg zum Gutschein: Am Anfang steht ein Weitergabevertrag, den Ihre Personalstelle \
einreicht.

An wen in Ihrem Haus dürfen wir uns wenden?

Mit freundlichen Grüßen
{sender}
{organisation}
"""


@dataclass(frozen=True, slots=True)
class WhiteSpot:
    """One Kommune with its best contact, None where none is known, and who would write."""

    body: Body
    contact: Contact | None
    sender: Actor
    may_write: bool

    @property
    def draft(self) -> str:
        """Address that opens a mail program with the letter; without contact the field is empty."""
        name = self.body.name
        text = TEXT.format(
            sender=self.sender.signature,
            organisation=self.sender.organisation_name,
        ).replace("\n", "\r\n")
        subject = SUBJECT.format(name=f"den {name}" if self.body.is_landkreis else name)
        to = quote(self.contact.email, safe="@") if self.contact else ""
        return f"mailto:{to}?subject={quote(subject)}&body={quote(text)}"


def white_spots(
    bodies: Iterable[Body], sender: Actor, *, may_write: bool = False
) -> list[WhiteSpot]:
    """Those of `bodies` without any step, in their order; one statement for all contacts.

    A public contact goes before one that only those who handle the cases may read.
    """
    contacts: dict[str, Contact] = {}
    for contact in contacts_visible_to(sender).exclude(email="").order_by("is_public", "-function"):
        contacts[contact.kommune_id] = contact
    return [
        WhiteSpot(body, contacts.get(body.key), sender, may_write)
        for body in bodies
        if body.reach == Reach.NONE
    ]
