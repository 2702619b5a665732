"""HR writes a contract: form → check page → submitted. Works without JavaScript and session."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from kommunen.models import Kommune
from lotsen.accounts.models import User
from lotsen.core.access import access, actor_of
from lotsen.core.actor import Actor
from lotsen.core.attempt import attempt
from lotsen.core.roles import Role
from lotsen.people.enums import QualificationKind
from lotsen.people.models import Qualification
from lotsen.people.queries import employees_of
from vouchers import queries, services
from vouchers.forms import ContractForm
from vouchers.models import FundingLine, TransferContract
from vouchers.queries import Quota
from vouchers.services.submitting import require_same_contract
from vouchers.views.contracts import line_for_contracts, own_kommune


@access(Role.HR, writes=("POST",))
def contract_new(request: HttpRequest) -> HttpResponse:
    """Quota first, then the form; the button of the check page submits."""
    actor = actor_of(request)
    kommune, line = own_kommune(actor), line_for_contracts()
    quota = queries.quota_of(kommune, line)
    form = _form(request, actor, kommune=kommune, line=line, quota=quota)
    step = request.POST.get("step", "")
    context = {"form": form, "kommune": kommune, "line": line, "quota": quota}
    if request.method != "POST" or step == "edit":
        return render(request, "vouchers/contract_new.html", context)
    known = _submitted_before(form, actor)
    if known is not None:
        return redirect("vouchers:contract-submitted", pk=known.pk)
    if step != "submit" and form.is_valid():
        return render(request, "vouchers/contract_check.html", context | _check(form, line))
    contract, status = attempt(form, lambda: _submit(form, kommune, line, actor))
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


def _form(
    request: HttpRequest, actor: Actor, *, kommune: Kommune, line: FundingLine, quota: Quota
) -> ContractForm:
    trained = Qualification.objects.filter(kind=QualificationKind.BASIS).values("lotse")
    employees = employees_of(kommune).exclude(pk__in=trained).order_by("sort_key")
    bound = queries.persons_bound(employees, line.kind)
    return ContractForm(
        request.POST if request.method == "POST" else None,
        initial=_contact(actor),
        providers=queries.providers(),
        employees=employees.exclude(pk__in=bound),
        free=quota.free,
    )


def _contact(actor: Actor) -> dict[str, str]:
    """The person who fills in the form, with the phone number of their last contract."""
    user = User.objects.filter(pk=actor.user_id or 0).first()
    email = user.email if user else ""
    last = queries.contracts_visible_to(actor).filter(contact_email=email).first()
    phone = last.contact_phone if last else ""
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
    return f"{actor.user_id}:{token}"[:80]


def _submit(
    form: ContractForm, kommune: Kommune, line: FundingLine, actor: Actor
) -> TransferContract:
    data = form.cleaned_data
    return services.submit_contract(
        kommune=kommune,
        line=line,
        provider=data["provider"],
        persons=list(data["persons"]),
        new_persons=form.new_persons,
        contact_name=data["contact_name"],
        contact_email=data["contact_email"],
        contact_phone=data["contact_phone"],
        submission_key=_key(actor, data["token"]),
        actor=actor,
    )


def _check(form: ContractForm, line: FundingLine) -> dict[str, Any]:
    """What the check page says before the binding step."""
    persons = [lotse.full_name for lotse in form.cleaned_data["persons"]]
    persons += [f"{new.given_name} {new.family_name} (neu)" for new in form.new_persons]
    return {
        "persons": persons,
        "carried": form.carried(),
        "answers": form.cleaned_data,
        "cents": len(persons) * line.voucher_cents,
        "left": form.free - len(persons),
    }
