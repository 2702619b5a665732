"""Role switch, members, invitations, own account."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from lotsen.accounts import queries, services
from lotsen.accounts.forms import AcceptanceForm, InvitationForm, SwitchForm
from lotsen.accounts.middleware import SESSION_KEY
from lotsen.accounts.models import Organisation
from lotsen.accounts.rules import invitable_roles, may_end
from lotsen.accounts.services.invitations import find_invitation
from lotsen.core.access import access, actor_of, public, signed_in
from lotsen.core.errors import DomainError
from lotsen.core.paging import paginate
from lotsen.core.roles import Role

INVITING = (Role.HR, Role.PROVIDER, Role.OFFICE, Role.ORGANISER, Role.ADMIN)


@signed_in(writes=("POST",))
def switch(request: HttpRequest) -> HttpResponse:
    """Act as another of the own memberships, without signing out."""
    if request.method != "POST":
        return redirect("home")
    form = SwitchForm(request.POST)
    chosen = form.chosen()
    membership = next((m for m in request.memberships if m.pk == chosen), None)  # type: ignore[attr-defined]
    if membership is None:
        raise Http404
    request.session[SESSION_KEY] = str(membership.pk)
    role, place = membership.get_role_display(), membership.organisation.name
    messages.info(request, f"Sie handeln jetzt als {role}, {place}.")
    target = form.cleaned_data.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    if not (is_ours and target.startswith("/")):  # a bare word would be looked up as a name
        return redirect("home")
    return HttpResponseRedirect(target)


@signed_in()
def account(request: HttpRequest) -> HttpResponse:
    """The own account: name, address, roles."""
    may_invite = actor_of(request).role in INVITING
    return render(request, "accounts/account.html", {"may_invite": may_invite})


@access(*INVITING)
def members(request: HttpRequest) -> HttpResponse:
    """Colleagues who work in the own organisation, and open invitations."""
    actor = actor_of(request)
    page = paginate(request, queries.memberships_visible_to(actor))
    context = {
        "page": page,
        "endable": {found.pk for found in page if may_end(actor, found)},
        "invitations": queries.invitations_visible_to(actor),
    }
    return render(request, "accounts/members.html", context)


@access(*INVITING, writes=("POST",))
def invite(request: HttpRequest) -> HttpResponse:
    """Invite a colleague into the own organisation."""
    actor = actor_of(request)
    organisation = get_object_or_404(Organisation, pk=actor.organisation_id)
    form = InvitationForm(request.POST or None, roles=invitable_roles(actor, organisation))
    if request.method == "POST" and form.is_valid():
        try:
            services.invite(organisation=organisation, actor=actor, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Die Einladung ist unterwegs.")
            return redirect("accounts:members")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/invite.html", {"form": form}, status=status)


@access(*INVITING, writes=("POST",))
def withdraw_invitation(request: HttpRequest, pk: str) -> HttpResponse:
    """Make an invitation useless; asked for on a page of its own."""
    actor = actor_of(request)
    invitation = get_object_or_404(queries.invitations_visible_to(actor), pk=pk)
    if request.method == "POST":
        services.withdraw_invitation(invitation=invitation, actor=actor)
        messages.success(request, "Die Einladung ist zurückgezogen.")
        return redirect("accounts:members")
    return render(request, "accounts/withdraw_invitation.html", {"invitation": invitation})


@access(*INVITING, writes=("POST",))
def end_membership(request: HttpRequest, pk: str) -> HttpResponse:
    """End a colleague's role; asked for on a page of its own."""
    actor = actor_of(request)
    membership = get_object_or_404(queries.memberships_visible_to(actor), pk=pk)
    if request.method == "POST":
        services.end_membership(membership=membership, actor=actor)
        messages.success(request, "Die Rolle ist beendet.")
        return redirect("accounts:members")
    return render(request, "accounts/end_membership.html", {"membership": membership})


@public(writes=("POST",))
def accept_invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """The page behind the link of an invitation."""
    invitation = find_invitation(secret)
    if invitation is None:
        return render(request, "accounts/invitation_gone.html", status=404)
    form = AcceptanceForm(request.POST or None, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        services.accept_invitation(secret=secret, **form.cleaned_data)
        messages.success(request, "Ihr Zugang ist eingerichtet. Bitte melden Sie sich an.")
        return redirect("account_login")
    status = 422 if form.is_bound else 200
    context = {"form": form, "invitation": invitation}
    return render(request, "accounts/accept_invitation.html", context, status=status)
