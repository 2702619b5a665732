"""Why a PDF could not be made. The messages end up on the page of the parked job."""

from lotsen.core.errors import DomainError


class PdfError(DomainError):
    """Template and data do not give a proper document. A mistake of ours, never of the user."""


class PdfUnavailable(DomainError):
    """This machine lacks something; the same job succeeds once it is installed."""
