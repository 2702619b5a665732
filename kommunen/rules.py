"""How the names of a Kommune are derived from the official facts. Pure functions."""

from kommunen.enums import KommuneKind
from lotsen.core.folding import search_form

#: Ends the name inside a search text, so that an exact match can be told from a longer name.
NAME_END = ";"


def landkreis_display_name(name: str) -> str:
    """ "Calw" becomes "Landkreis Calw"; "Enzkreis" and "Alb-Donau-Kreis" stay as they are."""
    return name if name.lower().endswith("kreis") else f"Landkreis {name}"


def label(*, kind: str, name: str, kreis: str) -> str:
    """Name that is unambiguous in the whole Land, because eight names occur twice.

    `kreis` is the display name of the Landkreis, empty where the body is a Kreis itself.
    """
    if kind == KommuneKind.LANDKREIS:
        return landkreis_display_name(name)
    addition = kreis or KommuneKind.STADTKREIS.label
    return f"{name}, {addition}" if name.endswith(")") else f"{name} ({addition})"


def search_text(*, key: str, name: str, display_name: str, kreis: str) -> str:
    """Text that the search compares with, e.g. ` altheim; alb donau kreis; 08425005`.

    Every word has a space before it, so that " word" finds beginnings of words; the name ends
    with `NAME_END`. The further parts let "altheim biberach" and "landkreis calw" be found.
    """
    more = display_name if display_name != name else kreis
    parts = [search_form(name), search_form(more), key]
    return " " + f"{NAME_END} ".join(part for part in parts if part)
