"""Reading the official files of the Gemeindeverzeichnis: bytes in, facts or named problems out.

Nothing here knows the database. docs/registry.md describes the formats.
"""

from kommunen.files.gv100ad import read_gv100ad
from kommunen.files.model import Area, Edition, Place, Source
from kommunen.files.problems import FileProblem, FileRefused
from kommunen.files.reading import read_official

__all__ = [
    "Area",
    "Edition",
    "FileProblem",
    "FileRefused",
    "Place",
    "Source",
    "read_gv100ad",
    "read_official",
]
