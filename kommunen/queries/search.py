"""Finding a Kommune by name or key, however it is typed."""

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import Func, IntegerField, Q, QuerySet, Value

from kommunen.enums import KommuneKind
from kommunen.models import Kommune
from kommunen.queries.fate import Fate, fate_of
from kommunen.queries.lists import kommunen_now
from kommunen.rules import NAME_END
from lotsen.core.folding import search_form

#: Longer input is cut; no name and no key is longer.
MAX_LENGTH = 100
#: More notices about dissolved Kommunen than these are no answer any more.
MOST_GONE = 3
#: Share of the typed trigrams that a name must have to count as meant (one typing error).
SIMILAR_ENOUGH = 0.5
#: `rank` of a match by the whole name is 0, by the beginning of the name this, others are above.
BEGINNING = 1


def search(text: str, limit: int = 10) -> list[Kommune]:
    """The best matches for what somebody typed, best first; empty for an empty text."""
    if not search_form(text[:MAX_LENGTH]):
        return []
    return list(matching(kommunen_now().select_related("landkreis"), text)[:limit])


def matching(kommunen: QuerySet[Kommune], text: str) -> QuerySet[Kommune]:
    """Those of `kommunen` that match; only when nothing does, those that are spelt similarly."""
    found = fitting(kommunen, text)
    form = search_form(text[:MAX_LENGTH])
    if not form or form.replace(" ", "").isdecimal() or found.exists():
        return found
    return spelt_similarly(kommunen, text)


def no_more(text: str) -> list[Fate]:
    """What became of dissolved Kommunen of exactly this name or key, and where no living one fits
    the text, of all that do."""
    if not search_form(text[:MAX_LENGTH]):
        return []
    gone = Kommune.objects.exclude(dissolved_on=None).select_related("successor__landkreis")
    found = list(fitting(gone, text)[:MOST_GONE])
    if found and fitting(kommunen_now(), text).exists():
        typed = text.replace(" ", "")
        found = [
            old for old in found if getattr(old, "rank", 1) == 0 or typed in (old.key, old.ars)
        ]
    return [fate_of(old) for old in found]


def fitting(kommunen: QuerySet[Kommune], text: str) -> QuerySet[Kommune]:
    """Those of `kommunen` that match, best first: exact name, beginning of the name, beginning of
    a word, part of the name, Kreis.

    Digits are the beginning of a key (AGS or ARS) or a postcode. A text without letters and
    digits finds everything when it is blank, nothing otherwise.
    """
    form = search_form(text[:MAX_LENGTH])
    if not form:
        return kommunen.none() if text.strip() else kommunen
    digits = form.replace(" ", "")
    if digits.isdecimal():
        by_number = Q(key__startswith=digits) | Q(ars__startswith=digits) | Q(postcode=digits)
        return kommunen.filter(by_number).order_by("key")
    return _direct(kommunen, form)


def spelt_similarly(kommunen: QuerySet[Kommune], text: str) -> QuerySet[Kommune]:
    """Those of `kommunen` whose names share most trigrams with the text, most similar first."""
    return _similar(kommunen, search_form(text[:MAX_LENGTH]))


class _Rank(Func):
    """How well a Kommune fits: 0 its whole name, `BEGINNING`, up to 5 a part of something else.

    Arguments: search text, kind, form. Written by hand: the ORM takes longer to put such a CASE
    together than PostgreSQL takes to answer.
    """

    template = """(
        SELECT CASE
            WHEN body.name = body.form THEN 0
            WHEN starts_with(body.name, body.form) THEN %(beginning)s
            WHEN body.kind = '%(landkreis)s' AND strpos(body.text, body.form || '%(end)s') > 0
                THEN %(beginning)s
            WHEN strpos(body.name, body.form) > 0 THEN 2
            WHEN strpos(body.name, ltrim(body.form)) > 0 THEN 3
            WHEN strpos(body.text, body.form) > 0 THEN 4
            ELSE 5 END
        FROM (
            SELECT given.text, given.kind, given.form, split_part(given.text, '%(end)s', 1)
            FROM (VALUES (%(expressions)s)) AS given (text, kind, form)
        ) AS body (text, kind, form, name)
    )"""
    output_field = IntegerField()

    def __init__(self, *expressions: Value | str) -> None:
        super().__init__(
            *expressions,
            beginning=BEGINNING,
            landkreis=KommuneKind.LANDKREIS,
            end=NAME_END,
        )


def _direct(kommunen: QuerySet[Kommune], form: str) -> QuerySet[Kommune]:
    every_word = Q(*(("search_text__contains", word) for word in form.split()))
    rank = _Rank("search_text", "kind", Value(f" {form}"))
    return kommunen.filter(every_word).annotate(rank=rank).order_by("rank", "sort_key", "key")


def _similar(kommunen: QuerySet[Kommune], form: str) -> QuerySet[Kommune]:
    name = Func("search_text", Value(NAME_END), Value(1), function="split_part")
    return (
        kommunen.annotate(
            word_similarity=TrigramWordSimilarity(form, name),
            similarity=TrigramSimilarity(name, form),
        )
        .filter(word_similarity__gte=SIMILAR_ENOUGH)
        .order_by("-word_similarity", "-similarity", "sort_key", "key")
    )
