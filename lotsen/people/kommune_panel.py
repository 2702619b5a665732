"""The Digitallotsen on the page of a Kommune: for its HR and for those who see everybody."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse

from kommunen.holdings import register_holding
from kommunen.models import Kommune
from kommunen.panels import PanelContext, register_panel
from kommunen.queries import may_act_for, with_predecessors
from kommunen.timeline import MOST, TimelineEntry, earlier_name, register_source
from lotsen.core.access import optional_actor
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from lotsen.people import rules
from lotsen.people.enums import QualificationKind
from lotsen.people.models import Employment, Qualification
from lotsen.people.queries import SEES_EVERYBODY, lotsen_visible_to

ORDER = 20
SHOWN = 10


def people_panel(request: HttpRequest, kommune: Kommune) -> PanelContext | None:
    """The present employees, Lotsen first, with the Kommune that entered them; two queries."""
    actor = optional_actor(request)
    if actor is None or not _sees_people_of(actor, kommune):
        return None
    present = _present(kommune)
    counts = present.order_by().aggregate(all=Count("pk"), trained=Count("basis_on"))
    rows = list(present.select_related("lotse", "kommune")[:SHOWN]) if _names(actor) else []
    context = {
        "rows": [(row, earlier_name(kommune, row.kommune)) for row in rows],
        "more": counts["all"] > len(rows),
        "trained": counts["trained"],
        "is_hr": actor.role == Role.HR,
        "may_qualify": rules.may_record_prior(actor) and kommune.dissolved_on is None,
        "key": kommune.pk,
    }
    return PanelContext("Digitallotsen", "people/kommune_panel.html", context)


def qualification_entries(actor: Actor | None, kommune: Kommune) -> list[TimelineEntry]:
    """Who completed what, by name for office and HR as far as they see them; one query."""
    if actor is None or not _sees_people_of(actor, kommune):
        return []
    visible = lotsen_visible_to(actor).filter(pk=OuterRef("lotse"))
    found = (
        Qualification.objects.filter(kommune__in=with_predecessors(kommune))
        .select_related("lotse", "kommune")
        .annotate(is_named=Exists(visible))
        .order_by("-completed_on")[:MOST]
    )
    return [_entry(kommune, row, named=_names(actor) and row.is_named) for row in found]


def _entry(kommune: Kommune, row: Any, *, named: bool) -> TimelineEntry:
    is_basis = row.kind == QualificationKind.BASIS
    text = "Digitallotse geworden" if is_basis else f"{row.get_kind_display()} abgeschlossen"
    text += "" if row.funded else ", ohne Förderung"
    name = earlier_name(kommune, row.kommune)
    if not named:
        return TimelineEntry(row.completed_on, f"{text}: eine Person", kommune=name)
    url = reverse("people:person", args=[row.lotse_id])
    return TimelineEntry(row.completed_on, f"{text}:", url, row.lotse.full_name, name)


def _sees_people_of(actor: Actor, kommune: Kommune) -> bool:
    """Whether `actor` may read the names of a Kommune's people (docs/programme.md § 8)."""
    if actor.is_system or actor.role in SEES_EVERYBODY:
        return True
    return actor.role == Role.HR and may_act_for(actor, kommune)


def _names(actor: Actor) -> bool:
    """Ministry and Rechnungshof see numbers here; single people they open, which is logged."""
    return actor.is_system or actor.role in (Role.HR, Role.OFFICE)


def _present(kommune: Kommune) -> QuerySet[Any]:
    basis = Qualification.objects.filter(lotse=OuterRef("lotse"), kind=QualificationKind.BASIS)
    employments = Employment.objects.filter(kommune__in=with_predecessors(kommune), ends_on=None)
    return employments.annotate(
        basis_on=Subquery(basis.values("completed_on")[:1]),
        is_funded=Subquery(basis.values("funded")[:1]),
    ).order_by(F("basis_on").desc(nulls_last=True), "lotse__sort_key")


def people_held(keys: Collection[str]) -> Mapping[str, int]:
    """People who work there, by Kommune."""
    present = Employment.objects.filter(kommune__in=keys, ends_on=None)
    return dict(present.order_by().values_list("kommune").annotate(count=Count("pk")))


def register() -> None:
    """Add panel and entries to the page of a Kommune, and its people to one that ends."""
    register_holding(30, "Person", "Personen", people_held)
    register_panel(ORDER, people_panel)
    register_source(qualification_entries)
