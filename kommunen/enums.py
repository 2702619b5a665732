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


class SizeClass(models.TextChoices):
    """Classes of inhabitants; `value` is "from-to" with the first number that is not in it."""

    UNDER_2000 = "0-2000", "unter 2.000"
    UNDER_5000 = "2000-5000", "2.000 bis 4.999"
    UNDER_10000 = "5000-10000", "5.000 bis 9.999"
    UNDER_20000 = "10000-20000", "10.000 bis 19.999"
    UNDER_50000 = "20000-50000", "20.000 bis 49.999"
    UNDER_100000 = "50000-100000", "50.000 bis 99.999"
    LARGEST = "100000-", "100.000 und mehr"

    @property
    def bounds(self) -> tuple[int, int | None]:
        """First number of inhabitants in the class, and the first above it."""
        first, _, above = self.value.partition("-")
        return int(first), int(above) if above else None


class ListOrder(models.TextChoices):
    """How the list of Kommunen is sorted; a search without a choice shows the best match first."""

    NAME = "name", "Name"
    LARGEST = "groesste", "Einwohnerzahl, größte zuerst"
    SMALLEST = "kleinste", "Einwohnerzahl, kleinste zuerst"
    KIND = "art", "Art"
    KREIS = "kreis", "Landkreis"


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
    CENTRE = "centre", "Geografischer Mittelpunkt"
    POPULATION = "population", "Einwohnerzahl"
    AREA = "area", "Regionen und Verwaltungsgemeinschaften"


#: Groups in which a key ends, followed by another one.
ENDING = (ChangeGroup.DISSOLVED, ChangeGroup.MOVED)
#: Groups in which a key begins, or begins again.
STARTING = (ChangeGroup.NEW, ChangeGroup.MOVED)


class UploadState(models.TextChoices):
    """An uploaded file is read in the background."""

    WAITING = "waiting", "wird gelesen"
    STAGED = "staged", "gelesen"
    REFUSED = "refused", "abgelehnt"
