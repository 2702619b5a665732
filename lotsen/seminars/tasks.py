"""Background work of the seminars: certificates with logins, and mails to everybody concerned."""

import logging
from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import transaction

from lotsen.core.jobs import JobRun, handler
from lotsen.seminars import mails
from lotsen.seminars.models import Certificate, Enrolment
from lotsen.seminars.services import give_login, render_certificate

log = logging.getLogger("lotsen.jobs")


class SomeFailed(Exception):
    """Some items of a batch could not be done; the others are. The job is tried again."""


@handler("seminars.certificates", in_one_transaction=False)
def certificates(run: JobRun) -> None:
    """Each certificate is a transaction of its own; a second run goes on where this one ended."""
    found = Certificate.objects.filter(enrolment__seminar=run.payload["seminar"])
    each(run, found.order_by("number").values_list("pk", flat=True), _finish)


@handler("seminars.announce", in_one_transaction=False)
def announce(run: JobRun) -> None:
    """One mail per person and one for the clerk; a second run leaves out who has got it (key)."""
    what = run.payload["what"]
    enrolments = list(
        Enrolment.objects.filter(pk__in=run.payload["enrolments"])
        .select_related("seminar__provider", "lotse", "kommune", "enrolled_by", "replaces__lotse")
        .prefetch_related("seminar__days")
        .order_by("enrolled_by", "number")
    )
    each(run, enrolments, mails.TELL[what])
    clerks = dict.fromkeys(enrolment.enrolled_by_id for enrolment in enrolments)
    for clerk in clerks:
        with transaction.atomic():
            mails.receipt(what, [row for row in enrolments if row.enrolled_by_id == clerk])


def each(run: JobRun, items: Iterable[object], act: Callable[..., None]) -> None:
    """Do every item in its own transaction, tell the progress, and go on after a failure."""
    todo, failed = list(items), 0
    for done, item in enumerate(todo, start=1):
        try:
            with transaction.atomic():
                act(item)
        except Exception:
            failed += 1
            log.exception("item failed", extra={"job": str(run.job.pk), "item": done})
        run.progress(done, len(todo), f"{failed} fehlgeschlagen" if failed else "")
    if failed:
        raise SomeFailed(f"{failed} von {len(todo)} konnten nicht fertiggestellt werden.")


def _finish(certificate_id: UUID) -> None:
    render_certificate(certificate_id=certificate_id)
    give_login(certificate_id=certificate_id)
