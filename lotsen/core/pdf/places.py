"""The two folders that PDFs may take anything from."""

from pathlib import Path

from django.conf import settings

TEMPLATES: Path = settings.BASE_DIR / "templates"
DESIGN: Path = TEMPLATES / "pdf"
FONTS: Path = settings.BASE_DIR / "static" / "build" / "pdf"
