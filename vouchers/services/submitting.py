"""HR submits a transfer contract."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from kommunen.models import Kommune
from kommunen.services.locking import lock_kommunen, present, require_living
from lotsen.accounts.enums import OrganisationKind
from lotsen.accounts.models import Organisation
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import busy_errors
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.roles import Role
from lotsen.core.sequence import next_number
from lotsen.people.models import Lotse
from vouchers import mails
from vouchers.models import ContractPerson, FundingLine, TransferContract
from vouchers.queries import open_lines, quota_of
from vouchers.rights import require_role
from vouchers.services.partners import add_kommunen
from vouchers.services.persons import NewPerson, check_named, register_new
from vouchers.services.terms import Terms, check_terms, too_few

NO_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Contact:
    """Who answers questions about the contract and gets its mails."""

    name: str
    email: str
    phone: str = ""


@transaction.atomic
def submit_contract(
    *,
    kommune: Kommune,
    line: FundingLine,
    provider: Organisation,
    persons: Sequence[Lotse],
    contact_name: str,
    contact_email: str,
    submission_key: str,
    actor: Actor,
    contact_phone: str = "",
    new_persons: Sequence[NewPerson] = (),
    terms: Terms = NO_TERMS,
    notify: bool = True,
) -> TransferContract:
    """Submit one contract of `kommune` with `provider` for `persons` and `new_persons`.

    The named places are reserved until the office has decided. The same `submission_key` with the
    same provider and persons returns the contract that is there. `notify=False`: cases of the past.
    Raises `NotAllowed` unless the actor is HR of this Kommune; `DomainError` for a Kommune that was
    dissolved, a line that is not open, a body that is no provider, terms that the line refuses, no
    or too many persons, a person of another Kommune, or one who has the Basis already or not yet;
    `Conflict` when the quota is too small, a person is named in another open contract or voucher, a
    Kommune takes part in another Inhouse training, or the key was used for something else
    (docs/programme.md §§ 3, 4).
    """
    require_role(actor, Role.HR)
    if actor.organisation_id != kommune.organisation_id:
        raise NotAllowed("Sie können nur für Ihre eigene Kommune einen Vertrag einreichen.")
    kommune = _lock(kommune, terms.partners)
    known = TransferContract.objects.filter(submission_key=submission_key).first()
    if known is not None:
        if known.kommune_id != kommune.pk:
            raise Conflict("Dieses Formular wurde schon verwendet. Bitte beginnen Sie neu.")
        addresses = [lotse.email for lotse in persons] + [new.email for new in new_persons]
        require_same_contract(known, provider_id=str(provider.pk), addresses=addresses)
        return known
    check_living(kommune, terms.partners)
    _check_line(line, provider)
    check_terms(line, kommune, terms)
    named = [*persons, *register_new(new_persons, kommune, actor)]
    check_named(named, kommune, line)
    _check_quota(named, kommune, line)
    contract = _create(
        kommune=kommune,
        line=line,
        provider=provider,
        contact=Contact(contact_name.strip(), contact_email.strip().lower(), contact_phone.strip()),
        terms=terms,
        submission_key=submission_key,
        actor=actor,
    )
    add_kommunen(contract, terms.partners)
    ContractPerson.objects.bulk_create(
        ContractPerson(contract=contract, lotse=lotse) for lotse in named
    )
    _record(contract, len(named), actor)
    if notify:
        mails.contract_submitted(contract, named, actor)
    return contract


def _record(contract: TransferContract, persons: int, actor: Actor) -> None:
    facts = {"line": contract.line_id, "provider": str(contract.provider_id), "persons": persons}
    audit.record(actor=actor, action="contract.submitted", target=contract, **facts)


def lock_kommune(kommune: Kommune, *partners: Kommune) -> None:
    """Whoever submits for the same Kommune waits, and so does an edition of the registry that ends
    it or one of its partners; the quota is counted afterwards."""
    lock_kommunen(kommune.pk, *(partner.pk for partner in partners))


def require_same_contract(
    known: TransferContract, *, provider_id: str, addresses: Iterable[str]
) -> None:
    """Raise `Conflict` when a form that was sent before comes again with other people or provider.

    Without this the second contract of a form opened with the back button would be lost silently.
    """
    named = {person.lotse.email for person in known.persons.select_related("lotse")}
    asked = {address.strip().lower() for address in addresses}
    if (str(known.provider_id), named) != (provider_id, asked):
        raise Conflict(
            f"Dieses Formular wurde schon für den Vertrag {known.number} abgeschickt. Bitte öffnen"
            " Sie für einen weiteren Vertrag ein neues Formular."
        )


def _lock(kommune: Kommune, partners: Sequence[Kommune]) -> Kommune:
    """The Kommune as it is now; it and its partners are locked."""
    with busy_errors():
        lock_kommune(kommune, *partners)
    return present(kommune.pk)


def check_living(kommune: Kommune, partners: Iterable[Kommune] = ()) -> None:
    """Raise `DomainError` for a dissolved Kommune: its successor submits the next contract; and for
    partners that were dissolved since they were named."""
    require_living(kommune, else_who="Einen neuen Vertrag reicht die Nachfolgerin ein.")
    for partner in partners:
        require_living(present(partner.pk), else_who="Bitte nennen Sie die Nachfolgerin.")


def _check_line(line: FundingLine, provider: Organisation) -> None:
    if not open_lines().filter(pk=line.pk).exists():
        raise DomainError(f"Für „{line.name}“ können derzeit keine Verträge eingereicht werden.")
    if provider.kind != OrganisationKind.PROVIDER:
        raise DomainError("Bitte wählen Sie einen Bildungsträger.")


def _check_quota(named: Sequence[Lotse], kommune: Kommune, line: FundingLine) -> None:
    quota = quota_of(kommune, line)
    if not quota.fits(len(named)):
        raise Conflict(
            f"Das Kontingent reicht nicht: frei {quota.free}, benötigt {len(named)}."
            f" {kommune.label} hat {quota.places} geförderte Plätze."
        )


def _create(
    *,
    kommune: Kommune,
    line: FundingLine,
    provider: Organisation,
    contact: Contact,
    terms: Terms,
    submission_key: str,
    actor: Actor,
) -> TransferContract:
    assert actor.user_id is not None  # HR is a person; the four-eyes rule needs one
    if not contact.name or not contact.email:
        raise DomainError("Bitte nennen Sie eine Kontaktperson mit E-Mail-Adresse.")
    year = clock.today().year
    return TransferContract.objects.create(
        number=f"WV-{year}-{next_number('WV', year):04d}",
        kommune=kommune,
        line=line,
        provider=provider,
        contact_name=contact.name,
        contact_email=contact.email,
        contact_phone=contact.phone,
        conditions_version=line.conditions_version,
        planned_year=terms.year,
        days=None if line.days_fixed else terms.days,
        cost_estimate_cents=terms.cost_estimate_cents,
        exception_reason=terms.exception_reason.strip() if too_few(line, terms.partners) else "",
        submission_key=submission_key,
        submitted_by_id=actor.user_id,
        submitted_at=clock.now(),
    )
