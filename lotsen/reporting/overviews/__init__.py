"""What each role finds first: what is to be done, then its figures. One function per role."""

from collections.abc import Callable

from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from lotsen.reporting.overviews import hr, lotse, office, operator, organiser, provider
from lotsen.reporting.overviews.parts import Overview

BY_ROLE: dict[Role, Callable[[Actor], Overview]] = {
    Role.HR: hr.overview,
    Role.PROVIDER: provider.overview,
    Role.OFFICE: office.overview,
    Role.ORGANISER: organiser.overview,
    Role.LOTSE: lotse.overview,
    Role.ADMIN: operator.overview,
}
"""Ministry and Rechnungshof see the dashboard instead."""

__all__ = ["BY_ROLE", "Overview"]
