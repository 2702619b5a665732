"""Filling a PDF template strictly: a name without a value ends the rendering.

A letter with a hole in it is worse than no letter, so this goes for production too, and also inside
`{% if %}` and `{% for %}`, where Django itself would silently take an unknown name for empty.
"""

from functools import cache
from typing import Any

from django.template import Context, Engine

from lotsen.core import clock
from lotsen.core.pdf.errors import PdfError
from lotsen.core.pdf.places import TEMPLATES


class _Undefined:
    """`string_if_invalid` for what is missing inside a value (`{{ voucher.nubmer }}`)."""

    def __contains__(self, item: str) -> bool:
        return item == "%s"

    def __mod__(self, name: object) -> str:
        raise PdfError(f"Der Vorlage fehlt eine Angabe: {name}")


class _StrictContext(Context):
    def __getitem__(self, key: Any) -> Any:
        if key not in self:
            raise PdfError(f"Der Vorlage fehlt eine Angabe: {key}")
        return super().__getitem__(key)


def fill(template: str, context: dict[str, Any]) -> str:
    """The HTML of `template` with all values escaped; `created_at` is added.

    Raises `PdfError` naming the first missing value.
    """
    created_at = clock.now().isoformat(timespec="seconds")
    return (
        _engine()
        .get_template(template)
        .render(_StrictContext({"created_at": created_at} | context))
    )


@cache
def _engine() -> Engine:
    return Engine(
        dirs=[str(TEMPLATES)],
        builtins=["lotsen.core.templatetags.formats", "lotsen.core.templatetags.pdf"],
        string_if_invalid=_Undefined(),  # type: ignore[arg-type]
    )
