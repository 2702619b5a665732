"""Kinds of the people app."""

from django.db import models


class QualificationKind(models.TextChoices):
    """What a person has completed (docs/programme.md § 4)."""

    BASIS = "basis", "Basisqualifizierung"
    AUFBAU = "aufbau", "Aufbauprogramm"
    INHOUSE = "inhouse", "Inhouse-Schulung"


class PeopleOrder(models.TextChoices):
    """How the list of people is sorted; without a choice by name."""

    KOMMUNE = "kommune", "Kommune"
    COMPLETED = "abschluss", "Zuletzt abgeschlossen"


#: What the audit actions about a person are called in the timeline.
ACTION_LABELS = {
    "person.registered": "Eingetragen",
    "person.changed": "Daten geändert",
    "person.linked": "Mit einer Anmeldung verbunden",
    "person.qualified": "Qualifizierung eingetragen",
    "person.proof_added": "Datei eines Nachweises eingetragen",
    "person.qualification_withdrawn": "Nachgetragene Qualifizierung zurückgenommen",
}
