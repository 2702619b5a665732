"""Somebody new in a new organisation: every list of the navigation is empty and says so."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from lotsen.core.roles import Role
from lotsen.navigation import NAVIGATION
from tests.browser.conftest import Visiting
from tests.factories.accounts import make_actor
from tests.factories.kommunen import make_kommune

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("role", list(Role))
def test_the_first_day_of_every_role(visit: Visiting, role: Role) -> None:
    kommune = make_kommune("Neustadt")
    actor = make_actor(role, kommune.organisation if role in (Role.HR, Role.LOTSE) else None)
    window = visit(actor, 390)
    for name in {name for _, name in NAVIGATION[role]} - {"kommunen:list"}:  # never empty
        page = window.open(reverse(name))
        expect(page.locator("h1")).to_have_count(1)
        window.check()
