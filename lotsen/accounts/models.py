"""Users, organisations, memberships and invitations."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from lotsen.accounts.enums import OrganisationKind
from lotsen.core.models import UUIDModel
from lotsen.core.roles import Role


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail address; services are the ones to call it."""

    def create_user(self, email: str, password: str | None = None, **values: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **values)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who can sign in. What the person may do stands in the memberships."""

    email = models.EmailField("E-Mail-Adresse", max_length=254, unique=True)
    name = models.CharField("Name", max_length=120)
    is_active = models.BooleanField("Aktiv", default=True)
    created_at = models.DateTimeField("Angelegt", auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class Organisation(UUIDModel):
    """A body that takes part: a Kommune, a provider, the office, the ministry …"""

    kind = models.CharField("Art", max_length=20, choices=OrganisationKind)
    name = models.CharField("Name", max_length=160)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisation_kind_known", condition=Q(kind__in=OrganisationKind.values)
            ),
        ]
        indexes = [models.Index(fields=["kind", "name"], name="organisation_by_kind")]

    def __str__(self) -> str:
        return self.name


class Membership(UUIDModel):
    """One role of one person in one organisation, for a time; perhaps as somebody's deputy."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField("Rolle", max_length=20, choices=Role)
    valid_from = models.DateField("Gültig ab")
    valid_until = models.DateField("Gültig bis", null=True, blank=True)
    deputy_for = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Vertretung von"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="membership_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="membership_dates_in_order",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="membership_not_own_deputy",
                condition=Q(deputy_for=None) | ~Q(deputy_for=F("user")),
            ),
            models.CheckConstraint(
                name="membership_deputy_is_limited",
                condition=Q(deputy_for=None) | Q(valid_until__isnull=False),
            ),
            models.UniqueConstraint(
                name="membership_open_once",
                fields=["user", "organisation", "role"],
                condition=Q(valid_until=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} als {self.get_role_display()} ({self.organisation})"


class Invitation(UUIDModel):
    """An offer of a membership by mail. Only the hash of its secret is stored."""

    email = models.EmailField("E-Mail-Adresse", max_length=254)
    name = models.CharField("Name", max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    role = models.CharField("Rolle", max_length=20, choices=Role)
    secret_hash = models.CharField("Geheimnis (Prüfsumme)", max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("Ausgesprochen")
    expires_at = models.DateTimeField("Gültig bis")
    accepted_at = models.DateTimeField("Angenommen", null=True, blank=True)
    withdrawn_at = models.DateTimeField("Zurückgezogen", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="invitation_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="invitation_ends_once", condition=Q(accepted_at=None) | Q(withdrawn_at=None)
            ),
            models.UniqueConstraint(
                Lower("email"),
                "organisation",
                "role",
                name="invitation_open_once",
                condition=Q(accepted_at=None, withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.organisation})"
