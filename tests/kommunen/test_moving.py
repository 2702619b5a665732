"""A Kommune that moves to another Kreis is the same body: roles, contacts, invoices go along."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from kommunen.enums import ChangeGroup
from kommunen.finders import find_kommunen
from kommunen.models import Contact, InvoiceAddress, Kommune
from kommunen.queries import current_edition, kommune_of
from kommunen.queries.contacts import contacts_visible_to, invoice_addresses_visible_to
from kommunen.queries.left_access import left_access
from kommunen.services.contacts import ContactFacts, add_contact, change_contact
from kommunen.services.invoices import add_invoice_address
from kommunen.services.moving import carry_over
from kommunen.services.undoing import undo_edition
from lotsen.accounts.models import Membership, Organisation, User
from lotsen.accounts.queries import actor_for, members_of
from lotsen.accounts.services import (
    accept_invitation,
    end_membership,
    grant_membership,
    withdraw_invitation,
)
from lotsen.accounts.services.invitations import find_invitation
from lotsen.core import audit, clock
from lotsen.core.actor import SYSTEM, Actor
from lotsen.core.errors import Conflict
from lotsen.core.roles import Role
from lotsen.core.search import read
from tests.accounts.test_invitations import invited
from tests.factories.accounts import client_of, make_actor, make_organisation, make_user
from tests.factories.editions import summed
from tests.factories.kommunen import registry  # noqa: F401
from tests.factories.people import make_lotse
from tests.factories.vouchers import cast_around, make_contract, make_grant
from tests.kommunen.test_contacts import MAIN, OFFICE_HOURS
from tests.kommunen.test_editions import CALW, KNOWN, MUEHLACKER, apply, with_places
from tests.kommunen.test_returning import FIRST, MOVED, SECOND, moved_to_enzkreis
from vouchers.services import agree_contract

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registry")]


def calw() -> Kommune:
    return Kommune.objects.get(key=CALW)


def there() -> Kommune:
    return Kommune.objects.get(key=MOVED)


@pytest.fixture
def hr() -> Actor:
    return make_actor(Role.HR, calw().organisation, make_user("Weiß, W."))


def membership_of(actor: Actor) -> Membership:
    assert actor.membership_id is not None
    return Membership.objects.get(pk=actor.membership_id)


def now(actor: Actor) -> Actor:
    """The same person in the same membership, as the next request finds them."""
    return actor_for(membership_of(actor))


def test_roles_contacts_and_invoice_data_go_along_and_come_back(hr: Actor) -> None:
    contact = add_contact(kommune=calw(), facts=OFFICE_HOURS, actor=hr)
    address = add_invoice_address(kommune=calw(), facts=MAIN, actor=hr)
    deputy = grant_membership(
        user=make_user(),
        organisation=calw().organisation,
        role=Role.HR,
        actor=SYSTEM,
        valid_until=clock.today() + timedelta(days=9),
        deputy_for=User.objects.get(pk=hr.person_id),
    )
    organisation = calw().organisation_id
    edition = apply(moved_to_enzkreis(), FIRST)

    assert kommune_of(now(hr)) == kommune_of(actor_for(deputy)) == there()
    assert there().organisation_id == organisation
    assert there().organisation.name == now(hr).organisation_name == "Calw (Enzkreis)"
    assert calw().organisation.name == calw().label
    assert not members_of(calw().organisation_id).exists()
    assert list(contacts_visible_to(hr).filter(kommune=there())) == [contact]
    assert list(invoice_addresses_visible_to(hr).filter(kommune=there())) == [address]
    [entry] = audit.entries_for(there())
    assert entry.action == "kommune.carried_over"
    assert entry.facts["memberships"] == 2

    undo_edition(edition_id=edition.pk, actor=SYSTEM)
    assert kommune_of(now(hr)) == calw()
    assert now(hr).organisation_name == calw().label
    assert Contact.objects.get().kommune == InvoiceAddress.objects.get().kommune == calw()
    assert not Organisation.objects.filter(name="Calw (Enzkreis)").exists()


def test_what_the_body_did_in_between_stays_when_it_is_taken_back(hr: Actor) -> None:
    gone = make_actor(Role.HR, calw().organisation)
    first = add_contact(kommune=calw(), facts=OFFICE_HOURS, actor=hr)
    edition = apply(moved_to_enzkreis(), FIRST)
    end_membership(membership=membership_of(gone), actor=SYSTEM)
    new = make_actor(Role.HR, there().organisation)
    second = add_invoice_address(kommune=there(), facts=MAIN, actor=new)
    changed = ContactFacts("Personalamt", phone="07041 876-12")
    change_contact(contact_id=first.pk, facts=changed, version=1, actor=new)
    undo_edition(edition_id=edition.pk, actor=SYSTEM)
    members = {member.user_id for member in members_of(calw().organisation_id)}
    assert members == {hr.user_id, new.user_id}
    assert InvoiceAddress.objects.get() == second
    assert Contact.objects.get().function == "Personalamt"
    assert {*Contact.objects.values_list("kommune", flat=True)} == {CALW}


def test_there_and_back_again_by_two_editions_and_two_undos(hr: Actor) -> None:
    add_contact(kommune=calw(), facts=OFFICE_HOURS, actor=hr)
    apply(moved_to_enzkreis(), FIRST)
    back = apply(KNOWN, SECOND)
    assert kommune_of(now(hr)) == Contact.objects.get().kommune == calw()
    undo_edition(edition_id=back.pk, actor=SYSTEM)
    assert kommune_of(now(hr)) == Contact.objects.get().kommune == there()
    current = current_edition()
    assert current is not None
    undo_edition(edition_id=current.pk, actor=SYSTEM)
    assert kommune_of(now(hr)) == Contact.objects.get().kommune == calw()


def test_an_open_invitation_leads_to_the_new_key(hr: Actor) -> None:
    link = invited(hr)
    apply(moved_to_enzkreis(), FIRST)
    user = accept_invitation(secret=link.split("/")[-2], name="Vorlage, V.", password=None)
    assert kommune_of(actor_for(user.memberships.get())) == there()


def test_the_next_click_of_an_open_session_works(hr: Actor) -> None:
    contact = add_contact(kommune=calw(), facts=OFFICE_HOURS, actor=hr)
    client = client_of(hr)
    form = f"/kommunen/{CALW}/kontakte/{contact.pk}/"
    assert client.get(form).status_code == 200
    apply(moved_to_enzkreis(), FIRST)

    for address in ("/uebersicht/", "/vertraege/", "/vertraege/neu/", "/konto/", "/personen/"):
        assert client.get(address).status_code == 200, address
    assert client.get("/vertraege/neu/basis/").status_code == 200
    # The form that was open is saved; it is the same town.
    data = {"function": "Personalamt", "phone": "07041 876-10", "version": 1}
    answer = client.post(form, data)
    assert answer.headers["Location"] == f"/kommunen/{MOVED}/kontakte/"
    assert Contact.objects.get().function == "Personalamt"
    answer = client.get(f"/kommunen/{CALW}/kontakte/")
    assert answer.headers["Location"] == f"/kommunen/{MOVED}/kontakte/"
    assert "Personalamt" in client.get(f"/kommunen/{MOVED}/").content.decode()
    assert "Personalamt" not in client.get(f"/kommunen/{CALW}/").content.decode()


def test_the_new_key_opens_no_door_to_other_kommunen(hr: Actor) -> None:
    stranger = client_of(make_actor(Role.HR, Kommune.objects.get(key=MUEHLACKER).organisation))
    apply(moved_to_enzkreis(), FIRST)
    for key in (CALW, MOVED):
        assert stranger.get(f"/kommunen/{key}/kontakte/").status_code == 404
    assert client_of(hr).get(f"/kommunen/{MUEHLACKER}/kontakte/").status_code == 404


def test_writing_at_the_moment_of_the_move_is_answered_with_a_sentence(hr: Actor) -> None:
    """The page was of the old key, and the service waited for the edition."""
    before = calw()
    edition = apply(moved_to_enzkreis(), FIRST)
    with pytest.raises(Conflict, match="inzwischen einen anderen Schlüssel"):
        add_contact(kommune=before, facts=OFFICE_HOURS, actor=hr)
    after = there()
    undo_edition(edition_id=edition.pk, actor=SYSTEM)
    with pytest.raises(Conflict, match="inzwischen einen anderen Schlüssel"):
        add_contact(kommune=after, facts=OFFICE_HOURS, actor=hr)


def test_a_provider_reads_the_invoice_data_under_the_new_key(hr: Actor) -> None:
    cast = cast_around(calw())
    make_grant(cast, 3_000_00)
    contract = make_contract(cast, [make_lotse(calw())])
    agree_contract(contract_id=contract.pk, actor=cast.office)
    address = add_invoice_address(kommune=calw(), facts=MAIN, actor=hr)
    other = make_actor(Role.PROVIDER, make_organisation())
    apply(moved_to_enzkreis(), FIRST)
    assert list(invoice_addresses_visible_to(cast.trainer)) == [address]
    assert not invoice_addresses_visible_to(other).exists()


def test_nothing_goes_to_a_key_that_has_people_of_its_own(hr: Actor) -> None:
    """It came back from the dead: its people must not get into the cases of this body."""
    apply(moved_to_enzkreis(), FIRST)
    apply(KNOWN, SECOND)
    other = make_actor(Role.HR, there().organisation)
    edition = apply(moved_to_enzkreis(), SECOND)
    assert kommune_of(now(hr)) == calw()
    assert kommune_of(now(other)) == there()
    assert not edition.changes.get(group=ChangeGroup.MOVED).carried
    undo_edition(edition_id=edition.pk, actor=SYSTEM)
    assert kommune_of(now(hr)) == calw()
    assert kommune_of(now(other)) == there()


def test_who_moved_and_was_renamed_later_is_not_called_dissolved(hr: Actor) -> None:
    first = apply(moved_to_enzkreis(), FIRST)
    known = moved_to_enzkreis()
    place = replace(known.places[MOVED], name="Calw an der Enz")
    second = apply(replace(known, places=known.places | {MOVED: place}), SECOND)
    assert (calw().changed_kreis, there().name) == (True, "Calw an der Enz")
    page = Client().get(f"/kommunen/{CALW}/").content.decode()
    assert "Diese Kommune hat den Kreis gewechselt" in page
    assert "Calw gehört seit 01.01.2026 zum" in page
    assert f"{MOVED}</a>, heute mit dem Namen Calw an der Enz." in page
    assert "aufgelöst" not in page
    page = Client().get(f"/kommunen/{MOVED}/").content.decode()
    assert "Kreis gewechselt am 01.01.2026" in page
    assert "Vorher, in einem anderen Kreis:" in page
    answer = client_of(hr).get(f"/kommunen/{CALW}/kontakte/")
    assert answer.headers["Location"] == f"/kommunen/{MOVED}/kontakte/"
    found = find_kommunen(None, read(CALW, limit=8))
    assert found is not None
    assert "seit 01.01.2026 Enzkreis, heute Calw an der Enz" in found.hits[0].detail

    undo_edition(edition_id=second.pk, actor=SYSTEM)
    assert (calw().changed_kreis, there().name) == (True, "Calw")
    undo_edition(edition_id=first.pk, actor=SYSTEM)
    assert (calw().changed_kreis, calw().successor) == (False, None)


def test_who_moved_before_this_was_stored_has_moved(hr: Actor) -> None:
    """The migration knows the same name in another Kreis, and those that were renamed since."""
    apply(moved_to_enzkreis(), FIRST)
    known = {key: place for key, place in moved_to_enzkreis().places.items() if key != MUEHLACKER}
    apply(summed(replace(moved_to_enzkreis(), places=known)), FIRST, {MUEHLACKER: "08236028"})
    for name in ("Calw", "Calw an der Enz"):
        Kommune.objects.filter(pk=MOVED).update(name=name)
        Kommune.objects.update(changed_kreis=False)
        with connection.cursor() as cursor:
            cursor.execute(import_module("kommunen.migrations.0006_changed_kreis").MOVED)
        assert {*Kommune.objects.filter(changed_kreis=True)} == {calw()}


def test_what_had_moved_and_came_back_has_moved_again_when_that_is_taken_back() -> None:
    apply(moved_to_enzkreis(), FIRST)
    back = apply(KNOWN, SECOND)
    assert (calw().changed_kreis, there().changed_kreis) == (False, True)
    undo_edition(edition_id=back.pk, actor=SYSTEM)
    assert (calw().changed_kreis, there().changed_kreis) == (True, False)


def test_a_part_of_another_body_of_the_same_name_has_not_moved() -> None:
    """There are two Altheim; a person says that one becomes part of the other."""
    one, other = "08425004", "08426008"
    assert KNOWN.places[one].name == KNOWN.places[other].name
    apply(with_places(without=(one,)), FIRST, {one: other})
    assert not Kommune.objects.get(key=one).changed_kreis
    page = Client().get(f"/kommunen/{one}/").content.decode()
    assert "Diese Kommune besteht nicht mehr" in page


def test_a_merger_carries_nothing(hr: Actor) -> None:
    edition = apply(with_places(without=(CALW,)), FIRST, {CALW: MUEHLACKER})
    assert kommune_of(now(hr)) == calw()
    carry_over(edition.changes.all(), actor=SYSTEM)
    assert kommune_of(now(hr)) == calw()


def test_who_stayed_with_a_dissolved_kommune_is_named_to_the_office(
    hr: Actor, office: Actor, ministry: Actor
) -> None:
    link = invited(hr)
    edition = apply(with_places(without=(CALW,)), FIRST, {CALW: MUEHLACKER})
    name = User.objects.get(pk=hr.person_id).name
    address = f"/kommunen/verzeichnis/{edition.pk}/"
    page = client_of(office).get(address).content.decode()
    assert "Zugänge bei aufgelösten Kommunen (1)" in page
    assert f"{name}, Personalstelle" in page
    assert "Vorlage, V., Personalstelle" in page
    page = client_of(ministry).get(address).content.decode()
    assert "Zugänge bei aufgelösten Kommunen (1)" in page
    assert name not in page
    assert "Vorlage, V." not in page

    end_membership(membership=membership_of(hr), actor=SYSTEM)
    assert [left.memberships for left in left_access(edition)] == [[]]
    invitation = find_invitation(link.split("/")[-2])
    assert invitation is not None
    withdraw_invitation(invitation=invitation, actor=SYSTEM)
    assert left_access(edition) == []


def test_nobody_stays_where_the_body_moved(hr: Actor) -> None:
    edition = apply(moved_to_enzkreis(), FIRST)
    assert left_access(edition) == []


def test_the_list_of_left_access_costs_three_queries(
    hr: Actor, django_assert_num_queries: Callable[..., Any]
) -> None:
    edition = apply(
        with_places(without=(CALW, "08235006", "08235007")),
        FIRST,
        dict.fromkeys((CALW, "08235006", "08235007"), MUEHLACKER),
    )
    with django_assert_num_queries(3):
        assert len(left_access(edition)) == 1
    for key in ("08235006", "08235007"):
        make_actor(Role.HR, Kommune.objects.get(key=key).organisation)
    with django_assert_num_queries(3):
        assert [len(left.memberships) for left in left_access(edition)] == [1, 1, 1]
