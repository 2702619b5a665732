"""HR keeps contacts and invoice data of its Kommune; the office looks at them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from kommunen.contact_forms import (
    ContactForm,
    InvoiceForm,
    VersionedForm,
    contact_initial,
    invoice_initial,
)
from kommunen.models import Contact, InvoiceAddress, Kommune
from kommunen.queries.contacts import contacts_visible_to, invoice_addresses_visible_to
from kommunen.services import contacts, invoices
from kommunen.services.contacts import add_contact, change_contact, remove_contact
from kommunen.services.invoices import (
    add_invoice_address,
    change_invoice_address,
    remove_invoice_address,
)
from lotsen.core.access import access, actor_of
from lotsen.core.actor import Actor
from lotsen.core.attempt import attempt
from lotsen.core.roles import Role


@access(Role.HR, Role.OFFICE)
def contact_list(request: HttpRequest, key: str) -> HttpResponse:
    """Contacts and invoice addresses of one Kommune."""
    actor = actor_of(request)
    kommune = get_object_or_404(Kommune.objects.select_related("landkreis"), pk=key)
    if actor.role == Role.HR and (own := _own(request, key)) != kommune:
        return redirect("kommunen:contacts", key=own.pk)
    context = {
        "kommune": kommune,
        "contacts": list(contacts_visible_to(actor).filter(kommune=kommune)),
        "addresses": list(invoice_addresses_visible_to(actor).filter(kommune=kommune)),
        "may_edit": actor.role == Role.HR,
        "may_add": actor.role == Role.HR and not kommune.is_dissolved,
    }
    return render(request, "kommunen/contacts.html", context)


@access(Role.HR, writes=("POST",))
def contact_new(request: HttpRequest, key: str) -> HttpResponse:
    """Enter a contact."""
    kommune, actor = _own(request, key), actor_of(request)
    form = ContactForm(request.POST or None)
    return _edit(
        request,
        kommune,
        form,
        lambda: add_contact(kommune=kommune, facts=form.facts, actor=actor),
        heading="Kontakt eintragen",
    )


@access(Role.HR, writes=("POST",))
def contact_change(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """Correct a contact."""
    kommune, actor = _own(request, key), actor_of(request)
    contact = get_object_or_404(_contacts(actor, kommune), pk=pk)
    form = ContactForm(request.POST or None, initial=contact_initial(contact))
    return _edit(
        request,
        kommune,
        form,
        lambda: change_contact(
            contact_id=pk, facts=form.facts, version=form.cleaned_data["version"], actor=actor
        ),
        heading="Kontakt ändern",
    )


@access(Role.HR, writes=("POST",))
def contact_remove(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """Take a contact away; GET asks first."""
    kommune, actor = _own(request, key), actor_of(request)
    contact = _contacts(actor, kommune).filter(pk=pk).first()
    if contact is None:
        return _gone(request, kommune, Contact.objects.filter(pk=pk), contacts.GONE)
    return _remove(
        request,
        kommune,
        contact,
        lambda version: remove_contact(contact_id=pk, version=version, actor=actor),
        heading="Kontakt löschen",
    )


@access(Role.HR, writes=("POST",))
def invoice_new(request: HttpRequest, key: str) -> HttpResponse:
    """Enter an invoice address."""
    kommune, actor = _own(request, key), actor_of(request)
    form = InvoiceForm(request.POST or None)
    return _edit(
        request,
        kommune,
        form,
        lambda: add_invoice_address(kommune=kommune, facts=form.facts, actor=actor),
        heading="Rechnungsanschrift eintragen",
    )


@access(Role.HR, writes=("POST",))
def invoice_change(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """Correct an invoice address."""
    kommune, actor = _own(request, key), actor_of(request)
    address = get_object_or_404(_addresses(actor, kommune), pk=pk)
    form = InvoiceForm(request.POST or None, initial=invoice_initial(address))
    return _edit(
        request,
        kommune,
        form,
        lambda: change_invoice_address(
            address_id=pk, facts=form.facts, version=form.cleaned_data["version"], actor=actor
        ),
        heading="Rechnungsanschrift ändern",
    )


@access(Role.HR, writes=("POST",))
def invoice_remove(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """Take an invoice address away; GET asks first."""
    kommune, actor = _own(request, key), actor_of(request)
    address = _addresses(actor, kommune).filter(pk=pk).first()
    if address is None:
        return _gone(request, kommune, InvoiceAddress.objects.filter(pk=pk), invoices.GONE)
    return _remove(
        request,
        kommune,
        address,
        lambda version: remove_invoice_address(address_id=pk, version=version, actor=actor),
        heading="Rechnungsanschrift löschen",
    )


def _own(request: HttpRequest, key: str) -> Kommune:
    """The Kommune that HR acts for, also by the key that it had in another Kreis; any other one is
    not found."""
    kommune = get_object_or_404(Kommune.objects.select_related("successor"), pk=key)
    while kommune.changed_kreis and kommune.successor is not None:
        kommune = kommune.successor
    if kommune.organisation_id != actor_of(request).organisation_id:
        raise Http404
    return kommune


def _contacts(actor: Actor, kommune: Kommune) -> QuerySet[Contact]:
    return contacts_visible_to(actor).filter(kommune=kommune)


def _addresses(actor: Actor, kommune: Kommune) -> QuerySet[InvoiceAddress]:
    return invoice_addresses_visible_to(actor).filter(kommune=kommune)


def _edit(
    request: HttpRequest,
    kommune: Kommune,
    form: VersionedForm,
    save: Callable[[], Model],
    *,
    heading: str,
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        saved, status = attempt(form, save)
        if saved is not None:
            messages.success(request, f"„{saved}“ ist gespeichert.")
            return redirect("kommunen:contacts", key=kommune.pk)
    context = {"kommune": kommune, "form": form, "heading": heading}
    return render(request, "kommunen/contact_edit.html", context, status=status)


def _gone(
    request: HttpRequest, kommune: Kommune, of_others: QuerySet[Any], sentence: str
) -> HttpResponse:
    """What nobody has any more was deleted before: the list says so, instead of "not found"."""
    if of_others.exists():
        raise Http404
    messages.info(request, sentence)
    return redirect("kommunen:contacts", key=kommune.pk)


def _remove(
    request: HttpRequest,
    kommune: Kommune,
    subject: Contact | InvoiceAddress,
    remove: Callable[[int], Model],
    *,
    heading: str,
) -> HttpResponse:
    form, status = VersionedForm(initial={"version": subject.version}), 200
    still_there = type(subject)._default_manager.filter(pk=subject.pk)
    if request.method == "POST":
        form = VersionedForm(request.POST)
        removed, status = attempt(
            form,
            lambda: remove(form.cleaned_data["version"]),
            done_before=lambda: None if still_there.exists() else subject,
        )
        if removed is not None:
            messages.success(request, f"„{subject}“ ist gelöscht.")
            return redirect("kommunen:contacts", key=kommune.pk)
    context = {"kommune": kommune, "subject": subject, "form": form, "heading": heading}
    return render(request, "kommunen/contact_remove.html", context, status=status)
