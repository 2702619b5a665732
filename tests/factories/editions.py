"""Hypothesis strategies for editions of the directory."""

from dataclasses import replace

from hypothesis import strategies as st

from kommunen.enums import KommuneKind, VerbandKind
from kommunen.files import Area, Edition, Place
from kommunen.files.centres import Centre

LETTERS = "abcdefghijklmnopqrstuvwxyzäöüßéñABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜ-.()/'"
KINDS = (KommuneKind.GEMEINDE, KommuneKind.STADT, KommuneKind.GROSSE_KREISSTADT)
names = st.text(f"{LETTERS} ", min_size=1, max_size=50).map(
    lambda text: " ".join(f"X{text}".split())[:50].strip()
)
"""Names as the official file can hold them: no comma, single blanks, at most 50 characters."""
figures = st.integers(0, 999_999)
postcodes = st.sampled_from(["", "01067", "70173", "79999"])


def summed(edition: Edition) -> Edition:
    """Landkreise carry the sums of their Gemeinden, as in every real file."""
    places = dict(edition.places)
    for key, place in edition.places.items():
        if place.kind == KommuneKind.LANDKREIS:
            own = [x for x in places.values() if x.kreis == place.kreis and x.key != key]
            places[key] = replace(
                place,
                population=sum(x.population for x in own),
                area_ha=sum(x.area_ha for x in own),
            )
    return replace(edition, places=places)


@st.composite
def editions(draw: st.DrawFn, known: Edition) -> Edition:
    """`known` after a few reforms: other names, kinds and figures, other centres, new and
    dissolved Gemeinden, renamed Kreise, Regionen and Verbände, a new Verband."""
    keys = sorted(key for key, place in known.places.items() if place.kind in KINDS)
    kreise = sorted(key for key, x in known.places.items() if x.kind == KommuneKind.LANDKREIS)
    places = dict(known.places)
    for key in draw(st.sets(st.sampled_from(keys), max_size=6)):
        del places[key]
    for key in draw(st.sets(st.sampled_from(sorted(places)), max_size=12)):
        places[key] = _changed(draw, places[key])
    for kreis in draw(st.lists(st.sampled_from(kreise), max_size=3, unique=True)):
        new = f"{kreis[:5]}{draw(st.integers(900, 960))}"
        if new not in places:
            ars = f"{new[:5]}0{new[5:]}{new[5:]}"
            blank = Place(new, ars, KommuneKind.GEMEINDE, "X", 0, 0)
            places[new] = _changed(draw, blank)
    regionen = {
        key: replace(x, name=draw(names)) if draw(st.booleans()) else x
        for key, x in known.regionen.items()
    }
    verbaende = dict(known.verbaende)
    if draw(st.booleans()) and kreise:
        key = f"{kreise[0][:5]}5999"
        verbaende[key] = Area(key, draw(names), draw(names), draw(st.sampled_from(VerbandKind)))
    return summed(replace(known, places=places, regionen=regionen, verbaende=verbaende))


def _own(name: str, key: str) -> str:
    """No two bodies have one name: labels are unique in the registry."""
    return f"{name[:40].strip()} {key[2:]}"


def _changed(draw: st.DrawFn, place: Place) -> Place:
    kind = draw(st.sampled_from(KINDS)) if place.kind in KINDS else place.kind
    is_landkreis = kind == KommuneKind.LANDKREIS
    return replace(
        place,
        kind=kind,
        name=_own(draw(names), place.key),
        area_ha=draw(figures),
        population=draw(figures),
        postcode="" if is_landkreis else draw(postcodes),
        seat=draw(names) if is_landkreis else "",
        centre=_shifted(draw, place.centre),
    )


def _shifted(draw: st.DrawFn, centre: Centre | None) -> Centre | None:
    """Somewhere else, by nothing, by less than counts, or by some hundred metres."""
    if centre is None:
        return None
    north, east = draw(st.tuples(*[st.sampled_from((0, 0, 400, -4_000, 9_000))] * 2))
    return centre[0] + north, centre[1] + east
