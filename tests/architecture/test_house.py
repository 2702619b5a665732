"""The rules of the house that no linter knows: sizes, default-deny, no dead templates."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from lotsen.core.access import declared_access

ROOT = Path(settings.BASE_DIR)
CODE = ("lotsen", "kommunen", "vouchers", "events")
MODULE_LINES, TEST_LINES, FUNCTION_LINES = 400, 600, 60


def modules(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_module_is_too_long() -> None:
    long = {
        name_of(path): lines
        for folders, limit in ((CODE, MODULE_LINES), (("tests",), TEST_LINES))
        for path in modules(*folders)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > limit
    }
    assert long == {}


def test_no_function_is_too_long() -> None:
    long = {
        f"{name_of(path)}:{node.name}": length
        for path in modules(*CODE)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    }
    assert long == {}


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def test_every_view_declares_who_may_enter() -> None:
    open_views = [str(p.pattern) for p in patterns() if declared_access(p.callback) is None]
    assert open_views == []


def test_every_address_has_a_name() -> None:
    assert [str(p.pattern) for p in patterns() if not p.name] == []


def test_only_the_clock_knows_the_time() -> None:
    """`timezone.now()`, `date.today()` and the like would ignore Berlin and the demo's past."""
    pattern = re.compile(r"timezone\.now\(|date\.today\(|datetime\.now\(|timezone\.localdate\(")
    allowed = {"lotsen/core/clock.py"}
    found = {
        name_of(path)
        for path in modules(*CODE)
        if "devstack" not in path.parts and pattern.search(path.read_text(encoding="utf-8"))
    }
    assert found - allowed == set()


def test_only_one_module_reads_the_environment() -> None:
    pattern = re.compile(r"os\.environ\[|os\.environ\.get|getenv\(")
    found = {
        name_of(path)
        for path in modules(*CODE)
        if "devstack" not in path.parts and pattern.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"lotsen/settings/env.py"}


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.*"))


LIBRARY_TEMPLATES = ("429.html", "account/", "allauth/", "django/", "mails/")


def test_every_template_is_used() -> None:
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in [*modules(*CODE), *templates()]
        if path.is_file()
    )
    unused = [
        name
        for path in templates()
        if (name := str(path.relative_to(ROOT / "templates")))
        and not name.startswith(LIBRARY_TEMPLATES)
        and name not in text
        and f'text_page("{path.stem}")' not in text
    ]
    assert unused == []


@pytest.mark.parametrize("word", [' style="', "<script>", "<style", "hx-on", "onclick="])
def test_templates_need_no_inline_code(word: str) -> None:
    """The content security policy would refuse it (PDF templates are not web pages)."""
    found = [
        str(path.relative_to(ROOT))
        for path in templates()
        if path.suffix == ".html"
        and "pdf" not in path.parts
        and word in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_user_texts_speak_of_no_machine_path() -> None:
    pattern = re.compile(r"(?<![\w.])/(work|tmp/plan|root)/")
    found = [
        name_of(path)
        for path in modules(*CODE, "tests")
        if pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert found == [name_of(Path(__file__))] or found == []
