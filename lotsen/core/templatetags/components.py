"""The parts a page is made of (a builtin library; `docs/ui.md` shows every part)."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from lotsen.core.html import accessible_table

register = template.Library()

EMPTY = mark_safe("")
BADGE_ICONS = {"info": "info", "success": "success", "warning": "warning", "danger": "danger"}


@register.simple_tag
def icon(name: str, small: bool = False) -> SafeString:
    """Return one of KERN's icons; it is decoration, the words beside it carry the meaning."""
    size = " kern-icon--small" if small else ""
    return format_html(
        '<span class="kern-icon kern-icon--{}{}" aria-hidden="true"></span>', name, size
    )


@register.simple_tag
def badge(kind: str, label: object, with_icon: bool = False) -> SafeString:
    """Return a coloured status: `info` new, `warning` act soon, `danger` overdue or failed.

    A state that asks nothing of anybody is no badge but `{% done %}` or plain text.
    """
    picture = icon(BADGE_ICONS[kind], small=True) if with_icon else EMPTY
    return format_html(
        '<span class="kern-badge kern-badge--small kern-badge--{} badge">{}'
        '<span class="kern-label kern-label--small">{}</span></span>',
        kind,
        picture,
        label,
    )


@register.simple_tag
def done(label: object) -> SafeString:
    """Return a finished state: quiet text with a tick."""
    return format_html('<span class="done">{}{}</span>', icon("check", small=True), label)


@register.simple_tag
def state(kind: str, label: object) -> SafeString:
    """Return a state as loud as it deserves: badge, `done` with a tick, else muted text."""
    if kind in BADGE_ICONS:
        return badge(kind, label, with_icon=kind in ("warning", "danger"))
    if kind == "done":
        return done(label)
    return format_html('<span class="muted">{}</span>', label)


@register.simple_tag
def button(
    label: object, href: str = "", kind: str = "", icon_name: str = "", **attributes: Any
) -> SafeString:
    """Return a button, or with `href` a link that looks like one.

    Without `kind` a button is primary and a link secondary. Further attributes (`name`, `value`,
    `formaction`, `aria_label`) are passed on; underscores become hyphens.
    """
    kind = kind or ("secondary" if href else "primary")
    extra = format_html_join(
        "", ' {}="{}"', ((key.replace("_", "-"), value) for key, value in attributes.items())
    )
    inside = format_html(
        '{}<span class="kern-label">{}</span>', icon(icon_name) if icon_name else EMPTY, label
    )
    if href:
        return format_html(
            '<a class="kern-btn kern-btn--{}" href="{}"{}>{}</a>', kind, href, extra, inside
        )
    extra = extra if "type" in attributes else format_html(' type="submit"{}', extra)
    return format_html('<button class="kern-btn kern-btn--{}"{}>{}</button>', kind, extra, inside)


@register.simple_tag
def downloads(href: str) -> SafeString:
    """Return the links to a list as Excel file and as CSV; `href` carries the filter of the page.

    The view behind it answers with `lotsen.core.exports.list_response`.
    """
    address = urlsplit(href)
    # An empty value counts: it says "all" where a list begins with what is to be done.
    filters = parse_qsl(address.query, keep_blank_values=True)
    kept = [pair for pair in filters if pair[0] not in ("seite", "ausgabe")]
    links = [
        button(
            label,
            href=address._replace(query=urlencode([*kept, ("ausgabe", kind)])).geturl(),
            kind="tertiary",
            icon_name="download",
        )
        for kind, label in (("xlsx", "Excel (XLSX)"), ("csv", "CSV"))
    ]
    return format_html("{}{}", *links)


@register.simple_tag
def back_link(href: str, label: object) -> SafeString:
    """Return the way back to the list that this page belongs to."""
    return format_html(
        '<p class="back"><a href="{}">{}{}</a></p>', href, icon("arrow-back", small=True), label
    )


@register.simple_tag(takes_context=True)
def breadcrumb(context: Context, *parts: object) -> SafeString:
    """Return the path to this page from pairs of label and address; the last label stands alone.

    `{% breadcrumb "Verträge" list_url contract.number %}`; the overview comes first by itself.
    """
    *pairs, here = parts
    home = "Übersicht" if context.get("actor") else "Start"
    steps = [(home, "/"), *zip(pairs[::2], pairs[1::2], strict=True)]
    links = format_html_join("", '<li><a href="{1}">{0}</a></li>', steps)
    return format_html(
        '<nav class="breadcrumb" aria-label="Sie sind hier"><ol>{}'
        '<li aria-current="page">{}</li></ol></nav>',
        links,
        here,
    )


@register.simple_block_tag
def alert(content: str, kind: str, title: str, level: int = 2) -> SafeString:
    """Wrap a message in KERN's alert; kinds are `info`, `success`, `warning`, `danger`."""
    body = (
        format_html('<div class="kern-alert__body">{}</div>', content) if content.strip() else EMPTY
    )
    return format_html(
        '<div class="kern-alert kern-alert--{0}"><div class="kern-alert__header">'
        '<span class="kern-icon kern-icon--{0}" aria-hidden="true"></span>'
        '<h{1} class="kern-title">{2}</h{1}></div>{3}</div>',
        kind,
        level,
        title,
        body,
    )


@register.simple_block_tag
def empty_state(content: str, title: str) -> SafeString:
    """Say that a list has nothing to show, why, and what to do about it."""
    return format_html(
        '<div class="empty-state"><p class="empty-state__title">{}</p>{}</div>', title, content
    )


@register.simple_block_tag
def confirmation(content: str, title: str, reference: str = "") -> SafeString:
    """Wrap the good news after a binding act; `reference` is the number to quote on the phone."""
    number = (
        format_html('<p class="confirmation__reference">Nummer <strong>{}</strong></p>', reference)
        if reference
        else EMPTY
    )
    return format_html(
        '<div class="confirmation"><h1>{}{}</h1>{}{}</div>', icon("success"), title, number, content
    )


@register.simple_block_tag
def table(content: str, caption: str, cards: bool = True, show_caption: bool = False) -> SafeString:
    """Wrap thead/tbody/tfoot in an accessible table that scrolls, or becomes cards on a phone."""
    return format_html(
        '<div class="table-scroll" role="region" aria-label="{0}" tabindex="0">'
        '<table class="table{1}" role="table"><caption class="{2}">{0}</caption>{3}</table></div>',
        caption,
        " table--cards" if cards else "",
        "" if show_caption else "kern-sr-only",
        accessible_table(content),
    )


@register.simple_tag
def bar(value: int | None, largest: int | None, kind: str = "") -> SafeString:
    """Return a bar of value against the largest value of its table; the number stands beside it."""
    width = max(0, min(1000, round(1000 * (value or 0) / largest))) if largest else 0
    return format_html(
        '<svg class="bar{}" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar__rest" width="1000" height="10"/><rect width="{}" height="10"/></svg>',
        f" bar--{kind}" if kind else "",
        width,
    )


@register.simple_tag
def figure(href: str, label: object, value: object, note: object = "") -> SafeString:
    """Return a key figure that opens the list it counts; stands inside `<ul class="figures">`."""
    below = format_html('<span class="figure__note">{}</span>', note) if note else EMPTY
    return format_html(
        '<li class="figure"><a href="{}"><span class="figure__label">{}</span> '
        '<strong class="figure__value">{}</strong> {}</a></li>',
        href,
        label,
        value,
        below,
    )


@register.simple_tag
def task(
    href: str, label: object, kind: str = "", status: object = "", hint: object = ""
) -> SafeString:
    """Return one line of `<ul class="tasks">`; without `href` it is not yet possible."""
    what = (
        format_html('<a class="task__link" href="{}">{}</a>', href, label)
        if href
        else format_html('<span class="task__link">{}</span>', label)
    )
    below = format_html('<span class="task__hint">{}</span>', hint) if hint else EMPTY
    return format_html(
        '<li class="task"><span class="task__what">{}{}</span>{}</li>',
        what,
        below,
        state(kind, status) if status else EMPTY,
    )


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """Return one form field with label, hint and error, for forms that are laid out by hand."""
    return mark_safe(bound.as_field_group())  # noqa: S308 - rendered by a template


@register.simple_tag
def error_summary(form: BaseForm) -> SafeString:
    """Return the list of all errors of a form with links to its fields, or nothing."""
    return render_to_string("components/error_summary.html", {"form": form})


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "seite") -> dict[str, Any]:
    """Return links to the other pages of a list, keeping the filter of the address."""
    return {
        "request": context["request"],
        "page": page,
        "parameter": parameter,
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
    }


@register.simple_tag(takes_context=True)
def page_link(context: Context, number: int) -> str:
    """Return the address of another page of this list with the same filter."""
    query = context["request"].GET.copy()
    query[context["parameter"]] = str(number)
    return f"?{query.urlencode()}"
