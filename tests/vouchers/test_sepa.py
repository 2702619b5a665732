"""The payment file: valid by the XSD, sums right, names as people write them."""

from datetime import UTC, date, datetime

import pytest
from lxml import etree

from tests.factories.money import new_iban
from vouchers import sepa
from vouchers.bank_rules import is_bank_day, next_bank_day, sepa_text
from vouchers.sepa import InvalidFile, Party, Transfer

PAYER = Party("Landesoberkasse", new_iban(), "SOLADEST600")
SPACES = {"p": sepa.NAMESPACE}


def transfer(number: int = 1, name: str = "Öztürk & Söhne", bic: str = "") -> Transfer:
    party = Party(name, new_iban(), bic)
    return Transfer(party, 100_00 + number, f"ZA-2026-{number:04d}", "Abrechnung AB-2026-0001")


def made(*transfers: Transfer, payer: Party = PAYER) -> bytes:
    return sepa.payment_file(
        number="ZD-2026-0001",
        payer=payer,
        transfers=transfers,
        execute_on=date(2026, 11, 24),
        created_at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    )


def texts(content: bytes, path: str) -> list[str]:
    found = etree.fromstring(content).xpath(f"{path}/text()", namespaces=SPACES)
    return [str(text) for text in found]


def test_the_file_has_our_numbers_and_the_clock_of_the_programme() -> None:
    content = made(transfer())
    assert texts(content, "//p:MsgId") == texts(content, "//p:PmtInfId") == ["ZD-2026-0001"]
    assert texts(content, "//p:CreDtTm") == ["2026-11-22T09:30:00+00:00"]
    assert texts(content, "//p:EndToEndId") == ["ZA-2026-0001"]
    assert texts(content, "//p:ReqdExctnDt/p:Dt") == ["2026-11-24"]
    assert texts(content, "//p:InstdAmt") == ["100.01"]


def test_umlauts_stay_and_foreign_marks_go() -> None:
    content = made(transfer(), transfer(2, "Şahin, Łódź – Größe <b>"))
    assert texts(content, "//p:Cdtr/p:Nm") == ["Öztürk & Söhne", "Sahin, Lodz - Größe  b"]


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("VWA Freiburg e. V.", "VWA Freiburg e. V."),
        ("Ünal & Co. (Süd)", "Ünal & Co. (Süd)"),
        ("Dvořák", "Dvorak"),
        ("Zoe\u0308", "Zoe"),
        ("fünf € @ home", "fünf EUR   home"),
        ("zwei\nZeilen", "zwei Zeilen"),
    ],
)
def test_only_characters_that_banks_take(text: str, sent: str) -> None:
    assert sepa_text(text) == sent


def test_without_a_bic_the_bank_reads_so() -> None:
    content = made(transfer(), payer=Party("Kasse", new_iban()))
    assert texts(content, "//p:CdtrAgt//p:BICFI") == []
    assert texts(content, "//p:DbtrAgt//p:Othr/p:Id") == ["NOTPROVIDED"]
    assert texts(made(transfer(bic="SOLADEST")), "//p:CdtrAgt//p:BICFI") == ["SOLADEST"]


def test_two_hundred_payments_add_up_in_one_batch() -> None:
    transfers = [transfer(number) for number in range(1, 201)]
    content = made(*transfers)
    cents = sum(one.cents for one in transfers)
    total = f"{cents // 100}.{cents % 100:02d}"
    for part in ("GrpHdr", "PmtInf"):
        assert texts(content, f"//p:{part}/p:NbOfTxs") == ["200"]
        assert texts(content, f"//p:{part}/p:CtrlSum") == [total]
    assert len(texts(content, "//p:CdtTrfTxInf/p:Amt/p:InstdAmt")) == 200


@pytest.mark.parametrize(
    ("part", "broken"),
    [
        (b"<MsgId>ZD-2026-0001</MsgId>", b"<MsgId>" + b"x" * 36 + b"</MsgId>"),
        (b'Ccy="EUR"', b'Ccy="Euro"'),
        (b"<PmtMtd>TRF</PmtMtd>", b""),
        (b">100.01<", b">100,01<"),
    ],
)
def test_control_the_schema_refuses_a_broken_file(part: bytes, broken: bytes) -> None:
    content = made(transfer())
    sepa.check(content)
    assert part in content
    with pytest.raises(InvalidFile):
        sepa.check(content.replace(part, broken))


def test_an_invalid_transfer_makes_no_file() -> None:
    with pytest.raises(InvalidFile):
        made(Transfer(Party("Name", "DE-kaputt"), 100, "ZA-1", "Zweck"))
    with pytest.raises(InvalidFile):
        made(Transfer(Party("Name", new_iban()), 100, "x" * 36, "Zweck"))


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 11, 20), date(2026, 11, 23)),
        (date(2026, 12, 24), date(2026, 12, 28)),
        (date(2027, 3, 25), date(2027, 3, 30)),
        (date(2026, 4, 30), date(2026, 5, 4)),
        (date(2026, 12, 31), date(2027, 1, 4)),
    ],
)
def test_banks_rest_on_weekends_and_their_holidays(day: date, following: date) -> None:
    assert is_bank_day(day)
    assert next_bank_day(day) == following
