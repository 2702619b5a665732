"""Accessible HTML made from plain HTML: what nobody should have to write by hand on every page."""

import re
from dataclasses import dataclass, field

from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe

_TAG = re.compile(r"<(/?)(thead|tbody|tfoot|tr|th|td)\b([^>]*)>")
_HEAD_CELL = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_COLSPAN = re.compile(r'colspan="(\d+)"')
_ROLES = {"thead": "rowgroup", "tbody": "rowgroup", "tfoot": "rowgroup", "tr": "row", "td": "cell"}


@dataclass
class _TableWalk:
    """State while walking through the tags of one table; `labels` are escaped."""

    labels: list[str]
    in_head: bool = False
    column: int = 0
    seen: list[str] = field(default_factory=list)

    def tag(self, match: re.Match[str]) -> str:
        closing, name, attributes = match.groups()
        if name == "thead":
            self.in_head = not closing
        if closing:
            return match.group(0)
        if name == "tr":
            self.column = 0
        if name in ("td", "th"):
            attributes += self._cell(name, attributes)
        role = _ROLES.get(name) or ("columnheader" if self.in_head else "rowheader")
        return f'<{name}{attributes} role="{role}">'

    def _cell(self, name: str, attributes: str) -> str:
        """Return what a cell lacks: `scope` for heads, the label of its column for the phone."""
        column, self.column = self.column, self.column + _colspan(attributes)
        extra = ""
        if name == "th" and "scope=" not in attributes:
            extra += ' scope="col"' if self.in_head else ' scope="row"'
        if not self.in_head and "data-label=" not in attributes and column < len(self.labels):
            extra += f' data-label="{self.labels[column]}"'
        return extra


def _colspan(attributes: str) -> int:
    found = _COLSPAN.search(attributes) if attributes else None
    return int(found.group(1)) if found else 1


def accessible_table(inner: str) -> SafeString:
    """Return the rows of a table with explicit roles, scopes and a `data-label` on every cell.

    The roles keep the table a table for screen readers when the phone style sheet turns rows into
    cards; the labels are what a card shows before each value. `inner` must be template output,
    that is: its texts are escaped, so that a `<` in it is always a tag.
    """
    head, _, _ = inner.partition("</thead>")
    labels = [" ".join(strip_tags(text).split()) for text in _HEAD_CELL.findall(head)]
    labels = [escape(label.replace("&nbsp;", " ").replace("&amp;", "&")) for label in labels]
    walk = _TableWalk(labels if "<thead" in head else [])
    return mark_safe(_TAG.sub(walk.tag, inner))  # noqa: S308 - escaped before, see docstring
