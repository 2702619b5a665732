"""States of events and registrations, and which may follow which."""

from django.db import models


class EventState(models.TextChoices):
    DRAFT = "draft", "Entwurf"
    PUBLISHED = "published", "veröffentlicht"
    HELD = "held", "durchgeführt"
    CANCELLED = "cancelled", "abgesagt"


EVENT_TRANSITIONS: dict[str, frozenset[str]] = {
    EventState.DRAFT: frozenset({EventState.PUBLISHED, EventState.CANCELLED}),
    EventState.PUBLISHED: frozenset({EventState.HELD, EventState.CANCELLED}),
    EventState.HELD: frozenset(),
    EventState.CANCELLED: frozenset(),
}

PUBLIC_STATES = (EventState.PUBLISHED, EventState.HELD, EventState.CANCELLED)
"""What everybody may see. A published event that was cancelled stays visible, with its reason."""


class RegistrationState(models.TextChoices):
    REGISTERED = "registered", "angemeldet"
    CANCELLED = "cancelled", "abgemeldet"


class EventOrder(models.TextChoices):
    """How the list of events is sorted; without a choice by their days."""

    FREE = "frei", "Meiste freie Plätze"
    CITY = "ort", "Ort"
    ORGANISER = "veranstalter", "Veranstalter"
