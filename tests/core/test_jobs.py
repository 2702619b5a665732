"""The job table: counted attempts, one effect, nothing lost, nothing twice."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from lotsen.core import clock, jobs
from lotsen.core.actor import SYSTEM
from lotsen.core.enums import JobState
from lotsen.core.errors import Conflict
from lotsen.core.models import Job

pytestmark = pytest.mark.django_db


class Recorder:
    """Stands for a job's effect and counts how often it happened."""

    def __init__(self) -> None:
        self.runs: list[str] = []
        self.error: Exception | None = None

    def __call__(self, run: jobs.JobRun) -> None:
        self.runs.append(run.payload["name"])
        if self.error:
            raise self.error


@pytest.fixture
def effect() -> Iterator[Recorder]:
    recorder = Recorder()
    jobs.handler("test.effect")(recorder)
    yield recorder
    jobs._handlers.pop("test.effect")


def enqueue(key: str = "a") -> Job:
    return jobs.enqueue(
        kind="test.effect", key=key, payload={"name": key}, actor=SYSTEM, title="Probe"
    )


def test_job_runs_once_and_a_second_delivery_does_nothing(effect: Recorder) -> None:
    job = enqueue()
    jobs.run(job.pk)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert effect.runs == ["a"]
    assert (job.state, job.attempts) == (JobState.DONE, 1)
    assert job.finished_at is not None


def test_same_key_is_the_same_job(effect: Recorder) -> None:
    assert enqueue().pk == enqueue().pk
    assert Job.objects.filter(kind="test.effect").count() == 1


def test_failing_job_is_parked_after_three_attempts(effect: Recorder) -> None:
    job = enqueue()
    effect.error = ValueError("kaputt")
    for minutes in range(5):
        with clock.at(clock.now() + timedelta(minutes=5 * minutes)):
            jobs.run(job.pk)
    job.refresh_from_db()
    assert len(effect.runs) == 3
    assert job.state == JobState.PARKED
    assert job.last_error == "ValueError: kaputt"


def test_failed_effect_leaves_nothing_half_saved() -> None:
    @jobs.handler("test.half")
    def half(run: jobs.JobRun) -> None:
        Job.objects.create(kind="x", key="x", title="halb", created_at=clock.now())
        raise ValueError

    job = jobs.enqueue(kind="test.half", key="h", payload={}, actor=SYSTEM, title="halb")
    jobs.run(job.pk)
    jobs._handlers.pop("test.half")
    assert not Job.objects.filter(kind="x").exists()


def test_waiting_for_an_outside_system_costs_no_attempt(effect: Recorder) -> None:
    job = enqueue()
    effect.error = jobs.TryLater("weg", timedelta(minutes=5))
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)
    assert job.not_before is not None
    assert job.not_before > clock.now()


def test_job_of_a_dead_worker_is_found_again(effect: Recorder) -> None:
    job = enqueue()
    claimed = jobs._claim(job.pk)  # the worker dies here
    assert claimed is not None
    jobs.run(job.pk)
    assert effect.runs == []  # somebody may still be working
    with clock.at(clock.now() + jobs.LEASE + timedelta(seconds=1)):
        assert jobs.sweep() == 1
        jobs.run(job.pk)
    assert effect.runs == ["a"]


def test_job_that_kills_its_worker_three_times_is_parked(effect: Recorder) -> None:
    job = enqueue()
    moment = clock.now()
    for _ in range(3):
        with clock.at(moment):
            assert jobs._claim(job.pk) is not None
        moment += jobs.LEASE + timedelta(seconds=1)
    with clock.at(moment):
        jobs.sweep()
    job.refresh_from_db()
    assert job.state == JobState.PARKED
    assert effect.runs == []


def test_parked_job_can_be_started_again_but_a_finished_one_not(effect: Recorder) -> None:
    job = enqueue()
    Job.objects.filter(pk=job.pk).update(state=JobState.PARKED, attempts=3, finished_at=clock.now())
    jobs.retry(job_id=job.pk, actor=SYSTEM)
    jobs.run(job.pk)
    assert effect.runs == ["a"]
    with pytest.raises(Conflict):
        jobs.retry(job_id=job.pk, actor=SYSTEM)


def test_unreachable_broker_does_not_stop_the_business_act(
    effect: Recorder, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError("kein Redis")

    monkeypatch.setattr("lotsen.core.jobs.current_app.send_task", refuse)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        job = enqueue()
    assert Job.objects.get(pk=job.pk).state == JobState.QUEUED


@pytest.mark.parametrize(
    "statement", ["UPDATE core_job SET state = 'nonsense'", "UPDATE core_job SET state = 'done'"]
)
def test_database_refuses_states_that_make_no_sense(effect: Recorder, statement: str) -> None:
    from django.db import IntegrityError

    enqueue()
    with (
        pytest.raises(IntegrityError, match=r"job_(state_known|finished_has_time)"),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def taken_over() -> tuple[Job, Job]:
    """A worker that was thought dead and the one that took its job over."""
    job = enqueue()
    first = jobs._claim(job.pk)
    with clock.at(clock.now() + jobs.LEASE + timedelta(seconds=1)):
        second = jobs._claim(job.pk)
    assert first is not None
    assert second is not None
    return first, second


def test_worker_that_lost_its_job_has_no_effect() -> None:
    @jobs.handler("test.effect")
    def late(run: jobs.JobRun) -> None:
        Job.objects.create(kind="x", key="x", title="zu spät", created_at=clock.now())

    first, second = taken_over()
    with pytest.raises(jobs.Superseded):
        jobs._work(first)
    assert not Job.objects.filter(kind="x").exists()
    jobs._work(second)
    jobs._handlers.pop("test.effect")
    assert Job.objects.get(pk=second.pk).state == JobState.DONE


@pytest.mark.parametrize("error", [ValueError("spät"), jobs.TryLater("weg", timedelta(minutes=5))])
def test_late_failure_does_not_disturb_the_worker_at_it(effect: Recorder, error: Exception) -> None:
    first, second = taken_over()
    jobs._fail(first, error)
    second.refresh_from_db()
    assert (second.state, second.attempts) == (JobState.RUNNING, 2)


def test_sweeper_does_not_park_what_has_just_been_finished(
    effect: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two sweepers, or a sweeper and the worker: what was read as stale may be done meanwhile."""
    job = enqueue()
    assert jobs._claim(job.pk) is not None
    Job.objects.filter(pk=job.pk).update(attempts=jobs.MAX_ATTEMPTS)
    stale = jobs._stale

    def finished_after_reading(now: object) -> object:
        found = stale(now)
        list(found)
        Job.objects.filter(pk=job.pk).update(
            state=JobState.DONE, finished_at=clock.now(), locked_until=None
        )
        return found

    monkeypatch.setattr(jobs, "_stale", finished_after_reading)
    with clock.at(clock.now() + jobs.LEASE + timedelta(seconds=1)):
        jobs.sweep()
    assert Job.objects.get(pk=job.pk).state == JobState.DONE
