"""Links write days as 2026-11-22; the fields above the lists show them as people write them."""

import pytest
from django.urls import reverse_lazy

from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/berichte/abdeckung/kommunen/", "stichtag"),
        ("/berichte/abdeckung/", "stichtag"),
        ("/berichte/abdeckung/weisse-flecken/", "stichtag"),
        ("/berichte/lotsen/", "stichtag"),
        ("/berichte/lotsen/", "seit"),
        (reverse_lazy("vouchers:entries"), "bis"),
        ("/seminare/?ansicht=angebot", "ab"),
    ],
)
def test_a_day_of_the_address_stands_in_german_in_its_field(address: str, name: str) -> None:
    client = client_of(make_actor(Role.MINISTRY))
    query = "&" if "?" in address else "?"
    page = client.get(f"{address}{query}{name}=2026-11-20&alle=on").content.decode()
    assert f'name="{name}" value="20.11.2026"' in page
    assert 'value="2026-11-20"' not in page
