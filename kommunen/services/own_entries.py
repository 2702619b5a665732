"""What HR writes about its own Kommune: who may, in turn, and only on pages that are still true."""

from typing import TypeVar
from uuid import UUID

from kommunen.models import Contact, InvoiceAddress, Kommune
from kommunen.services.locking import lock_kommunen, require_living
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, NotAllowed
from lotsen.core.roles import Role

NOT_YOURS = "Kontakte und Rechnungsdaten pflegt die Personalstelle der Kommune."
STALE = (
    "Diese Angaben wurden inzwischen geändert. Bitte laden Sie die Seite neu und"
    " tragen Sie Ihre Änderung noch einmal ein."
)
SUCCESSOR_ENTERS = "Kontakte und Rechnungsdaten trägt die Nachfolgerin ein."
OTHER_KEY = "Ihre Kommune hat inzwischen einen anderen Schlüssel. Bitte speichern Sie noch einmal."

Entry = TypeVar("Entry", Contact, InvoiceAddress)


def lock_own(key: str, actor: Actor, *, removes: bool = False) -> None:
    """Whoever writes about a Kommune waits here.

    Raises `NotAllowed` unless its HR acts, `Conflict` when its key changed meanwhile; `DomainError`
    when the Kommune ended, unless the act only `removes` something.
    """
    lock_kommunen(key)
    kommune = Kommune.objects.filter(pk=key).first()
    if kommune is None or kommune.changed_kreis:
        raise Conflict(OTHER_KEY)
    if actor.role != Role.HR or actor.organisation_id != kommune.organisation_id:
        raise NotAllowed(NOT_YOURS)
    if not removes:
        require_living(kommune, else_who=SUCCESSOR_ENTERS)


def kommune_of(model: type[Entry], pk: UUID, *, gone: str) -> str:
    """Key of the Kommune whose entry it is. Raises `Conflict` with the sentence `gone`."""
    key = model.objects.filter(pk=pk).values_list("kommune", flat=True).first()
    if key is None:
        raise Conflict(gone)
    return str(key)


def own_entry(
    model: type[Entry], pk: UUID, key: str, *, gone: str, actor: Actor, removes: bool = False
) -> Entry:
    """The entry as it is now, its Kommune `key` being locked.

    Raises like `lock_own`, and `Conflict` with the sentence `gone` when it is not there.
    """
    lock_own(key, actor, removes=removes)
    entry = model.objects.filter(pk=pk).first()
    if entry is None:
        raise Conflict(gone)
    return entry


def require_shown(entry: Contact | InvoiceAddress, version: int) -> None:
    """Raise `Conflict` when the entry is no longer in the `version` that the page showed."""
    if entry.version != version:
        raise Conflict(STALE)


def one_line(text: str) -> str:
    """The text with single spaces."""
    return " ".join(text.split())
