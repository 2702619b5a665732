"""German for none, one and many."""

import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from lotsen.core.models import Mail
from tests.factories.accounts import client_of
from tests.factories.claims import make_claim, make_claim_cast
from tests.factories.vouchers import make_cast, make_grant, make_vouchers
from vouchers.queries import claimable_days


def words(html: str) -> str:
    """What somebody reads, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("vouchers", "sentence"),
    [
        (0, "In das Haushaltsjahr 2027 geht kein Gutschein über."),
        (1, "1 Gutschein mit 300,00 € geht in das Haushaltsjahr 2027 über"),
        (2, "2 Gutscheine mit zusammen 300,00 € gehen in das Haushaltsjahr 2027 über"),
    ],
)
def test_what_is_carried_over(vouchers: int, sentence: str) -> None:
    context = {
        "vouchers": vouchers,
        "rest": {"carried": 300_00, "unspent": 0},
        "carries_available": False,
        "year": 2026,
        "next_year": 2027,
        "obstacles": [],
    }
    assert sentence in words(render_to_string("vouchers/closing_effect.html", context))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "factual", "refused"),
    [
        (
            1,
            "1 Gutscheintag über 100,00 € sachlich richtig ist",
            "1 Gutscheintag über 100,00 € wird",
        ),
        (
            2,
            "2 Gutscheintage über zusammen 200,00 € sachlich richtig sind",
            "2 Gutscheintage über 200,00 € werden",
        ),
    ],
)
def test_what_is_checked_or_refused(days: int, factual: str, refused: str) -> None:
    cast = make_claim_cast()
    chosen = [(day.voucher_id, day.day_number) for day in claimable_days(cast.provider.pk)]
    claim = make_claim(cast, days=chosen[:days])
    office = client_of(cast.office)
    for name, sentence in (("claim-factual", factual), ("claim-refuse", refused)):
        page = office.get(reverse(f"vouchers:{name}", args=[claim.pk])).content.decode()
        assert sentence in words(page)


@pytest.mark.django_db
def test_the_mail_with_the_ids_counts_the_days() -> None:
    cast = make_cast()
    make_grant(cast)
    make_vouchers(cast)
    mail = Mail.objects.get(key__startswith="contract-issued")
    assert "für 3\u00a0Seminartage zu je 100,00\u00a0€" in mail.body
