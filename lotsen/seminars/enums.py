"""States of seminars and enrolments, and which may follow which.

The transitions are also guards in the database (`seminars/sql/guards_v1.sql`).
"""

from django.db import models


class SeminarFormat(models.TextChoices):
    PRESENCE = "presence", "in Präsenz"
    ONLINE = "online", "online"
    HYBRID = "hybrid", "hybrid"


class SeminarState(models.TextChoices):
    DRAFT = "draft", "Entwurf"
    PUBLISHED = "published", "veröffentlicht"
    COMPLETED = "completed", "abgeschlossen"
    CANCELLED = "cancelled", "abgesagt"


SEMINAR_TRANSITIONS: dict[str, frozenset[str]] = {
    SeminarState.DRAFT: frozenset({SeminarState.PUBLISHED, SeminarState.CANCELLED}),
    SeminarState.PUBLISHED: frozenset({SeminarState.COMPLETED, SeminarState.CANCELLED}),
    SeminarState.COMPLETED: frozenset(),
    SeminarState.CANCELLED: frozenset(),
}


class EnrolmentState(models.TextChoices):
    ENROLLED = "enrolled", "angemeldet"
    COMPLETED = "completed", "abgeschlossen"
    PARTLY = "partly", "teilweise besucht"
    MISSED = "missed", "nicht besucht"
    CANCELLED = "cancelled", "abgemeldet"


ENROLMENT_TRANSITIONS: dict[str, frozenset[str]] = {
    EnrolmentState.ENROLLED: frozenset(
        {
            EnrolmentState.COMPLETED,
            EnrolmentState.PARTLY,
            EnrolmentState.MISSED,
            EnrolmentState.CANCELLED,
        }
    ),
    EnrolmentState.COMPLETED: frozenset(),
    EnrolmentState.PARTLY: frozenset(),
    EnrolmentState.MISSED: frozenset(),
    EnrolmentState.CANCELLED: frozenset(),
}


class Tab(models.TextChoices):
    """How a provider sorts the own seminars; values stand in the address."""

    OPEN = "offen", "Offen"
    OVERDUE = "ueberfaellig", "Überfällig"
    DONE = "fertig", "Fertig"


class CatalogueOrder(models.TextChoices):
    """How the list of seminars is sorted; without a choice by their days."""

    FREE = "frei", "Meiste freie Plätze"
    CITY = "ort", "Ort"
    PROVIDER = "traeger", "Bildungsträger"
    FEE = "gebuehr", "Gebühr, niedrigste zuerst"
