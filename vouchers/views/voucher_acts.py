"""What HR and office do with a voucher: a substitute, a new one in place of one that has ended."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from kommunen.queries import living_body
from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.attempt import attempt
from lotsen.core.drafts import Step, check_page, read_draft
from lotsen.core.forms import Form
from lotsen.core.roles import Role
from vouchers import queries, services
from vouchers.forms.substitutes import SubstituteForm
from vouchers.models import Voucher
from vouchers.queries.substitutes import substitutes
from vouchers.services.reissuing import unreissuable_because
from vouchers.services.transferring import untransferable_because


@access(Role.HR, Role.OFFICE, writes=("POST",))
def voucher_transfer(request: HttpRequest, voucher_id: str) -> HttpResponse:
    """Choose person and reason; the check page says what happens."""
    actor = actor_of(request)
    voucher = get_object_or_404(queries.vouchers_visible_to(actor), pk=voucher_id)
    draft = read_draft(request)
    people = substitutes(voucher.kommune, voucher.line, actor).exclude(pk=voucher.lotse_id)
    form = SubstituteForm(draft.data, people=people)
    if draft.was_checked and _holds(form, voucher):
        return redirect("vouchers:voucher", voucher_id=voucher.pk)  # pressed twice, or gone back
    hindrance = untransferable_because(voucher)
    context = {"voucher": voucher, "form": form, "hindrance": hindrance}
    if draft.step is Step.WRITE:
        return render(request, "vouchers/voucher_transfer.html", context)
    if draft.to_check and not hindrance and form.is_valid():
        return check_page(request, draft, form, "vouchers/voucher_transfer_check.html", context)
    done, status = attempt(
        form,
        lambda: _transfer(request, voucher, form),
        done_before=lambda: _transferred_before(request, voucher.pk, form),
    )
    if done is None:
        return render(request, "vouchers/voucher_transfer.html", context, status=status)
    messages.success(request, f"Der Gutschein {done.pk} gilt jetzt für {done.lotse.full_name}.")
    return redirect("vouchers:voucher", voucher_id=done.pk)


@access(Role.OFFICE, writes=("POST",))
def voucher_reissue(request: HttpRequest, voucher_id: str) -> HttpResponse:
    """Say what quota and budget allow; the button issues the new voucher."""
    actor = actor_of(request)
    voucher = get_object_or_404(queries.vouchers_visible_to(actor), pk=voucher_id)
    known = Voucher.objects.filter(replaces=voucher).first()
    if known is not None:
        return redirect("vouchers:voucher", voucher_id=known.pk)
    form, status = Form(request.POST or None), 200
    if request.method == "POST":
        form = Form(request.POST)
        made, status = attempt(
            form, lambda: services.reissue_voucher(voucher_id=voucher.pk, actor=actor)
        )
        if made is not None:
            messages.success(request, f"Der Gutschein {made.pk} ist ausgestellt.")
            return redirect("vouchers:voucher", voucher_id=made.pk)
    year = clock.today().year
    body = living_body(voucher.kommune)
    context = {
        "voucher": voucher,
        "body": body,
        "form": form,
        "hindrance": unreissuable_because(voucher),
        "quota": queries.quota_of(body, voucher.line),
        "year": year,
        "available": queries.available_cents(year=year, line=voucher.line),
    }
    return render(request, "vouchers/voucher_reissue.html", context, status=status)


def _holds(form: SubstituteForm, voucher: Voucher) -> bool:
    return form.chosen == str(voucher.lotse_id)


def _transferred_before(
    request: HttpRequest, voucher_id: str, form: SubstituteForm
) -> Voucher | None:
    """The voucher as it is by now, if the chosen person holds it."""
    voucher = queries.vouchers_visible_to(actor_of(request)).get(pk=voucher_id)
    return voucher if _holds(form, voucher) else None


def _transfer(request: HttpRequest, voucher: Voucher, form: SubstituteForm) -> Voucher:
    return services.transfer_voucher(
        voucher_id=voucher.pk,
        to=form.cleaned_data["person"],
        reason=form.cleaned_data["reason"],
        actor=actor_of(request),
    )
