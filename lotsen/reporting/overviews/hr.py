"""Overview of an HR office: free places first, then its people from contract to certificate.

HR of a dissolved Kommune reads who follows; it has no places and submits nothing.
"""

from urllib.parse import urlencode

from django.urls import reverse

from kommunen.models import Kommune
from kommunen.queries.fate import fate_of
from lotsen.core.actor import Actor
from lotsen.core.formatting import counted, number
from lotsen.reporting.overviews.parts import Overview, Task, Tile
from lotsen.reporting.queries.employees import Employee, Step, employees
from vouchers.enums import LineKind
from vouchers.models import FundingLine
from vouchers.queries import LineQuota, Quota, line_on, open_lines, quotas_of

SHOWN = 25


def overview(actor: Actor) -> Overview:
    """Free quota and what HR has to do next for each person."""
    kommune = Kommune.objects.filter(organisation=actor.organisation_id).first()
    line = line_on(LineKind.BASIS)
    if kommune is None or line is None:
        return Overview(lead=actor.organisation_name, tasks=[])
    quotas = _quotas(kommune, line)
    quota = quotas[0].quota if quotas else None
    people = employees(kommune)
    trained = sum(person.step == Step.TRAINED for person in people)
    return Overview(
        lead=kommune.label,
        tasks=[*_seminar_tasks(people), *_contract_task(quota), *_waiting_task(people)],
        tiles=[
            *_place_tile(kommune, quota),
            Tile("Digitallotsen", number(trained), reverse("people:list")),
        ],
        template="reporting/overview/hr.html",
        notice="reporting/overview/hr_dissolved.html" if kommune.is_dissolved else "",
        extra={
            "people": people[:SHOWN],
            "more": max(0, len(people) - SHOWN),
            "has_room": quota is not None and quota.has_room,
            "quotas": quotas,
            "fate": fate_of(kommune) if kommune.is_dissolved else None,
        },
    )


def _quotas(kommune: Kommune, line: FundingLine) -> list[LineQuota]:
    """Those of `line` first; none for a dissolved Kommune, because its successor has them."""
    if kommune.is_dissolved:
        return []
    return quotas_of(kommune, [line, *open_lines().exclude(pk=line.pk)])


def _seminar_tasks(people: list[Employee]) -> list[Task]:
    return [
        Task(
            f"{person.name} zum Seminar anmelden",
            _seminars_for(person),
            "Gutschein liegt vor",
            "info",
            f"Gutschein {person.voucher_id}",
        )
        for person in people
        if person.step == Step.VOUCHER
    ]


def _seminars_for(person: Employee) -> str:
    """The seminars that the voucher pays for; the person is chosen there already."""
    query = urlencode(
        {"traeger": person.provider_id, "linie": LineKind.BASIS.value, "person": person.pk}
    )
    return f"{reverse('seminars:list')}?{query}"


def _place_tile(kommune: Kommune, quota: Quota | None) -> list[Tile]:
    if quota is None:
        return []
    used = counted(quota.used, "Platz", "Plätze")
    return [
        Tile(
            "Freie geförderte Plätze",
            _free(quota),
            reverse("kommunen:kommune", args=[kommune.pk]),
            f"{used} vergeben, {number(quota.reserved)} in offenen Verträgen",
        )
    ]


def _free(quota: Quota) -> str:
    if quota.free is None or quota.places is None:
        return "ohne Kontingent"
    return f"{number(quota.free)} von {number(quota.places)}"


def _contract_task(quota: Quota | None) -> list[Task]:
    if quota is None or not quota.has_room:
        return []
    free = quota.free
    return [
        Task(
            "Weitergabevertrag einreichen",
            reverse("vouchers:contract-new"),
            "ohne Kontingent" if free is None else f"{counted(free, 'Platz', 'Plätze')} frei",
            "",
            "Der Vertrag kommt vor der Buchung: danach erhalten Sie die Gutschein-IDs.",
        )
    ]


def _waiting_task(people: list[Employee]) -> list[Task]:
    waiting = sum(person.step == Step.CONTRACT for person in people)
    if not waiting:
        return []
    return [
        Task(
            "Vertrag liegt bei der Programmstelle",
            reverse("vouchers:contracts"),
            counted(waiting, "Person", "Personen"),
            "",
            "Sie brauchen nichts zu tun; die Entscheidung kommt als E-Mail.",
        )
    ]
