"""Overview of a Bildungsträger: what is due, what comes next, what is done."""

from django.urls import reverse

from lotsen.core.actor import Actor
from lotsen.core.formatting import counted, day, euro, number
from lotsen.reporting.overviews.claims import claimable
from lotsen.reporting.overviews.corrections import reclaims_to_pay
from lotsen.reporting.overviews.parts import Overview, Task, Tile
from lotsen.reporting.overviews.payments import own_account_task
from lotsen.reporting.queries.seminars import ProviderSeminar, provider_seminars
from vouchers.queries import totals_by

SHOWN = 12


def overview(actor: Actor) -> Overview:
    """Days to confirm and drafts to publish first, then the running and coming seminars."""
    seminars = provider_seminars(actor)
    overdue = [seminar for seminar in seminars if seminar.is_overdue]
    drafts = [seminar for seminar in seminars if seminar.is_draft]
    coming = [seminar for seminar in seminars if seminar.is_open and not seminar.is_overdue]
    done = sum(seminar.is_done for seminar in seminars)
    address = reverse("seminars:list")
    money = totals_by("provider").get(actor.organisation_id)
    claim_tasks, claimable_tile = claimable(actor)
    return Overview(
        lead=actor.organisation_name,
        tasks=[
            *(_confirm(seminar) for seminar in overdue),
            *(_publish(seminar) for seminar in drafts),
            *claim_tasks,
            *own_account_task(actor),
            *reclaims_to_pay(actor),
        ],
        tiles=[
            Tile("Offen", number(len(coming)), f"{address}?ansicht=offen"),
            Tile("Überfällig", number(len(overdue)), f"{address}?ansicht=ueberfaellig"),
            Tile("Fertig", number(done), f"{address}?ansicht=fertig"),
            claimable_tile,
            Tile(
                "Eingelöste Gutscheintage",
                euro(money.redeemed if money else 0),
                f"{address}?ansicht=fertig",
                "seit November 2018",
            ),
        ],
        template="reporting/overview/provider.html",
        extra={"seminars": coming[:SHOWN]},
    )


def _confirm(seminar: ProviderSeminar) -> Task:
    return Task(
        f"Anwesenheit bestätigen: {seminar.number}",
        reverse("seminars:attendance", args=[seminar.pk]),
        counted(seminar.overdue_days, "Tag", "Tage"),
        "danger",
        f"{seminar.title}, zuletzt am {day(seminar.last_past_day)}",
    )


def _publish(seminar: ProviderSeminar) -> Task:
    return Task(
        f"Entwurf veröffentlichen: {seminar.number}",
        reverse("seminars:detail", args=[seminar.pk]),
        "Entwurf",
        "info",
        f"{seminar.title}, ab {day(seminar.first_day)}",
    )
