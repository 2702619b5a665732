"""A Kommune that moves to another Kreis is the same body under a new key, with all its own.

Its Organisation, and with it everybody's roles and open invitations, its contacts and its invoice
data go along. Contracts, vouchers, people and bookings stay with the old key (docs/registry.md).
"""

from collections.abc import Iterable

from kommunen.enums import ChangeGroup
from kommunen.models import Contact, EditionChange, InvoiceAddress, Kommune
from lotsen.accounts.models import Organisation
from lotsen.accounts.queries import invitations_left_in, memberships_left_in
from lotsen.core import audit
from lotsen.core.actor import Actor
from lotsen.core.db import locked

BELONGINGS = (Contact, InvoiceAddress)


def carry_over(changes: Iterable[EditionChange], *, actor: Actor) -> None:
    """Each moved body keeps what is its own; the change remembers that it does.

    Nothing is carried to a key that came back and has people or data of another body: who had a
    role there would get into the cases of this one.
    """
    for change in _moves(changes):
        old, new = _both(change)
        if _is_free(new):
            _hand_over(old, new, actor=actor)
            change.carried = True
            change.save(update_fields=["carried"])


def take_back(changes: Iterable[EditionChange], *, actor: Actor) -> None:
    """What went along returns to the old key, with whatever the body added or ended meanwhile."""
    for change in _moves(changes):
        if change.carried:
            old, new = _both(change)
            _hand_over(new, old, actor=actor)


def _moves(changes: Iterable[EditionChange]) -> list[EditionChange]:
    return [change for change in changes if change.group == ChangeGroup.MOVED and change.after]


def _both(change: EditionChange) -> tuple[Kommune, Kommune]:
    """The rows of the old and the new key, locked: HR that writes about one of them waits."""
    assert change.after is not None
    keys = [change.key, change.after["key"]]
    both = Kommune.objects.filter(pk__in=keys).select_related("organisation").order_by("key")
    rows = {row.pk: row for row in locked(both)}
    return rows[keys[0]], rows[keys[1]]


def _is_free(kommune: Kommune) -> bool:
    """Nobody has a role there and nothing is entered."""
    own = [kommune.organisation_id]
    return not (
        memberships_left_in(own).exists()
        or invitations_left_in(own).exists()
        or any(table._default_manager.filter(kommune=kommune).exists() for table in BELONGINGS)
    )


def _hand_over(old: Kommune, new: Kommune, *, actor: Actor) -> None:
    """The two rows exchange their Organisations; contacts and invoice data follow."""
    _exchange_organisations(old, new)
    counts = {
        str(table._meta.model_name): table._default_manager.filter(kommune=old).update(kommune=new)
        for table in BELONGINGS
    }
    audit.record(
        actor=actor,
        action="kommune.carried_over",
        target=new,
        origin=old.pk,
        organisation=str(new.organisation_id),
        memberships=memberships_left_in([new.organisation_id]).count(),
        **counts,
    )


def _exchange_organisations(old: Kommune, new: Kommune) -> None:
    """One Organisation belongs to one Kommune at any moment, so a third one stands in."""
    of_old, of_new = old.organisation, new.organisation
    standing_in = Organisation.objects.create(kind=of_old.kind, name=of_old.name)
    for kommune, organisation in ((old, standing_in), (new, of_old), (old, of_new)):
        kommune.organisation = organisation
        kommune.save(update_fields=["organisation"])
    standing_in.delete()
    for kommune in (old, new):
        kommune.organisation.name = kommune.label
        kommune.organisation.save(update_fields=["name"])
