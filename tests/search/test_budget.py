"""How many statements a search costs: a literal number per role and shape of the text.

One per kind of thing that the role may see and the text may mean; a second round only when a name
was found nowhere. The number of hits changes nothing.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from lotsen.core.search import find, read
from tests.factories.accounts import make_actor
from tests.factories.people import make_lotse
from tests.factories.seminars import make_seminar
from tests.factories.vouchers import Cast, make_cast, make_grant, make_vouchers

pytestmark = pytest.mark.django_db

NAME, ABSENT, AGS = "muster", "qqqqxx", "08999"
CONTRACTS, NUMBER = f"WV-{clock.today().year}", f"{clock.today().year}-0001"
STATEMENTS: dict[str, dict[str, int]] = {
    "visitor": {NAME: 4, ABSENT: 5, AGS: 1, CONTRACTS: 0, NUMBER: 3},
    Role.HR: {NAME: 5, ABSENT: 7, AGS: 2, CONTRACTS: 1, NUMBER: 5},
    Role.PROVIDER: {NAME: 6, ABSENT: 8, AGS: 3, CONTRACTS: 0, NUMBER: 7},
    Role.OFFICE: {NAME: 6, ABSENT: 8, AGS: 3, CONTRACTS: 1, NUMBER: 11},
    Role.MINISTRY: {NAME: 6, ABSENT: 8, AGS: 3, CONTRACTS: 1, NUMBER: 11},
    Role.AUDITOR: {NAME: 6, ABSENT: 8, AGS: 3, CONTRACTS: 1, NUMBER: 11},
    Role.ORGANISER: {NAME: 5, ABSENT: 7, AGS: 1, CONTRACTS: 0, NUMBER: 3},
    Role.LOTSE: {NAME: 5, ABSENT: 7, AGS: 1, CONTRACTS: 0, NUMBER: 4},
    Role.ADMIN: {NAME: 4, ABSENT: 5, AGS: 1, CONTRACTS: 0, NUMBER: 3},
}


def actors(cast: Cast) -> dict[str, Actor | None]:
    made: dict[str, Actor | None] = {role: make_actor(role) for role in Role}
    own = {Role.HR: cast.hr, Role.PROVIDER: cast.trainer, Role.OFFICE: cast.office}
    return made | own | {"visitor": None}


def counted(actor: Actor | None, text: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        find(actor, read(text, limit=8))
    return len(queries)


@pytest.mark.parametrize("people", [1, 3])
def test_statements_per_role(people: int) -> None:
    cast = make_cast()
    make_grant(cast)
    make_vouchers(cast, people)
    make_lotse(cast.kommune)
    make_seminar(cast.trainer, title="Muster-Seminar")
    measured = {
        who: {text: counted(actor, text) for text in STATEMENTS[who]}
        for who, actor in actors(cast).items()
    }
    assert measured == STATEMENTS
