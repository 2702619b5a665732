"""Background work: the row is the truth, Celery is the bell, a sweeper finds what was lost.

States: queued → running → done, or parked after `MAX_ATTEMPTS` starts. An attempt is counted and
committed *before* the work, so a worker that dies has used it up and a poison job cannot loop.
The effect and the state "done" are one transaction: a job killed in between simply runs again.
Whoever finishes must still hold the attempt that was counted: a worker that was only slow, and
whose job was given to another, changes nothing any more.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from celery import current_app
from django.db import transaction
from django.db.models import Q, QuerySet

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import locked
from lotsen.core.enums import JobState
from lotsen.core.errors import Conflict
from lotsen.core.models import Document, Job

log = logging.getLogger("lotsen.jobs")

MAX_ATTEMPTS = 3
LEASE = timedelta(seconds=330)  # longer than Celery's hard time limit of 300 s
RETRY_AFTER = (timedelta(seconds=5), timedelta(seconds=60))
SWEEP_LIMIT = 200


@dataclass(frozen=True, slots=True)
class JobRun:
    """What a handler gets: the payload and the ways to report."""

    job: Job

    @property
    def payload(self) -> dict[str, Any]:
        return dict(self.job.payload)

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Show n of m. Visible at once unless called inside the handler's own transaction."""
        Job.objects.filter(pk=self.job.pk).update(
            progress_done=done, progress_total=total, message=message
        )

    def attach(self, document: Document) -> None:
        """Offer `document` as the result on the job's page."""
        Job.objects.filter(pk=self.job.pk).update(document=document)


class TryLater(Exception):
    """An outside system is away. The job waits `delay` and the attempt does not count."""

    def __init__(self, reason: str, delay: timedelta) -> None:
        super().__init__(reason)
        self.delay = delay


class Superseded(Exception):
    """The lease ran out and the job was given to another worker, or parked."""


Handler = Callable[[JobRun], None]


@dataclass(frozen=True, slots=True)
class _Registered:
    function: Handler
    in_one_transaction: bool


_handlers: dict[str, _Registered] = {}
_surroundings: list[Callable[[], AbstractContextManager[None]]] = []


def run_inside(context: Callable[[], AbstractContextManager[None]]) -> None:
    """Let every handler work inside this context: the demonstration lives on a day of its own.

    Attempts and waiting times stay on the machine's clock.
    """
    if context not in _surroundings:
        _surroundings.append(context)


def handler(kind: str, *, in_one_transaction: bool = True) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of `kind`. It must be safe to run twice.

    Short jobs commit their effect together with the state "done". Long ones pass
    `in_one_transaction=False`: they commit item by item, so that their progress is visible and
    a second run goes on where the first was cut off.
    """

    def register(function: Handler) -> Handler:
        _handlers[kind] = _Registered(function, in_one_transaction)
        return function

    return register


def enqueue(
    *,
    kind: str,
    key: str,
    payload: dict[str, Any],
    actor: Actor,
    title: str,
    not_before: Any = None,
) -> Job:
    """Write the job in the caller's transaction and ring the worker after commit.

    The same (kind, key) is the same job: a second call returns the first row unchanged.
    """
    job, created = Job.objects.get_or_create(
        kind=kind,
        key=key,
        defaults={
            "title": title,
            "payload": payload,
            "created_by_id": actor.user_id,
            "organisation_id": actor.organisation_id,
            "created_at": clock.now(),
            "not_before": not_before,
        },
    )
    if created and not_before is None:
        transaction.on_commit(lambda: ring(job.pk))
    return job


def ring(job_id: UUID) -> None:
    """Tell the worker. When the broker is away the sweeper will find the job instead."""
    try:
        current_app.send_task("core.run_job", args=[str(job_id)])
    except Exception as error:
        log.warning("bell unreachable", extra={"job": str(job_id), "error": type(error).__name__})


def run(job_id: UUID) -> None:
    """Do one job if it is due and nobody else is at it. Never raises for a failing handler."""
    job = _claim(job_id)
    if job is None:
        return
    extra = {"job": str(job.pk), "kind": job.kind, "attempt": job.attempts}
    try:
        _work(job)
    except Superseded:
        log.warning("job was taken over", extra=extra)
    except Exception as error:
        log.exception("job failed", extra=extra | {"error": type(error).__name__})
        _fail(job, error)
    else:
        log.info("job done", extra=extra)


def _work(job: Job) -> None:
    registered = _handlers[job.kind]
    if not registered.in_one_transaction:
        _call(registered, job)
    with transaction.atomic():
        if registered.in_one_transaction:
            _call(registered, job)
        if not _held(job).update(**_ended(JobState.DONE)):
            raise Superseded


def _call(registered: _Registered, job: Job) -> None:
    with ExitStack() as stack:
        for context in _surroundings:
            stack.enter_context(context())
        registered.function(JobRun(job))


def sweep() -> int:
    """Ring for every due job, park what died too often. Returns how many were rung."""
    now = clock.now()
    _stale(now).filter(attempts__gte=MAX_ATTEMPTS).update(
        **_ended(JobState.PARKED), last_error="Der Auftrag wurde mehrfach abgebrochen."
    )
    due = _due(now).order_by("created_at").values_list("pk", flat=True)[:SWEEP_LIMIT]
    ids = list(due)
    for job_id in ids:
        ring(job_id)
    return len(ids)


@transaction.atomic
def retry(*, job_id: UUID, actor: Actor) -> None:
    """Give a parked job three new attempts. Raises `Conflict` when it is not parked."""
    job = locked(Job.objects).get(pk=job_id)
    if job.state != JobState.PARKED:
        raise Conflict("Dieser Auftrag ist nicht angehalten.")
    job.state, job.attempts = JobState.QUEUED, 0
    job.finished_at = job.not_before = job.locked_until = None
    job.save()
    audit.record(actor=actor, action="job.retried", target=job)
    transaction.on_commit(lambda: ring(job_id))


def _due(now: Any) -> QuerySet[Job]:
    waiting = Q(state=JobState.QUEUED) & (Q(not_before=None) | Q(not_before__lte=now))
    abandoned = Q(state=JobState.RUNNING, locked_until__lt=now, attempts__lt=MAX_ATTEMPTS)
    return Job.objects.filter(waiting | abandoned)


def _stale(now: Any) -> QuerySet[Job]:
    return Job.objects.filter(state=JobState.RUNNING, locked_until__lt=now)


@transaction.atomic
def _claim(job_id: UUID) -> Job | None:
    """Take the job and count the attempt; committed before any work begins."""
    now = clock.now()
    job = _due(now).filter(pk=job_id).select_for_update(skip_locked=True).first()
    if job is None:
        return None
    job.state = JobState.RUNNING
    job.attempts += 1
    job.locked_until = now + LEASE
    job.save(update_fields=["state", "attempts", "locked_until"])
    return job


def _held(job: Job) -> QuerySet[Job]:
    """The row of `job` while the attempt of this worker is the present one, else nothing."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)


def _ended(state: JobState) -> dict[str, Any]:
    return {"state": state, "finished_at": clock.now(), "locked_until": None}


def _fail(job: Job, error: Exception) -> None:
    reason = f"{type(error).__name__}: {error}"[:2000]
    if isinstance(error, TryLater):
        attempts, delay = job.attempts - 1, error.delay
    elif job.attempts >= MAX_ATTEMPTS:
        _held(job).update(**_ended(JobState.PARKED), last_error=reason)
        return
    else:
        attempts, delay = job.attempts, RETRY_AFTER[job.attempts - 1]
    _held(job).update(
        state=JobState.QUEUED,
        attempts=attempts,
        locked_until=None,
        not_before=clock.now() + delay,
        last_error=reason,
    )
