"""Tags of the PDF templates (builtin there, see `lotsen/core/pdf/texts.py`)."""

import segno
from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

WORDS = ("null", "einem", "zwei", "drei", "vier", "fünf", "sechs")
FIXED_MASK = 2  # trying all eight masks would take longer than drawing the code


@register.simple_tag
def qr(text: str, title: str) -> SafeString:
    """Return `text` as a QR code: an inline drawing with `title` as its alternative text."""
    code = segno.make(text, error="m", micro=False, mask=FIXED_MASK, boost_error=False)
    drawing = code.svg_inline(title=title, border=0, omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(drawing)  # noqa: S308 - segno escapes the title, the rest is numbers


@register.filter
def zahlwort(value: int) -> str:
    """Return a small number as a word: "an allen drei Tagen"; larger ones in digits."""
    return WORDS[value] if 0 <= value < len(WORDS) else str(value)
