"""From a template to the bytes of a PDF, with everything reusable kept per process.

Shared fonts, style sheets and fetcher make the second certificate of a worker about twice as fast
as the first. WeasyPrint is imported on first use: web processes never load it.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from lotsen.core.pdf.errors import PdfError, PdfUnavailable
from lotsen.core.pdf.finisher import finish
from lotsen.core.pdf.places import DESIGN, FONTS, TEMPLATES
from lotsen.core.pdf.texts import fill

VARIANT = "pdf/a-3a"
STYLE_SHEETS = ("pdf/base.css", "pdf/letter.css", "pdf/certificate.css")
NO_PANGO = (
    "Die PDF-Datei kann auf diesem Rechner nicht erzeugt werden: Die Systembibliothek Pango fehlt."
    " Abhilfe unter Debian und Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0"
    " libharfbuzz-subset0. Danach kann der Auftrag erneut gestartet werden."
)
NO_FONTS = (
    "Die PDF-Datei kann nicht erzeugt werden: Die Schriften unter static/build/pdf fehlen."
    " Abhilfe: python -m lotsen.devstack.frontend. Danach kann der Auftrag erneut gestartet werden."
)


@dataclass(frozen=True)
class _Press:
    """What all documents of one process share."""

    html: Any
    fatal: type[BaseException]
    fetcher: Any
    fonts: Any
    styles: tuple[Any, ...]


def render(template: str, context: dict[str, Any]) -> bytes:
    """The PDF of `template` (below `templates/`), valid as PDF/A-3a and PDF/UA-1.

    `context` is flat: strings, numbers, days and lists of them. Raises `PdfError` for a missing
    value, a resource outside the two bundled folders, or anything WeasyPrint calls an error, and
    `PdfUnavailable` when Pango or the fonts are missing on this machine.
    """
    return render_html(fill(template, context))


def render_html(html: str) -> bytes:
    """Like `render` for finished HTML; values in it must be escaped already."""
    press = _press()
    with _faults_raised():
        try:
            page = press.html(
                string=html, base_url=f"{DESIGN.as_uri()}/", url_fetcher=press.fetcher
            )
            content = page.write_pdf(
                finisher=finish,
                font_config=press.fonts,
                stylesheets=list(press.styles),
                pdf_variant=VARIANT,
            )
        except press.fatal as error:
            raise PdfError(f"Die Vorlage verweist auf etwas Fremdes: {error}") from error
    return bytes(content)


@cache
def _press() -> _Press:
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError
    except OSError as error:  # cffi does not find the library
        raise PdfUnavailable(NO_PANGO) from error
    if not (FONTS / "fonts.css").exists():
        raise PdfUnavailable(NO_FONTS)
    from lotsen.core.pdf.fetcher import BundledFetcher

    fetcher, fonts = BundledFetcher(), FontConfiguration()
    sheets = (FONTS / "fonts.css", *(TEMPLATES / name for name in STYLE_SHEETS))
    with _faults_raised():
        styles = tuple(
            CSS(
                string=path.read_text(encoding="utf-8"),
                base_url=path.as_uri(),
                font_config=fonts,
                url_fetcher=fetcher,
            )
            for path in sheets
        )
    return _Press(HTML, FatalURLFetchingError, fetcher, fonts, styles)


class _Collector(logging.Handler):
    """Keeps what WeasyPrint reports in this thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.faults: list[str] = []
        self.thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        grave = record.levelno >= logging.ERROR or message.startswith("Font-face")
        if grave and record.thread == self.thread:
            self.faults.append(message)


@contextmanager
def _faults_raised() -> Iterator[None]:
    """WeasyPrint only logs a missing font, alternative text or language. Here that is an error."""
    collector = _Collector()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(collector)
    try:
        yield
    finally:
        logger.removeHandler(collector)
    if collector.faults:
        raise PdfError(f"Die PDF-Vorlage ist fehlerhaft: {'; '.join(collector.faults)[:400]}")
