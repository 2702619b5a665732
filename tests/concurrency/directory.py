"""A small directory of Kommunen, its clerks, and editions that end, move or bring a Kommune."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse

from kommunen.enums import ChangeGroup, EditionState
from kommunen.files import Place
from kommunen.models import Kommune, RegistryEdition
from kommunen.queries.editions import registry_as_edition
from kommunen.services.applying import apply_chosen
from lotsen.core import clock
from lotsen.core.actor import SYSTEM, Actor
from lotsen.core.models import AuditEntry
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from tests.concurrency.live import Answer, Site, Window
from tests.factories.accounts import make_actor
from tests.factories.editions import summed
from tests.factories.kommunen import make_kommune, make_landkreis
from tests.factories.people import make_lotse
from tests.factories.registry import make_base_edition, upload_edition
from tests.factories.vouchers import Cast, cast_around

MOVED, NEW = "08998777", "08999888"
AS_OF = date(2026, 8, 31)
Press = Callable[[], Answer]


@dataclass(frozen=True, slots=True)
class Town:
    """Altdorf with its HR, an employee and everybody around; and Neustadt in another Kreis."""

    site: Site
    old: Kommune
    heir: Kommune
    cast: Cast
    lotse: Lotse

    @property
    def hr(self) -> Window:
        return self.site.window(self.cast.hr)

    def hr_of(self, key: str) -> Actor:
        return make_actor(Role.HR, Kommune.objects.get(key=key).organisation)

    def merging(self) -> RegistryEdition:
        """Altdorf becomes part of Neustadt."""
        return self.staged(without=self.old.key)

    def moving(self) -> RegistryEdition:
        """Altdorf goes to the Kreis of Neustadt."""
        place = self._place(self.old.key)
        moved = replace(place, key=MOVED, ars=f"{MOVED[:5]}0{MOVED[5:]}{MOVED[5:]}")
        return self.staged(moved, without=self.old.key)

    def renaming(self, kommune: Kommune, name: str) -> RegistryEdition:
        return self.staged(replace(self._place(kommune.key), name=name))

    def founding(self) -> RegistryEdition:
        """Neudorf stands in the directory for the first time."""
        ars = f"{NEW[:5]}0{NEW[5:]}{NEW[5:]}"
        return self.staged(replace(self._place(self.old.key), key=NEW, ars=ars, name="Neudorf"))

    def staged(self, *places: Place, without: str = "") -> RegistryEdition:
        """A file with these places waits for a decision."""
        known = registry_as_edition(AS_OF)
        kept = {key: place for key, place in known.places.items() if key != without}
        changed = replace(known, places=kept | {place.key: place for place in places})
        upload = upload_edition(self.cast.office, summed(changed))
        assert upload.edition is not None, upload.problems
        return upload.edition

    def apply(self, edition: RegistryEdition) -> RegistryEdition:
        return apply_chosen(
            edition_id=edition.pk,
            groups=set(ChangeGroup),
            successors={self.old.key: self.heir.key},
            effective_on=clock.today(),
            acknowledged=True,
            actor=SYSTEM,
        )

    def applying(self, edition: RegistryEdition, clerk: Actor | None = None, *groups: str) -> Press:
        """A clerk presses "Übernehmen", by default with all groups."""
        window = self.site.window(clerk or self.cast.office)
        fields = {
            "groups": groups or [*edition.changes.values_list("group", flat=True).distinct()],
            "effective_on": f"{clock.today():%d.%m.%Y}",
            "acknowledged": "on",
            f"successor_{self.old.key}": self.heir.key,
        }
        path = reverse("kommunen:edition-apply", args=[edition.pk])
        return lambda: window.press_once(path, fields)

    def undoing(self, edition: RegistryEdition) -> Press:
        window = self.site.window(self.cast.office)
        path = reverse("kommunen:edition-undo", args=[edition.pk])
        return lambda: window.press_once(path, {})

    def _place(self, key: str) -> Place:
        return registry_as_edition(AS_OF).places[key]


def make_town(site: Site) -> Town:
    make_base_edition()
    old = make_kommune("Altdorf", make_landkreis(), key="08999500", ars="089990500500")
    kreis = make_landkreis("Nebenkreis", "08998")
    heir = make_kommune("Neustadt", kreis, key="08998100", ars="089980100100")
    return Town(site, old, heir, cast_around(old), make_lotse(old))


def came_after(action: str) -> bool:
    """Whether somebody did `action` when the edition was already applied."""
    entries = AuditEntry.objects.order_by("pk")
    act, decision = (entries.filter(action=name).last() for name in (action, "registry.applied"))
    assert act is not None
    assert decision is not None
    return act.pk > decision.pk


def is_applied(edition: RegistryEdition) -> bool:
    return RegistryEdition.objects.get(pk=edition.pk).state == EditionState.APPLIED
