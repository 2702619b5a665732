"""The column that the search compares with always follows the names."""

import pytest

from lotsen.accounts.models import User
from lotsen.core.actor import SYSTEM, Actor
from lotsen.core.roles import Role
from lotsen.people import rules, services
from lotsen.people.models import Lotse
from lotsen.people.queries import named_like
from tests.factories.accounts import make_actor
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse

pytestmark = pytest.mark.django_db


def out_of_step() -> list[str]:
    return [
        str(lotse)
        for lotse in Lotse.objects.all()
        if lotse.search_text != rules.search_text_of(lotse.given_name, lotse.family_name)
        or lotse.sort_key != rules.sort_key_of(lotse.given_name, lotse.family_name)
    ]


def changed(lotse: Lotse, actor: Actor, **values: str) -> Lotse:
    data = {
        "given_name": lotse.given_name,
        "family_name": lotse.family_name,
        "email": lotse.email,
        "phone": "",
        "department": "",
        **values,
    }
    return services.change_person(lotse_id=lotse.pk, version=lotse.version, actor=actor, **data)


def test_every_service_that_writes_a_name_keeps_it() -> None:
    kommune = make_kommune()
    hr = make_actor(Role.HR, kommune.organisation)
    lotse = make_lotse(kommune, given_name="Jörg", family_name="Großmüller")
    assert out_of_step() == []
    lotse = changed(lotse, hr, family_name="Ångström-Weiß", given_name="Zoë")
    assert out_of_step() == []
    assert list(named_like(Lotse.objects.all(), "weiss zo")) == [lotse]
    assert not named_like(Lotse.objects.all(), "grossmueller").exists()
    services.change_own_contact(
        lotse_id=services.link_user(lotse=lotse, user=user_of(hr), actor=SYSTEM).pk,
        email="neu@kommune.example",
        phone="",
        version=lotse.version,
        actor=hr,
    )
    assert out_of_step() == []


def user_of(actor: Actor) -> User:
    return User.objects.get(pk=actor.person_id)


def test_an_address_is_found_by_a_part_of_it() -> None:
    lotse = make_lotse(make_kommune(), email="erika.muster@stadt.example")
    everybody = Lotse.objects.all()
    for part in ("muster@STADT", "erika.muster@stadt.example", "@stadt.ex", "a.muster@"):
        assert list(named_like(everybody, part)) == [lotse], part
    assert not named_like(everybody, "muster@dorf").exists()
    assert not named_like(everybody, "muster@tadt").exists()
    assert not named_like(everybody, "%@stadt").exists()
    assert not named_like(everybody, "_ster@").exists()
