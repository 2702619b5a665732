"""`manage.py admit`: the first person of an organisation."""

import pytest
from django.core.management import CommandError, call_command

from lotsen.accounts.models import Membership, User
from lotsen.core.roles import Role
from tests.factories.kommunen import make_kommune

pytestmark = pytest.mark.django_db


def admit(role: str, organisation: str, **options: str) -> None:
    call_command(
        "admit", "erste@stelle.example", "Erste, E.", role, organisation=organisation, **options
    )


def test_first_person_of_a_new_organisation() -> None:
    admit("ministry", "Ministerium")
    membership = Membership.objects.get()
    assert membership.role == Role.MINISTRY
    assert not membership.user.has_usable_password()


def test_existing_person_and_kommune_are_taken() -> None:
    kommune = make_kommune("Musterdorf")
    admit("admin", "Betrieb")
    admit("hr", kommune.organisation.name)
    assert User.objects.count() == 1
    assert Membership.objects.filter(organisation=kommune.organisation).exists()


def test_unknown_kommune_and_second_time_are_refused() -> None:
    with pytest.raises(CommandError, match="nicht im Register"):
        admit("hr", "Nirgendwo")
    admit("admin", "Betrieb")
    with pytest.raises(CommandError, match="hat die Rolle bereits"):
        admit("admin", "Betrieb")
