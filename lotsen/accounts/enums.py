"""Kinds of organisations and which roles exist in them."""

from django.db import models

from lotsen.core.roles import Role


class OrganisationKind(models.TextChoices):
    KOMMUNE = "kommune", "Kommune"
    PROVIDER = "provider", "Bildungsträger"
    OFFICE = "office", "Programmstelle"
    MINISTRY = "ministry", "Ministerium"
    ASSOCIATION = "association", "Kommunaler Landesverband"
    AUDITOR = "auditor", "Rechnungshof"
    OPERATOR = "operator", "Betrieb"


ROLES_OF_KIND: dict[str, tuple[Role, ...]] = {
    OrganisationKind.KOMMUNE: (Role.HR, Role.LOTSE),
    OrganisationKind.PROVIDER: (Role.PROVIDER,),
    OrganisationKind.OFFICE: (Role.OFFICE, Role.ORGANISER),
    OrganisationKind.MINISTRY: (Role.MINISTRY,),
    OrganisationKind.ASSOCIATION: (Role.ORGANISER, Role.OFFICE),
    OrganisationKind.AUDITOR: (Role.AUDITOR,),
    OrganisationKind.OPERATOR: (Role.ADMIN,),
}
"""Which roles a member of an organisation can have (programme rules § 2)."""
