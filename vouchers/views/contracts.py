"""Lists and pages of transfer contracts, for both sides and for those who review."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from kommunen.models import Kommune
from kommunen.queries import kommune_of
from kommunen.queries.fate import fate_if_ended
from lotsen.core.access import access, actor_of
from lotsen.core.actor import Actor
from lotsen.core.documents import download_response
from lotsen.core.exports import FORMAT
from lotsen.core.models import Document
from lotsen.core.paging import paginate
from lotsen.core.roles import Role
from vouchers import queries
from vouchers.enums import ContractState
from vouchers.forms import ContractFilter
from vouchers.forms.filters import WAITING
from vouchers.models import FundingLine, TransferContract
from vouchers.queries.cases import contract_paper_is_ordered
from vouchers.views.list_files import CONTRACTS, answer_file
from vouchers.views.timelines import timeline

READERS = (Role.HR, Role.OFFICE, Role.MINISTRY, Role.AUDITOR)


@access(*READERS)
def contract_list(request: HttpRequest) -> HttpResponse:
    """Contracts that the visitor may see, with `?ausgabe=` exactly these as a file.

    The office starts with those that wait for it.
    """
    actor = actor_of(request)
    given = request.GET.copy()
    if actor.role == Role.OFFICE:
        given.setdefault("stand", WAITING)
    form = ContractFilter(given, for_hr=actor.role == Role.HR)
    contracts = _filtered(queries.contracts_visible_to(actor), form)
    contracts = contracts.annotate(places=Count("persons"))
    contracts = queries.contracts_in_order(contracts, form.value("sortierung"))
    if FORMAT in request.GET:
        return answer_file(request, CONTRACTS, contracts, form)
    kommune = kommune_of(actor) if actor.role == Role.HR else None
    quotas = quotas_now(kommune) if kommune else []
    context = {
        "form": form,
        "page": paginate(request, contracts),
        "export_url": f"?{request.GET.urlencode()}",
        "is_hr": actor.role == Role.HR,
        "is_office": actor.role == Role.OFFICE,
        "filtered": bool(form.value("suche") or form.value("stand")),
        "inbox": form.value("stand") == WAITING and not form.value("suche"),
        "quotas": quotas,
        "fate": fate_if_ended(kommune) if kommune else None,
        "has_room": any(row.quota.has_room for row in quotas),
    }
    return render(request, "vouchers/contracts.html", context)


@access(*READERS)
def contract_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One contract: facts, persons with their vouchers, what happened, what to do next."""
    actor = actor_of(request)
    contract = get_object_or_404(queries.contracts_visible_to(actor), pk=pk)
    issued = contract.vouchers.order_by("issued_at")  # of two the one that was issued anew
    vouchers = {voucher.lotse_id: voucher for voucher in issued}
    persons = [
        {"lotse": person.lotse, "voucher": vouchers.get(person.lotse_id)}
        for person in contract.persons.select_related("lotse")
    ]
    context = {
        "contract": contract,
        "fate": fate_if_ended(contract.kommune),
        "persons": persons,
        "kommunen": [row.kommune for row in contract.kommunen.select_related("kommune")],
        "steps": timeline(contract, actor),
        "paper_comes": contract_paper_is_ordered(contract),
        **_possible(contract, actor),
    }
    return render(request, "vouchers/contract.html", context)


@access(Role.HR)
def contract_submitted(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The confirmation after submitting; can be opened again."""
    contract = get_object_or_404(queries.contracts_visible_to(actor_of(request)), pk=pk)
    return render(request, "vouchers/contract_submitted.html", {"contract": contract})


@access(*READERS)
def contract_document(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The contract as PDF, as it was made when it was agreed."""
    contract = get_object_or_404(queries.contracts_visible_to(actor_of(request)), pk=pk)
    return _download(contract.document)


@access(*READERS)
def contract_letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The letter with the voucher IDs, as it was made when they were issued."""
    contract = get_object_or_404(queries.contracts_visible_to(actor_of(request)), pk=pk)
    return _download(contract.letter)


def _download(document: Document | None) -> HttpResponse:
    if document is None:
        raise Http404("Das PDF ist noch nicht erstellt.")
    return download_response(document)


def own_kommune(actor: Actor) -> Kommune:
    """The Kommune that HR acts for; 404 for a membership without one."""
    kommune = kommune_of(actor)
    if kommune is None:
        raise Http404("Ihre Rolle gehört zu keiner Kommune.")
    return kommune


def line_for_contracts(kind: str) -> FundingLine:
    """The line of a kind that contracts can be submitted for today; 404 when there is none."""
    line = queries.open_lines().filter(kind=kind).first()
    if line is None:
        raise Http404("Für diese Förderlinie können derzeit keine Verträge eingereicht werden.")
    return line


def quotas_now(kommune: Kommune) -> list[queries.LineQuota]:
    """What a Kommune has used and has left on each line that is open for contracts today.

    Nothing for a dissolved one: its successor has the quota.
    """
    if kommune.is_dissolved:
        return []
    return queries.quotas_of(kommune, list(queries.open_lines()))


def _filtered(
    contracts: QuerySet[TransferContract], form: ContractFilter
) -> QuerySet[TransferContract]:
    state, text = form.value("stand"), form.value("suche")
    if state == WAITING:
        waiting = Q(state=ContractState.SUBMITTED)
        contracts = contracts.filter(waiting | Q(state=ContractState.AGREED, issued_at=None))
    elif state:
        contracts = contracts.filter(state=state)
    if text:
        contracts = contracts.filter(
            Q(number__icontains=text)
            | Q(kommune__label__icontains=text)
            | Q(kommune__key__startswith=text)
        )
    return contracts


def _possible(contract: TransferContract, actor: Actor) -> dict[str, Any]:
    """Which buttons the page shows."""
    office = actor.role == Role.OFFICE and not actor.same_person(contract.submitted_by_id)
    second = actor.role in (Role.OFFICE, Role.MINISTRY) and not (
        actor.same_person(contract.submitted_by_id) or actor.same_person(contract.decided_by_id)
    )
    waiting = contract.state == ContractState.SUBMITTED
    return {
        "may_agree": office and contract.is_open,
        "may_reject": office and waiting,
        "may_approve": second and contract.is_open and contract.awaits_exception,
        "may_withdraw": actor.role == Role.HR and waiting,
        "may_end": actor.role in (Role.HR, Role.OFFICE) and contract.awaits_vouchers,
        "is_hr": actor.role == Role.HR,
        "is_side": actor.role in (Role.HR, Role.OFFICE),
    }
