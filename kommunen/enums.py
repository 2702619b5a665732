"""Kinds of the registry."""

from django.db import models


class KommuneKind(models.TextChoices):
    """Legal kind of a Kommune. The quota looks at it before it counts inhabitants."""

    GEMEINDE = "gemeinde", "Gemeinde"
    STADT = "stadt", "Stadt"
    GROSSE_KREISSTADT = "grosse_kreisstadt", "Große Kreisstadt"
    STADTKREIS = "stadtkreis", "Stadtkreis"
    LANDKREIS = "landkreis", "Landkreis"


#: Kinds that belong to a Landkreis (the others are a Kreis themselves).
KINDS_IN_A_LANDKREIS = (KommuneKind.GEMEINDE, KommuneKind.STADT, KommuneKind.GROSSE_KREISSTADT)


class VerbandKind(models.TextChoices):
    """How Gemeinden administer together (codes 54 and 56 of the official directory)."""

    VVG = "vvg", "Vereinbarte Verwaltungsgemeinschaft"
    GVV = "gvv", "Gemeindeverwaltungsverband"


class FigureKind(models.TextChoices):
    """What a dated figure of a Kommune counts."""

    POPULATION = "population", "Einwohnerzahl"


class EditionState(models.TextChoices):
    """A file is staged and looked at, then applied or discarded; the last can be undone."""

    STAGED = "staged", "in Prüfung"
    APPLIED = "applied", "übernommen"
    UNDONE = "undone", "zurückgenommen"
    DISCARDED = "discarded", "verworfen"


class ChangeGroup(models.TextChoices):
    """How an edition differs from the registry; a person confirms each group."""

    NEW = "new", "Neue Kommunen"
    DISSOLVED = "dissolved", "Aufgelöste Kommunen"
    MOVED = "moved", "Wechsel in einen anderen Kreis"
    NAME = "name", "Umbenannt"
    KIND = "kind", "Andere Art"
    VERBAND = "verband", "Andere Verwaltungsgemeinschaft"
    PLACE = "place", "Postleitzahl, Sitz oder Fläche"
    POPULATION = "population", "Einwohnerzahl"
    AREA = "area", "Regionen und Verwaltungsgemeinschaften"


class UploadState(models.TextChoices):
    """An uploaded file is read in the background."""

    WAITING = "waiting", "wird gelesen"
    STAGED = "staged", "gelesen"
    REFUSED = "refused", "abgelehnt"
