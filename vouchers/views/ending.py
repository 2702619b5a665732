"""Either side lets an agreed contract go before its vouchers are issued."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lotsen.core.access import access, actor_of
from lotsen.core.attempt import attempt
from lotsen.core.roles import Role
from vouchers import queries, services
from vouchers.forms import EndForm


@access(Role.HR, Role.OFFICE, writes=("POST",))
def contract_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What becomes free, and the reason; or why the contract cannot be ended any more."""
    actor = actor_of(request)
    contract = get_object_or_404(queries.contracts_visible_to(actor), pk=pk)
    form, status = EndForm(), 200
    if request.method == "POST":
        form = EndForm(request.POST)
        ended, status = attempt(
            form,
            lambda: services.end_contract(
                contract_id=contract.pk, reason=form.cleaned_data["reason"], actor=actor
            ),
        )
        if ended is not None:
            messages.success(request, f"Der Vertrag {contract.number} ist aufgehoben.")
            return redirect("vouchers:contract", pk=contract.pk)
        contract.refresh_from_db()
    context = {
        "contract": contract,
        "form": form,
        "persons": [person.lotse for person in contract.persons.select_related("lotse")],
        "vouchers": contract.vouchers.select_related("lotse").order_by("issued_at", "pk"),
        "kommunen": [row.kommune for row in contract.kommunen.select_related("kommune")],
        "limited": contract.line.quota_rules.exists(),
        "is_hr": actor.role == Role.HR,
    }
    return render(request, "vouchers/contract_end.html", context, status=status)
