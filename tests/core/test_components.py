"""What the templates get from the components: accessible, escaped, in German."""

from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from tests.core.test_fields import Grant, filled


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


TABLE = """{% table "Verträge" %}
<thead><tr><th>Nummer</th><th>Kommune &amp; Kreis</th><th class="num">Plätze</th></tr></thead>
<tbody><tr><th>WV-1</th><td>{{ name }}</td><td class="num">4</td></tr></tbody>
<tfoot><tr><td colspan="2">Summe</td><td class="num">4</td></tr></tfoot>{% endtable %}"""


def test_a_table_stays_a_table_when_it_becomes_cards() -> None:
    html = render(TABLE, name="<td>Calw</td>")
    assert '<th scope="col" role="columnheader">Nummer' in html
    assert '<th scope="row" data-label="Nummer" role="rowheader">WV-1' in html
    assert '<td data-label="Kommune &amp; Kreis" role="cell">&lt;td&gt;Calw' in html
    assert '<td class="num" data-label="Plätze" role="cell">4</td></tr></tbody>' in html
    assert '<td class="num" data-label="Plätze" role="cell">4</td></tr></tfoot>' in html
    assert 'role="region" aria-label="Verträge" tabindex="0"' in html


def test_everything_from_outside_is_escaped() -> None:
    evil = "<script>"
    for source in (
        '{% badge "info" x %}{% done x %}{% state "" x %}',
        '{% figure "#" x x x %}{% task "#" x "info" x x %}',
        "{% button x href=x name=x %}{% back_link x x %}{% breadcrumb x x x %}",
        '{% alert "info" x %}{{ x }}{% endalert %}{% empty_state x %}{{ x }}{% endempty_state %}',
        "{% confirmation x reference=x %}{{ x }}{% endconfirmation %}",
        "{% table x %}{{ x }}{% endtable %}",
    ):
        assert evil not in render(source, x=evil)


def test_states_are_as_loud_as_they_deserve() -> None:
    assert "kern-badge--danger" in render('{% state "danger" "überfällig" %}')
    assert 'class="done"' in render('{% state "done" "zugestimmt" %}')
    assert render('{% state "" "Entwurf" %}') == '<span class="muted">Entwurf</span>'


def test_a_bar_never_leaves_its_frame() -> None:
    for value, largest, width in (
        (5, 10, 500),
        (20, 10, 1000),
        (-1, 10, 0),
        (3, 0, 0),
        (None, 5, 0),
    ):
        html = render("{% bar v m %}", v=value, m=largest)
        assert f'<rect width="{width}" height="10"/>' in html


def test_pages_keep_the_filter() -> None:
    request = RequestFactory().get("/vertraege/", {"stand": "neu", "seite": "2"})
    page = Paginator(range(100), 25).get_page(2)
    html = render("{% pagination page %}", page=page, request=request)
    assert 'href="?stand=neu&amp;seite=3"' in html
    assert '<a href="?stand=neu&amp;seite=2" aria-current="page" aria-label="Seite 2">' in html
    assert "26–50 von 100" in html


def test_one_page_shows_only_the_count() -> None:
    page = Paginator(range(1), 25).get_page(1)
    html = render("{% pagination page %}", page=page, request=RequestFactory().get("/"))
    assert "1\xa0Eintrag" in html
    assert "<nav" not in html


def test_a_form_is_labelled_described_and_never_stopped_by_the_browser() -> None:
    html = str(Grant())
    assert " required" not in html
    assert 'for="id_amount">Betrag</label>' in html
    assert 'aria-describedby="id_amount_helptext"' in html
    assert 'aria-required="true"' in html
    assert 'Gebucht am <span class="kern-label__optional">(optional)</span>' in html
    assert "error-summary" not in html


def test_errors_are_listed_first_and_linked() -> None:
    form = filled(amount="viel", agreed="")
    form.add_error(None, "Das Budget reicht nicht.")
    html = str(form)
    assert html.index("error-summary") < html.index('id="id_amount"')
    assert "<li>Das Budget reicht nicht.</li>" in html
    assert '<a href="#id_amount">Betrag: Bitte geben Sie den Betrag' in html
    assert '<a href="#id_agreed">Die Angaben stimmen: Bitte bestätigen' in html
    assert 'aria-describedby="id_amount_helptext id_amount_error"' in html
    assert 'id="id_amount_error"' in html
    assert 'value="viel"' in html
