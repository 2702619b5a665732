"""Contacts and invoice data of a Kommune, within what somebody may read."""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from kommunen.models import Contact, InvoiceAddress, Kommune
from kommunen.queries.succession import kommunen_of, with_successors
from lotsen.core.actor import Actor
from lotsen.core.roles import OVERSIGHT, Role

Partners = Callable[[Actor], QuerySet[Kommune]]
_partners: list[Partners] = []


def register_partners(kommunen: Partners) -> None:
    """An upper app says of which Kommunen an actor reads the invoice data, having a contract."""
    if kommunen not in _partners:
        _partners.append(kommunen)


def contacts_visible_to(actor: Actor | None) -> QuerySet[Contact]:
    """Public ones for everybody; all for office, ministry, auditor and the HR of the Kommune."""
    contacts = Contact.objects.all()
    if actor is None:
        return contacts.filter(is_public=True)
    if actor.is_system or actor.role in OVERSIGHT:
        return contacts
    if actor.role == Role.HR:
        return contacts.filter(Q(is_public=True) | Q(kommune__in=kommunen_of(actor)))
    return contacts.filter(is_public=True)


def contacts_of(actor: Actor) -> QuerySet[Contact]:
    """What the Kommune that HR acts for says about itself; nothing for everybody else."""
    return Contact.objects.filter(kommune__organisation=actor.organisation_id)


def invoice_addresses_visible_to(actor: Actor | None) -> QuerySet[InvoiceAddress]:
    """HR of the Kommune; office, ministry, auditor; providers with an agreed contract, also
    of a Kommune that has become another one."""
    addresses = InvoiceAddress.objects.all()
    if actor is None:
        return addresses.none()
    if actor.is_system or actor.role in OVERSIGHT:
        return addresses
    if actor.role == Role.HR:
        return addresses.filter(kommune__in=kommunen_of(actor))
    if actor.role == Role.PROVIDER:
        known = Q(pk__in=[])
        for kommunen in _partners:
            known |= Q(kommune__in=with_successors(kommunen(actor)))
        return addresses.filter(known)
    return addresses.none()
