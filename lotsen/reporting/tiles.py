"""The 44 Kreise as tiles of equal size: where each stands and what its number plates begin with.

Places are drawn by hand once, so that neighbours of the map stay neighbours where they can. The
codes are the official ones; a Landkreis that shares its code with a city gets "-L".
"""

from dataclasses import dataclass

COLUMNS, ROWS = 8, 8


@dataclass(frozen=True, slots=True)
class Tile:
    """Column and row from the north-west, counted from 0, and the code."""

    column: int
    row: int
    code: str


#: Row by row from the north: five-digit key and code, "." where nothing is.
_PLAN = """
.        .        08222:MA   08221:HD   08225:MOS  08128:TBB  .         .
.        .        08226:HD-L 08125:HN-L 08121:HN   08126:KÜN  08127:SHA .
.        08212:KA 08215:KA-L 08236:PF-L 08118:LB   08119:WN   08136:AA  .
08211:BAD 08216:RA 08231:PF  08115:BB   08111:S    08116:ES   08117:GP  08135:HDH
08317:OG 08237:FDS 08235:CW  08416:TÜ   08415:RT   08425:UL-L 08421:UL  .
08316:EM 08326:VS 08325:RW   08417:BL   08437:SIG  08426:BC   .         .
08311:FR 08315:FR-L 08327:TUT 08335:KN  08435:FN   08436:RV   .         .
08336:LÖ 08337:WT .          .          .          .          .         .
"""


def _read(plan: str) -> dict[str, Tile]:
    found = {}
    for row, line in enumerate(plan.strip().splitlines()):
        for column, entry in enumerate(line.split()):
            if entry != ".":
                key, code = entry.split(":")
                found[key] = Tile(column, row, code)
    return found


TILES = _read(_PLAN)
"""By the five-digit key of the Kreis."""


def code_of(kreis: str) -> str:
    """What the tile of a Kreis says; empty for one that has no tile yet."""
    tile = TILES.get(kreis)
    return tile.code if tile else ""
