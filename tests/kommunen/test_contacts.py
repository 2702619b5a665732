"""HR keeps contacts and invoice data of its own Kommune; who reads them."""

import pytest
from django.db import IntegrityError, transaction

from kommunen import rules
from kommunen.models import Contact, InvoiceAddress, Kommune
from kommunen.queries.contacts import contacts_visible_to, invoice_addresses_visible_to
from kommunen.services.contacts import ContactFacts, add_contact, change_contact, remove_contact
from kommunen.services.invoices import (
    InvoiceFacts,
    add_invoice_address,
    change_invoice_address,
    remove_invoice_address,
)
from lotsen.accounts.models import User
from lotsen.core import audit, clock
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor, make_organisation
from tests.factories.kommunen import make_kommune
from tests.factories.vouchers import make_cast, make_contract, make_grant
from vouchers.services import agree_contract

pytestmark = pytest.mark.django_db

OFFICE_HOURS = ContactFacts("Personalstelle", "", "07041 876-10", "personal@kommune.example")
OTHER = ContactFacts("Hauptamt", "", "07041 876-12", "")
MAIN = InvoiceFacts("Hauptamt", "Stadt Musterdorf\nHauptamt\n75417 Musterdorf", "08236040-A123-13")


@pytest.fixture
def kommune() -> Kommune:
    return make_kommune()


def test_hr_enters_changes_and_removes_a_contact(kommune: Kommune) -> None:
    hr = make_actor(Role.HR, kommune.organisation)
    contact = add_contact(kommune=kommune, facts=OFFICE_HOURS, actor=hr)
    assert add_contact(kommune=kommune, facts=OFFICE_HOURS, actor=hr) == contact
    facts = ContactFacts("  Personal-  und Organisationsamt ", "M. Muster", "07041 876-11", "")
    changed = change_contact(contact_id=contact.pk, facts=facts, version=1, actor=hr)
    assert (changed.function, changed.version) == ("Personal- und Organisationsamt", 2)
    assert change_contact(contact_id=contact.pk, facts=facts, version=2, actor=hr).version == 2
    with pytest.raises(Conflict, match="inzwischen"):
        change_contact(contact_id=contact.pk, facts=OFFICE_HOURS, version=1, actor=hr)
    with pytest.raises(Conflict, match="inzwischen"):
        remove_contact(contact_id=contact.pk, version=1, actor=hr)
    entries = audit.entries_for(contact)
    remove_contact(contact_id=contact.pk, version=2, actor=hr)
    assert not Contact.objects.exists()
    acts = [entry.action for entry in entries.all()]
    assert acts == ["contact.added", "contact.changed", "contact.removed"]
    assert "Muster" not in str([entry.facts for entry in entries.all()])
    with pytest.raises(Conflict, match="nicht mehr"):
        remove_contact(contact_id=contact.pk, version=2, actor=hr)


def test_hr_of_a_kommune_that_has_ended_only_removes(kommune: Kommune) -> None:
    hr = make_actor(Role.HR, kommune.organisation)
    contact = add_contact(kommune=kommune, facts=OFFICE_HOURS, actor=hr)
    address = add_invoice_address(kommune=kommune, facts=MAIN, actor=hr)
    ended = {"dissolved_on": clock.today(), "successor": make_kommune()}
    Kommune.objects.filter(pk=kommune.pk).update(**ended)
    for act in (
        lambda: add_contact(kommune=kommune, facts=OTHER, actor=hr),
        lambda: change_contact(contact_id=contact.pk, facts=OTHER, version=1, actor=hr),
        lambda: add_invoice_address(kommune=kommune, facts=MAIN, actor=hr),
        lambda: change_invoice_address(address_id=address.pk, facts=MAIN, version=1, actor=hr),
    ):
        with pytest.raises(DomainError, match="trägt die Nachfolgerin ein"):
            act()
    page = client_of(hr).get(f"/kommunen/{kommune.pk}/kontakte/").content.decode()
    assert "Was hier steht, können Sie löschen." in page
    assert f"/kontakte/{contact.pk}/loeschen/" in page
    assert f'/kontakte/{contact.pk}/"' not in page
    assert "eintragen</a>" not in page
    remove_contact(contact_id=contact.pk, version=1, actor=hr)
    remove_invoice_address(address_id=address.pk, version=1, actor=hr)
    assert not Contact.objects.exists()


def test_a_contact_can_be_reached(kommune: Kommune) -> None:
    hr = make_actor(Role.HR, kommune.organisation)
    for facts, sentence in (
        (ContactFacts("Personalstelle"), "Telefonnummer oder eine E-Mail"),
        (ContactFacts(" ", email="a@kommune.example"), "nennen Sie die Stelle"),
        (ContactFacts("Personalstelle", phone="ruf mich an"), "mit Ziffern"),
    ):
        with pytest.raises(DomainError, match=sentence):
            add_contact(kommune=kommune, facts=facts, actor=hr)
    add_contact(kommune=kommune, facts=OFFICE_HOURS, actor=hr)
    other = ContactFacts("Personalstelle", phone="07041 1")
    with pytest.raises(DomainError):
        add_contact(kommune=kommune, facts=other, actor=hr)
    with pytest.raises(Conflict, match="schon eingetragen"):
        add_contact(kommune=kommune, facts=ContactFacts("Personalstelle", phone="123"), actor=hr)


def test_one_invoice_address_is_the_default(kommune: Kommune) -> None:
    hr = make_actor(Role.HR, kommune.organisation)
    first = add_invoice_address(kommune=kommune, facts=MAIN, actor=hr)
    assert first.is_default
    assert add_invoice_address(kommune=kommune, facts=MAIN, actor=hr) == first
    second = add_invoice_address(
        kommune=kommune,
        facts=InvoiceFacts("Bauamt", "Bauamt", " 08236040-12 ", is_default=True),
        actor=hr,
    )
    first.refresh_from_db()
    assert (first.is_default, second.is_default) == (False, True)
    facts = InvoiceFacts("Hauptamt", "Stadt", is_default=True)
    first = change_invoice_address(address_id=first.pk, facts=facts, version=1, actor=hr)
    assert (first.is_default, first.leitweg_id, first.version) == (True, "", 2)
    with pytest.raises(Conflict, match="inzwischen"):
        change_invoice_address(address_id=first.pk, facts=MAIN, version=1, actor=hr)
    with pytest.raises(Conflict, match="schon eine Anschrift"):
        add_invoice_address(kommune=kommune, facts=InvoiceFacts("Bauamt", "Anders"), actor=hr)
    remove_invoice_address(address_id=first.pk, version=2, actor=hr)
    second.refresh_from_db()
    assert second.is_default
    remove_invoice_address(address_id=second.pk, version=second.version, actor=hr)
    assert not InvoiceAddress.objects.exists()


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("08236040-a123-13", "08236040-A123-13"),
        (" 08236040 - 12 ", "08236040-12"),
        ("991-03730-19", "991-03730-19"),
        ("", ""),
    ],
)
def test_leitweg_ids_are_read_as_typed(text: str, clean: str) -> None:
    assert rules.clean_leitweg_id(text) == clean


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("08236040-A123-14", "letzten beiden Ziffern"),
        ("08236041-A123-13", "letzten beiden Ziffern"),
        ("Hauptamt", "keine Leitweg-ID"),
        ("77236040-A123-13", "keine Leitweg-ID"),
        ("08236040", "keine Leitweg-ID"),
        ("08236040-Ä-13", "keine Leitweg-ID"),
    ],
)
def test_wrong_leitweg_ids_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        rules.clean_leitweg_id(text)


def test_only_the_own_hr_writes(kommune: Kommune) -> None:
    hr = make_actor(Role.HR, kommune.organisation)
    contact = add_contact(kommune=kommune, facts=OFFICE_HOURS, actor=hr)
    address = add_invoice_address(kommune=kommune, facts=MAIN, actor=hr)
    for actor in (make_actor(Role.OFFICE), make_actor(Role.HR, make_kommune().organisation)):
        with pytest.raises(NotAllowed):
            add_contact(kommune=kommune, facts=OFFICE_HOURS, actor=actor)
        with pytest.raises(NotAllowed):
            change_contact(contact_id=contact.pk, facts=OFFICE_HOURS, version=1, actor=actor)
        with pytest.raises(NotAllowed):
            remove_contact(contact_id=contact.pk, version=1, actor=actor)
        with pytest.raises(NotAllowed):
            add_invoice_address(kommune=kommune, facts=MAIN, actor=actor)
        with pytest.raises(NotAllowed):
            change_invoice_address(address_id=address.pk, facts=MAIN, version=1, actor=actor)
        with pytest.raises(NotAllowed):
            remove_invoice_address(address_id=address.pk, version=1, actor=actor)


def test_who_reads_contacts_and_invoice_data() -> None:
    cast = make_cast()
    make_grant(cast)
    public = ContactFacts("Rathaus", phone="07041 876-0", is_public=True)
    add_contact(kommune=cast.kommune, facts=public, actor=cast.hr)
    add_contact(kommune=cast.kommune, facts=OFFICE_HOURS, actor=cast.hr)
    add_invoice_address(kommune=cast.kommune, facts=MAIN, actor=cast.hr)
    contract = make_contract(cast)
    assert not invoice_addresses_visible_to(cast.trainer).exists()  # submitted only
    agree_contract(contract_id=contract.pk, actor=cast.office)
    stranger = make_actor(Role.PROVIDER, make_organisation())
    other = make_actor(Role.HR, make_kommune().organisation)
    for actor, contacts, addresses in (
        (None, 1, 0),
        (cast.hr, 2, 1),
        (cast.office, 2, 1),
        (cast.ministry, 2, 1),
        (make_actor(Role.AUDITOR), 2, 1),
        (cast.trainer, 1, 1),
        (stranger, 1, 0),
        (other, 1, 0),
        (make_actor(Role.LOTSE, cast.kommune.organisation), 1, 0),
        (make_actor(Role.ORGANISER), 1, 0),
        (make_actor(Role.ADMIN), 1, 0),
    ):
        assert contacts_visible_to(actor).count() == contacts, actor
        assert invoice_addresses_visible_to(actor).count() == addresses, actor


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("contact_can_be_reached", {"function": "Rathaus"}),
        ("contact_has_function", {"function": "", "phone": "1234"}),
        ("contact_once_per_kommune", {"function": "Doppelt", "phone": "1234"}),
    ],
)
def test_the_database_keeps_the_rules_of_contacts(
    kommune: Kommune, constraint: str, values: dict[str, str]
) -> None:
    Contact.objects.create(kommune=kommune, function="Doppelt", phone="1")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Contact.objects.create(kommune=kommune, **values)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("invoice_leitweg_id_format", {"label": "A", "recipient": "B", "leitweg_id": "08236040"}),
        ("invoice_names_label_and_recipient", {"label": "A", "recipient": ""}),
        ("invoice_label_once_per_kommune", {"label": "Doppelt", "recipient": "B"}),
        ("invoice_one_default", {"label": "A", "recipient": "B", "is_default": True}),
    ],
)
def test_the_database_keeps_the_rules_of_invoice_data(
    kommune: Kommune, constraint: str, values: dict[str, object]
) -> None:
    InvoiceAddress.objects.create(kommune=kommune, label="Doppelt", recipient="B", is_default=True)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        InvoiceAddress.objects.create(kommune=kommune, **values)


def test_hr_walks_through_the_pages(kommune: Kommune) -> None:
    client = client_of(make_actor(Role.HR, kommune.organisation))
    own = f"/kommunen/{kommune.pk}/"
    assert "Noch kein Kontakt" in client.get(f"{own}kontakte/").content.decode()
    answer = client.post(f"{own}kontakte/neu/", {"function": "Rathaus", "version": "0"})
    assert answer.status_code == 422
    assert "Telefonnummer oder eine E-Mail-Adresse" in answer.content.decode()
    data = {"function": "Rathaus", "phone": "07041 1234", "is_public": "on", "version": "0"}
    assert client.post(f"{own}kontakte/neu/", data).status_code == 302
    contact = Contact.objects.get()
    data |= {"function": "Bürgerbüro", "version": "1"}
    assert client.post(f"{own}kontakte/{contact.pk}/", data).status_code == 302
    assert client.post(f"{own}kontakte/{contact.pk}/", data | {"phone": "1"}).status_code == 422
    late = client.post(f"{own}kontakte/{contact.pk}/", data | {"phone": "07041 9999"})
    assert late.status_code == 409
    wrong = {"label": "Hauptamt", "recipient": "Stadt", "leitweg_id": "08236040-11", "version": "0"}
    answer = client.post(f"{own}rechnungsdaten/neu/", wrong)
    assert answer.status_code == 422
    assert "letzten beiden Ziffern" in answer.content.decode()
    right = wrong | {"leitweg_id": "08236040-12"}
    assert client.post(f"{own}rechnungsdaten/neu/", right).status_code == 302
    address = InvoiceAddress.objects.get()
    page = client.get(f"{own}kontakte/").content.decode()
    assert "08236040-12" in page
    assert "beginnt nicht mit dem Schlüssel der Kommune" in page
    for path in (f"kontakte/{contact.pk}", f"rechnungsdaten/{address.pk}"):
        assert client.get(f"{own}{path}/loeschen/").status_code == 200
        version = {"version": "2" if "kontakte" in path else "1"}
        assert client.post(f"{own}{path}/loeschen/", version).status_code == 302
    assert not Contact.objects.exists()
    assert not InvoiceAddress.objects.exists()


def test_the_contract_form_knows_the_phone_number() -> None:
    cast = make_cast()
    client = client_of(cast.hr)
    for facts in (
        ContactFacts("Rathaus", phone="07041 876-0"),
        ContactFacts("Personalstelle", phone="07041 876-10", email=_email(cast.hr.person_id)),
    ):
        add_contact(kommune=cast.kommune, facts=facts, actor=cast.hr)
    page = client.get("/vertraege/neu/basis/").content.decode()
    assert 'value="07041 876-10"' in page


def _email(user: int) -> str:
    return User.objects.get(pk=user).email
