"""Let the first persons in: `manage.py admit EMAIL "NAME" ROLE --organisation "NAME"`.

Everybody else comes by invitation. The operator uses this for the first member of an
organisation, for the ministry and, with an end date, for the Rechnungshof.
"""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from lotsen.accounts.enums import ROLES_OF_KIND, OrganisationKind
from lotsen.accounts.models import Organisation, User
from lotsen.accounts.services import create_organisation, create_user, grant_membership
from lotsen.core.actor import SYSTEM
from lotsen.core.errors import DomainError
from lotsen.core.roles import Role


class Command(BaseCommand):
    """Creates what is missing (organisation, user) and grants the role."""

    help = "Gibt einer Person eine Rolle; sie meldet sich mit einem Code per E-Mail an."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--organisation", required=True, help="Name, wie er erscheinen soll")
        parser.add_argument("--until", type=date.fromisoformat, help="letzter Tag, JJJJ-MM-TT")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                self._admit(options)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['name']} kann sich mit {options['email']} anmelden.")

    def _admit(self, options: dict[str, Any]) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            user = create_user(email=options["email"], name=options["name"], actor=SYSTEM)
        grant_membership(
            user=user,
            organisation=_organisation(options["organisation"], Role(options["role"])),
            role=options["role"],
            actor=SYSTEM,
            valid_until=options["until"],
        )


def _organisation(name: str, role: Role) -> Organisation:
    """The organisation of that name in which the role exists; a new one unless it is a Kommune."""
    kinds = [kind for kind, roles in ROLES_OF_KIND.items() if role in roles]
    found = Organisation.objects.filter(name=name, kind__in=kinds).first()
    if found:
        return found
    if OrganisationKind.KOMMUNE in kinds:
        raise CommandError("Diese Kommune steht nicht im Register (Name mit Kreis angeben).")
    return create_organisation(kind=kinds[0], name=name, actor=SYSTEM)
