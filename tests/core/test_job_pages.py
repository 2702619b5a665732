"""Who sees which jobs and fetches which results."""

import pytest

from lotsen.core import documents, jobs
from lotsen.core.actor import Actor
from lotsen.core.models import Job
from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor, organisation_of

pytestmark = pytest.mark.django_db


def finished_job(actor: Actor) -> Job:
    job = jobs.enqueue(kind="test", key="k", payload={}, actor=actor, title="Weitergabevertrag")
    paper = documents.store(
        kind="test", filename="a.pdf", content=b"%PDF", content_type="application/pdf"
    )
    jobs.JobRun(job).attach(paper)
    return job


@pytest.mark.parametrize(
    ("owner", "reader", "same_body", "status"),
    [
        (Role.OFFICE, Role.OFFICE, True, 200),
        (Role.HR, Role.HR, True, 200),
        (Role.HR, Role.HR, False, 404),
        (Role.OFFICE, Role.ORGANISER, True, 404),
        (Role.HR, Role.LOTSE, True, 404),
        (Role.MINISTRY, Role.MINISTRY, True, 404),
        (Role.OFFICE, Role.ADMIN, False, 404),
    ],
)
def test_results_are_for_colleagues_of_the_same_work(
    owner: Role, reader: Role, same_body: bool, status: int
) -> None:
    """One body can have several roles: its organisers do not read the contracts of the office."""
    started_by = make_actor(owner)
    job = finished_job(started_by)
    client = client_of(make_actor(reader, organisation_of(started_by) if same_body else None))
    assert client.get(f"/auftraege/{job.pk}/ergebnis/").status_code == status
    if reader != Role.ADMIN:
        assert client.get(f"/auftraege/{job.pk}/").status_code == status


@pytest.mark.parametrize("role", [Role.LOTSE, Role.ORGANISER, Role.MINISTRY])
def test_everybody_finds_the_own_jobs(role: Role) -> None:
    actor = make_actor(role)
    job = finished_job(actor)
    assert client_of(actor).get(f"/auftraege/{job.pk}/ergebnis/").status_code == 200
