"""What a PDF template can load: files of `templates/pdf/` and `static/build/pdf/`, nothing else.

WeasyPrint by default fetches http addresses and embeds any local file. With this fetcher no
connection is ever opened, and a reference to anything else ends the rendering with an error.
Imported with WeasyPrint, so only inside a job.
"""

import mimetypes
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint.urls import URLFetcher, URLFetcherResponse

from lotsen.core.pdf.places import DESIGN, FONTS


class BundledFetcher(URLFetcher):
    """Reads bundled files. Everything else raises, and `fail_on_errors` makes that final."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"file"}, allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The bundled file behind `url`. Raises `ValueError` for every other address."""
        path = bundled_path(url)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


def bundled_path(url: str) -> Path:
    """The file of a `file:` address after all symbolic links and `..`. Raises `ValueError`."""
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc:
        raise ValueError(f"not a bundled file: {url[:100]}")
    path = Path(unquote(parts.path)).resolve()
    if not any(path.is_relative_to(folder.resolve()) for folder in (DESIGN, FONTS)):
        raise ValueError(f"not a bundled file: {url[:100]}")
    return path
