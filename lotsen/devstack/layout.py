"""Where things lie: the checkout and its git-ignored `var/`."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = ROOT / "var"
LOGS = VAR / "log"
MEDIA = VAR / "media"
STATIC_BUILD = ROOT / "static" / "build"
REQUIREMENTS = ROOT / "requirements"


def checkout_id() -> str:
    """Short name of this checkout, for folders outside it."""
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]
