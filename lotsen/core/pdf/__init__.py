"""PDF files that screen readers can read (PDF/UA-1) and archives can keep (PDF/A-3a).

`render("pdf/certificate.html", {...})` is all that other apps need; `docs/pdf.md` says how a
template is written. Only jobs call it: a certificate takes about a tenth of a second of CPU time.
"""

from lotsen.core.pdf.errors import PdfError, PdfUnavailable
from lotsen.core.pdf.renderer import render

__all__ = ["PdfError", "PdfUnavailable", "render"]
