"""Fonts of the pages (subset of Fira Sans as WOFF2) and of the PDFs (Noto as TrueType).

The pages need Latin, Latin Extended-A and French punctuation: about 22 KB per style instead of
130 KB. For the PDFs the Latin and Latin Extended files of Noto are merged, because WeasyPrint
does not choose between files by `unicode-range`.
"""

import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

# Without small capitals, old-style figures and the like, which nothing here uses.
PAGE_FEATURES = ["ccmp", "locl", "kern", "liga", "calt", "mark", "mkmk", "lnum", "tnum"]
PAGE_STYLES = {"Regular": 400, "Medium": 500, "SemiBold": 600}
PAGE_CHARACTERS = (
    "U+0020-007E,U+00A0-017F,U+0218-021B,U+02C6,U+02DA,U+02DC,U+1E9E,U+2009-200B,"
    "U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+202F,U+2030,U+2032-2033,U+2039-203A,U+2044,"
    "U+20AC,U+2116,U+2122,U+2190-2193,U+2212,U+2248,U+2260,U+2264-2265,U+2713"
)
PDF_FONTS = {("sans", 400), ("sans", 600), ("sans", 700), ("serif", 400), ("serif", 700)}
# Characters that Noto's Latin files lack and that look like another one.
SAME_GLYPH = {0x202F: 0x00A0, 0x2011: 0x002D}


def build_page_fonts(kern_fonts: Path, target: Path) -> None:
    """Writes `fonts.css` and `fonts/*.woff2` into `target`."""
    (target / "fonts").mkdir()
    rules = []
    for style, weight in PAGE_STYLES.items():
        name = f"fira-sans-{weight}.woff2"
        options = subset.Options(flavor="woff2", layout_features=PAGE_FEATURES)
        font = subset.load_font(str(kern_fonts / f"FiraSans-{style}.woff2"), options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=subset.parse_unicodes(PAGE_CHARACTERS))
        subsetter.subset(font)
        subset.save_font(font, str(target / "fonts" / name), options)
        rules.append(_font_face("Fira Sans", weight, f"fonts/{name}", "woff2", "swap"))
    (target / "fonts.css").write_text("\n".join(rules), encoding="utf-8")


def build_pdf_fonts(fontsource: Path, target: Path) -> None:
    """Writes `pdf/fonts.css` and `pdf/Noto*.ttf` into `target`."""
    (target / "pdf").mkdir()
    rules = []
    for kind, weight in sorted(PDF_FONTS):
        family = f"Noto {kind.title()}"
        name = f"Noto{kind.title()}-{weight}.ttf"
        files = fontsource / f"noto-{kind}" / "files"
        parts = [files / f"noto-{kind}-{s}-{weight}-normal.woff2" for s in ("latin", "latin-ext")]
        _merge(parts, target / "pdf" / name)
        rules.append(_font_face(family, weight, name, "truetype", "block"))
    (target / "pdf" / "fonts.css").write_text("\n".join(rules), encoding="utf-8")


def _merge(parts: list[Path], target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        plain = []
        for number, part in enumerate(parts):
            font = TTFont(part)
            font.flavor = None
            plain.append(f"{folder}/{number}.ttf")
            font.save(plain[-1])
        merged = Merger().merge(plain)
    for table in merged["cmap"].tables:
        for missing, model in SAME_GLYPH.items():
            if missing not in table.cmap and model in table.cmap:
                table.cmap[missing] = table.cmap[model]
    merged.save(str(target))


def _font_face(family: str, weight: int, url: str, kind: str, display: str) -> str:
    return (
        f'@font-face {{\n  font-family: "{family}";\n  font-style: normal;\n'
        f"  font-weight: {weight};\n  font-display: {display};\n"
        f'  src: url("{url}") format("{kind}");\n}}\n'
    )
