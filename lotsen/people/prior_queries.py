"""Reading qualifications that the office entered, and their proofs."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from kommunen.models import Kommune
from kommunen.queries import same_body
from lotsen.core.actor import Actor
from lotsen.people import rules
from lotsen.people.models import (
    Lotse,
    PriorList,
    PriorQualification,
    ProofFile,
    Qualification,
)
from lotsen.people.queries import lotsen_visible_to


def priors_visible_to(actor: Actor) -> QuerySet[PriorQualification]:
    """The entries about people whom `actor` may see, withdrawn ones too."""
    visible = lotsen_visible_to(actor).values("pk")
    return PriorQualification.objects.filter(lotse__in=visible).select_related(
        "lotse", "kommune", "recorded_by", "withdrawn_by"
    )


def proofs_visible_to(actor: Actor) -> QuerySet[ProofFile]:
    """The scans beside these entries; a Lotse reads those of entries that stand."""
    return ProofFile.objects.filter(prior__in=priors_visible_to(actor).values("pk"))


def files_of(prior: PriorQualification) -> QuerySet[ProofFile]:
    """Names and sizes of the scans, without their content."""
    return _without_content(ProofFile.objects.filter(prior=prior))


@dataclass(frozen=True, slots=True)
class Earned:
    """A qualification; `prior` is the office's entry where it was gained earlier or elsewhere."""

    qualification: Qualification
    prior: PriorQualification | None
    files: list[ProofFile]


def earned_of(lotse: Lotse) -> list[Earned]:
    """What a person has, by date, with the office's entry and its scans; two queries."""
    files: Prefetch[Any] = Prefetch("files", _without_content(ProofFile.objects.all()))
    entries = PriorQualification.objects.filter(lotse=lotse, withdrawn_at=None)
    entries = entries.prefetch_related(files)
    priors = {prior.qualification_id: prior for prior in entries}
    found = Qualification.objects.filter(lotse=lotse).order_by("completed_on", "id")
    return [_earned(row, priors.get(row.pk)) for row in found]


def withdrawn_of(lotse: Lotse) -> QuerySet[PriorQualification]:
    """Entries about a person that were taken back, the newest first."""
    return PriorQualification.objects.filter(lotse=lotse, withdrawn_at__isnull=False)


def person_with_address(email: str) -> Lotse | None:
    """Whoever has this address."""
    return Lotse.objects.filter(email=rules.clean_email(email)).first()


def namesakes(kommune: Kommune, given_name: str, family_name: str) -> QuerySet[Lotse]:
    """People of this body with the same name: perhaps the very person, under another address."""
    return Lotse.objects.filter(
        sort_key=rules.sort_key_of(given_name, family_name),
        employments__ends_on=None,
        employments__kommune__in=same_body(kommune.pk),
    )


def _earned(row: Qualification, prior: PriorQualification | None) -> Earned:
    return Earned(row, prior, list(prior.files.all()) if prior else [])


def _without_content(files: QuerySet[ProofFile]) -> QuerySet[ProofFile]:
    return files.select_related("document").defer("document__content")


def entries_of_list(found: PriorList) -> list[PriorQualification]:
    """What a list that was entered made or found, in the order of its rows; one query."""
    keys = [UUID(row["prior"]) for row in found.rows]
    entries = PriorQualification.objects.select_related("lotse", "kommune").in_bulk(keys)
    return [entries[key] for key in keys]
