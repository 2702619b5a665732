"""HR comes from the task of one employee: the person goes along from the list to the enrolment."""

from typing import Any

from django.http import HttpRequest

from lotsen.core.access import optional_actor
from lotsen.core.keys import uuid_or_none
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from lotsen.people.queries import lotsen_visible_to

PARAMETER = "person"


def named_person(request: HttpRequest) -> Lotse | None:
    """The own employee whom the address of a page of HR names; nonsense and strangers are None."""
    actor = optional_actor(request)
    key = uuid_or_none(request.GET.get(PARAMETER, ""))
    if actor is None or actor.role != Role.HR or key is None:
        return None
    return lotsen_visible_to(actor).filter(pk=key).first()


def named(request: HttpRequest) -> dict[str, Any]:
    """The person for a page, and the query that carries it on to the next address."""
    person = named_person(request)
    return {"person": person, "person_query": f"?{PARAMETER}={person.pk}" if person else ""}
