"""The draft of a mail with which HR sends the proof of an earlier qualification to the office."""

from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from kommunen.models import Kommune

TEXT = """Guten Tag,

bitte tragen Sie diese Qualifizierung nach; der Nachweis liegt bei.

Kommune: {kommune}
Name:
Dienstliche E-Mail-Adresse:
Qualifizierung und letzter Tag:
Bildungsträger:

Für die Programmstelle: {address}
"""


def proof_mail(kommune: Kommune, request: HttpRequest) -> str:
    """A `mailto:` to the address of the imprint, with the page where the office enters it.

    Empty when the operator has named no address (docs/operations.md).
    """
    if not settings.OPERATOR_EMAIL:
        return ""
    page = f"{reverse('people:qualify-new')}?kommune={kommune.pk}"
    text = TEXT.format(kommune=kommune.label, address=request.build_absolute_uri(page))
    subject = f"Nachweis einer früheren Qualifizierung: {kommune.label}"
    return f"mailto:{settings.OPERATOR_EMAIL}?subject={quote(subject)}&body={quote(text)}"
