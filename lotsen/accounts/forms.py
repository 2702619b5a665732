"""Forms of the accounts pages; sign-in forms are django-allauth's."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.password_validation import validate_password

from lotsen.core.forms import Form
from lotsen.core.roles import Role


class InvitationForm(Form):
    """Whom to invite and as what."""

    name = forms.CharField(label="Vor- und Nachname", max_length=120)
    email = forms.EmailField(label="Dienstliche E-Mail-Adresse", max_length=254)
    role = forms.ChoiceField(label="Rolle")

    def __init__(self, *args: Any, roles: tuple[Role, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]


class AcceptanceForm(Form):
    """Name and, if wanted, a password: signing in by mail code works without one."""

    name = forms.CharField(label="Vor- und Nachname", max_length=120)
    password = forms.CharField(
        label="Passwort",
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Mindestens 12 Zeichen. Ohne Passwort melden Sie sich mit einem Code an, "
        "den Sie per E-Mail erhalten.",
    )

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if password:
            validate_password(password)
        return password


class SwitchForm(Form):
    """Which membership to act as."""

    membership = forms.UUIDField()
    next = forms.CharField(required=False, max_length=500)

    def chosen(self) -> UUID | None:
        return self.cleaned_data.get("membership") if self.is_valid() else None
