"""Organisations and logins of the demo: the sign-ins, providers' offices and HR offices."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password

from kommunen.models import Kommune
from lotsen.accounts.enums import OrganisationKind
from lotsen.accounts.models import Membership, User
from lotsen.accounts.queries import actor_for
from lotsen.accounts.services import create_organisation, create_user, grant_membership
from lotsen.core import clock
from lotsen.core.actor import SYSTEM
from lotsen.core.roles import Role
from lotsen.demo import accounts
from lotsen.demo.accounts import PASSWORD, DemoAccount
from lotsen.demo.plan.cast import PROVIDERS, VERWALTUNGSSCHULE
from lotsen.demo.plan.model import Body
from lotsen.demo.plan.names import address_part
from lotsen.demo.stage import Stage

OPENED_AT = datetime(2018, 10, 15, 9, tzinfo=clock.BERLIN)
DEPUTY_DAYS = 30
AUDIT_DAYS = 90

ORGANISATIONS = {
    "office": (OrganisationKind.OFFICE, "Programmstelle beim Städtetag Baden-Württemberg"),
    "ministry": (
        OrganisationKind.MINISTRY,
        "Ministerium des Inneren, für Digitalisierung und Kommunen",
    ),
    "auditor": (OrganisationKind.AUDITOR, "Rechnungshof Baden-Württemberg"),
    "gemeindetag": (OrganisationKind.ASSOCIATION, "Gemeindetag Baden-Württemberg"),
    "staedtetag": (OrganisationKind.ASSOCIATION, "Städtetag Baden-Württemberg"),
    "landkreistag": (OrganisationKind.ASSOCIATION, "Landkreistag Baden-Württemberg"),
    "operator": (OrganisationKind.OPERATOR, "Technischer Betrieb"),
}


def cast_everybody(bodies: Iterable[Body], today: date) -> Stage:
    """Create everybody as of autumn 2018; deputy and auditor end some weeks after `today`."""
    with clock.at(OPENED_AT):
        organisations = {
            code: create_organisation(kind=kind, name=name, actor=SYSTEM)
            for code, (kind, name) in ORGANISATIONS.items()
        }
        for part in PROVIDERS:
            organisations[part.code] = create_organisation(
                kind=OrganisationKind.PROVIDER, name=part.name, actor=SYSTEM
            )
        stage = Stage(Kommune.objects.select_related("organisation").in_bulk(), organisations)
        _sign_ins(stage, today)
        _provider_offices(stage)
        _hr_offices(stage, bodies)
    return stage


def _sign_ins(stage: Stage, today: date) -> None:
    users: dict[str, User] = {}
    for account in accounts.ACCOUNTS:
        user = create_user(email=account.email, name=account.name, actor=SYSTEM)
        users[account.email] = user
        for role, place in account.hats:
            kommune = stage.kommunen.get(place)
            actor = actor_for(
                grant_membership(
                    user=user,
                    organisation=kommune.organisation if kommune else stage.organisations[place],
                    role=role,
                    actor=SYSTEM,
                    valid_until=_ends_on(account, today),
                    deputy_for=users.get(account.deputy_for),
                )
            )
            stage.actors.setdefault(account.email, actor)
            if role == Role.HR:
                stage.hr_offices[place] = actor
            if role == Role.PROVIDER:
                stage.actors[place] = actor
    # One hash for all: each of its own would cost as much as half the history.
    secret = make_password(PASSWORD)
    User.objects.filter(email__in=list(users)).update(password=secret)


def _ends_on(account: DemoAccount, today: date) -> date | None:
    if account is accounts.AUDITOR:
        return today + timedelta(days=AUDIT_DAYS)
    return today + timedelta(days=DEPUTY_DAYS) if account.deputy_for else None


def _provider_offices(stage: Stage) -> None:
    """The other providers act through an office that signs in by mail code only."""
    for part in PROVIDERS:
        if part is not VERWALTUNGSSCHULE:
            user = create_user(
                email=f"seminare@{address_part(part.name)}.example",
                name=f"Seminarbüro {part.name}",
                actor=SYSTEM,
            )
            membership = grant_membership(
                user=user,
                organisation=stage.organisations[part.code],
                role=Role.PROVIDER,
                actor=SYSTEM,
            )
            stage.actors[part.code] = actor_for(membership)


def _hr_offices(stage: Stage, bodies: Iterable[Body]) -> None:
    """Hundreds of HR offices in two statements; they sign in by mail code only."""
    new = [body for body in bodies if body.key not in stage.hr_offices]
    users = [
        User(
            email=f"personalstelle@{body.domain}",
            name=f"Personalstelle {body.name}",
            password=make_password(None),
        )
        for body in new
    ]
    User.objects.bulk_create(users)
    memberships = [
        Membership(
            user=user,
            organisation=stage.kommunen[body.key].organisation,
            role=Role.HR,
            valid_from=clock.today(),
        )
        for user, body in zip(users, new, strict=True)
    ]
    Membership.objects.bulk_create(memberships)
    for membership, body in zip(memberships, new, strict=True):
        stage.hr_offices[body.key] = actor_for(membership)
