"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from lotsen import navigation
from lotsen.accounts.models import User
from lotsen.core import clock
from lotsen.demo import accounts


def demo_sign_ins() -> list[accounts.Listed]:
    """The sign-ins of the demonstration, once it is loaded; never outside demo mode."""
    listed = accounts.listing() if settings.DEMO_MODE else []
    loaded = listed and User.objects.filter(email=listed[0].email).exists()
    return listed if loaded else []


def site(request: HttpRequest) -> dict[str, Any]:
    """Actor, navigation, the roles one can switch to, demo mode and today's date (Berlin)."""
    actor = getattr(request, "actor", None)
    memberships = getattr(request, "memberships", [])
    return {
        "actor": actor,
        "nav": navigation.entries(request),
        "role_choices": [
            {
                "id": membership.pk,
                "label": f"{membership.get_role_display()} – {membership.organisation.name}"
                + (f" (i. V. {membership.deputy_for.name})" if membership.deputy_for else ""),
                "current": actor is not None and membership.pk == actor.membership_id,
            }
            for membership in memberships
        ],
        "demo_mode": settings.DEMO_MODE,
        "demo_sign_ins": demo_sign_ins,
        "today": clock.today(),
    }
