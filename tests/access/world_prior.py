"""A qualification that the office entered afterwards, with its scan."""

from typing import Any

from kommunen.models import Kommune
from lotsen.core.actor import Actor
from lotsen.people.services import add_proof, read_scan
from tests.factories.people import make_lotse
from tests.factories.prior import PDF, make_list, make_prior


def prior_samples(kommune: Kommune, office: Actor) -> dict[str, dict[str, Any]]:
    """The entry about an employee of the own Kommune, and a list that waits."""
    prior = make_prior(make_lotse(kommune), kommune, office)
    scan = read_scan(filename="Nachweis.pdf", content=PDF)
    proof = add_proof(prior_id=prior.pk, scan=scan, actor=office)
    waiting = make_list(kommune, office)
    return {"prior": {"pk": prior.pk}, "proof": {"pk": proof.pk}, "prior list": {"pk": waiting.pk}}
