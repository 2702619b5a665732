"""Which of the two official files it is, and reading it."""

from kommunen.files.auszug import read_auszug
from kommunen.files.gv100ad import read_gv100ad
from kommunen.files.model import Edition
from lotsen.core.xlsx_guard import looks_like_xlsx


def read_official(content: bytes) -> Edition:
    """The edition in a GV100AD file, in the ZIP around it, or in an Excel Auszug.

    Decided by the content, never by the name. Raises `FileRefused` with reasons.
    """
    return read_auszug(content) if looks_like_xlsx(content) else read_gv100ad(content)
