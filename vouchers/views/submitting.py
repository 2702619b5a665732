"""HR writes a contract: line, form, check page, submitted. Needs no JavaScript."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from kommunen.models import Kommune
from kommunen.queries.contacts import contacts_of
from lotsen.accounts.models import User
from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.actor import Actor
from lotsen.core.attempt import attempt
from lotsen.core.drafts import Draft, Step, check_page, read_draft
from lotsen.core.keys import submission_key
from lotsen.core.roles import Role
from lotsen.people.enums import QualificationKind
from lotsen.people.models import Lotse, Qualification
from lotsen.people.queries import employees_of
from vouchers import queries, services
from vouchers.enums import LineKind
from vouchers.forms import ContractForm, Offer, form_class
from vouchers.models import FundingLine, TransferContract
from vouchers.proof_mail import proof_mail
from vouchers.services.submitting import check_living, require_same_contract
from vouchers.services.terms import too_few
from vouchers.views.contracts import line_for_contracts, own_kommune, quotas_now


@access(Role.HR)
def contract_new(request: HttpRequest) -> HttpResponse:
    """Which line? Each with what is used and free, before any form is filled in."""
    kommune = own_kommune(actor_of(request))
    check_living(kommune)
    context = {"kommune": kommune, "quotas": quotas_now(kommune)}
    return render(request, "vouchers/contract_line.html", context)


@access(Role.HR, writes=("POST",))
def contract_form(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of one line; its check page, whose button submits."""
    actor = actor_of(request)
    draft = read_draft(request)
    form = _form(draft, actor, own_kommune(actor), line_for_contracts(kind))
    mail = proof_mail(form.offer.kommune, request) if form.offer.line.needs_basis else ""
    context: dict[str, Any] = {"form": form, "offer": form.offer, "proof_mail": mail}
    if draft.step is Step.WRITE:
        return render(request, "vouchers/contract_new.html", context)
    known = _submitted_before(form, actor)
    if known is not None:
        return redirect("vouchers:contract-submitted", pk=known.pk)
    if draft.to_check and form.is_valid():
        return check_page(
            request, draft, form, "vouchers/contract_check.html", context | _check(form)
        )
    contract, status = attempt(
        form, lambda: _submit(form, actor), done_before=lambda: _submitted_before(form, actor)
    )
    if contract is None:
        return render(request, "vouchers/contract_new.html", context, status=status)
    return redirect("vouchers:contract-submitted", pk=contract.pk)


@access(Role.HR, writes=("POST",))
def contract_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a waiting contract back; GET asks first."""
    actor = actor_of(request)
    contract = get_object_or_404(queries.contracts_visible_to(actor), pk=pk)
    if request.method != "POST":
        return render(request, "vouchers/contract_withdraw.html", {"contract": contract})
    services.withdraw_contract(contract_id=contract.pk, actor=actor)
    messages.success(request, f"Der Vertrag {contract.number} ist zurückgezogen.")
    return redirect("vouchers:contract", pk=contract.pk)


def _form(draft: Draft, actor: Actor, kommune: Kommune, line: FundingLine) -> ContractForm:
    check_living(kommune)
    return form_class(line)(
        draft.data,
        initial=_contact(actor),
        offer=Offer(
            kommune=kommune,
            line=line,
            quota=queries.quota_of(kommune, line),
            providers=queries.providers(),
            employees=_eligible(kommune, line),
            next_year_cents=queries.available_cents(year=clock.today().year + 1, line=line),
        ),
    )


def _eligible(kommune: Kommune, line: FundingLine) -> QuerySet[Lotse]:
    """Employees whom a contract on this line may name."""
    employees = employees_of(kommune).order_by("sort_key")
    trained = Qualification.objects.filter(kind=QualificationKind.BASIS).values("lotse")
    if line.kind == LineKind.BASIS:
        employees = employees.exclude(pk__in=trained)
    elif line.needs_basis:
        employees = employees.filter(pk__in=trained)
    return employees.exclude(pk__in=queries.persons_bound(employees, line.kind))


def _contact(actor: Actor) -> dict[str, str]:
    """The person who fills in the form; the phone number is that of their last contract, or what
    the Kommune entered about this person, or else about its first office."""
    user = User.objects.filter(pk=actor.user_id or 0).first()
    email = user.email if user else ""
    last = queries.contracts_visible_to(actor).filter(contact_email=email).first()
    phone = last.contact_phone if last else ""
    if not phone:
        known = [found for found in contacts_of(actor) if found.phone]
        known.sort(key=lambda found: found.email != email)
        phone = known[0].phone if known else ""
    return {"contact_name": actor.name, "contact_email": email, "contact_phone": phone}


def _submitted_before(form: ContractForm, actor: Actor) -> TransferContract | None:
    """The contract of this very form, sent before: a double click leads to the same result.

    Raises `Conflict` when the form has other content by now.
    """
    token = str(form.data.get("token", ""))[:80].replace("\x00", "")
    own = queries.contracts_visible_to(actor)
    known = own.filter(submission_key=_key(actor, token)).first() if token else None
    if known is not None:
        require_same_contract(
            known, provider_id=form.data.get("provider", ""), addresses=form.named(known)
        )
    return known


def _key(actor: Actor, token: str) -> str:
    return submission_key(actor, token)[:80]


def _submit(form: ContractForm, actor: Actor) -> TransferContract:
    data = form.cleaned_data
    return services.submit_contract(
        kommune=form.offer.kommune,
        line=form.offer.line,
        provider=data["provider"],
        persons=form.known_persons,
        new_persons=form.new_persons,
        contact_name=data["contact_name"],
        contact_email=data["contact_email"],
        contact_phone=data["contact_phone"],
        terms=form.terms,
        submission_key=_key(actor, data["token"]),
        actor=actor,
    )


def _check(form: ContractForm) -> dict[str, Any]:
    """What the check page says before the binding step."""
    persons = [lotse.full_name for lotse in form.known_persons]
    persons += [f"{new.given_name} {new.family_name} (neu)" for new in form.new_persons]
    line, terms = form.offer.line, form.terms
    planned = TransferContract(
        line=line,
        days=terms.days,
        planned_year=terms.year,
        cost_estimate_cents=terms.cost_estimate_cents,
        exception_reason=terms.exception_reason if too_few(line, terms.partners) else "",
    )
    return {
        "persons": persons,
        "answers": form.cleaned_data,
        "planned": planned,
        "cents": len(persons) * planned.voucher_cents,
        "left": None if form.free is None else form.free - len(persons),
        "kommunen": [form.offer.kommune, *terms.partners],
        "is_exception": too_few(line, terms.partners),
        "next_year": terms.year > clock.today().year,
    }
