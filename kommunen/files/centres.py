"""Geographic centres as the Auszug gives them: WGS 84, with a decimal comma. Pure functions."""

from decimal import Decimal, InvalidOperation
from math import cos, hypot, radians

Centre = tuple[int, int]
"""Latitude and longitude in millionths of a degree."""

MILLION = 1_000_000
METRES_PER_DEGREE = 111_320
LATITUDES, LONGITUDES = (47, 50), (7, 11)
"""Baden-Württemberg with room around it, as in the constraint `kommune_centre_complete`."""
MOVED_METRES = 100
"""Less is a rounding or another projection; real corrections are 150 m and more."""


def centre_of(latitude: str, longitude: str) -> Centre | None:
    """The centre of two texts like "48,775846". None unless both are degrees in the Land."""
    try:
        degrees = [
            Decimal(text.replace(" ", "").replace(",", ".")) for text in (latitude, longitude)
        ]
    except InvalidOperation:
        return None
    inside = all(
        degree.is_finite() and first <= degree <= last
        for degree, (first, last) in zip(degrees, (LATITUDES, LONGITUDES), strict=True)
    )
    return (round(degrees[0] * MILLION), round(degrees[1] * MILLION)) if inside else None


def as_degrees(centre: Centre) -> tuple[Decimal, Decimal]:
    """Latitude and longitude as the registry stores them."""
    return Decimal(centre[0]) / MILLION, Decimal(centre[1]) / MILLION


def as_centre(latitude: Decimal | None, longitude: Decimal | None) -> Centre | None:
    """The other way round; None where the registry knows none."""
    if latitude is None or longitude is None:
        return None
    return int(latitude * MILLION), int(longitude * MILLION)


def in_words(centre: Centre) -> str:
    """ "48,77585° N, 9,17773° O": five places are a metre."""
    north, east = (f"{degree / MILLION:.5f}".replace(".", ",") for degree in centre)
    return f"{north}° N, {east}° O"


def metres_between(one: Centre, other: Centre) -> int:
    """Distance on the ground; the error within the Land is far below one in a hundred."""
    north = (other[0] - one[0]) / MILLION * METRES_PER_DEGREE
    east = (other[1] - one[1]) / MILLION * METRES_PER_DEGREE * cos(radians(one[0] / MILLION))
    return round(hypot(north, east))


def has_moved(known: Centre | None, new: Centre | None) -> bool:
    """Whether a file tells something new. Silence is no news."""
    if new is None or known is None:
        return new is not None
    return metres_between(known, new) >= MOVED_METRES
