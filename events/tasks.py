"""Background work of the events: telling everybody who is registered."""

from django.db import transaction

from events import mails
from events.enums import RegistrationState
from events.models import Registration
from lotsen.core.actor import SYSTEM
from lotsen.core.jobs import JobRun, handler

TELL = {"changed": mails.tell_of_change, "cancelled": mails.tell_of_cancellation}


@handler("events.announce", in_one_transaction=False)
def announce(run: JobRun) -> None:
    """One mail per registered person; a second run leaves out who has got it (key of the mail)."""
    registrations = Registration.objects.filter(
        event=run.payload["event"], state=RegistrationState.REGISTERED
    ).select_related("event__organiser", "lotse")
    total = len(registrations)
    for done, registration in enumerate(registrations, start=1):
        with transaction.atomic():  # mail and its job together
            TELL[run.payload["what"]](registration, run.payload["version"], SYSTEM)
        run.progress(done, total)
