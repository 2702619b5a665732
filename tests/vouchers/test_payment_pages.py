"""The ministry's way from the ordered payment to the file, the confirmation and the advice."""

from datetime import timedelta

import pytest
from django.urls import reverse

import vouchers.tasks  # noqa: F401 - registers the job
from lotsen.core import clock, jobs
from lotsen.core.actor import Actor
from lotsen.core.enums import JobState
from lotsen.core.formatting import day
from lotsen.core.models import Job, Mail
from lotsen.core.roles import Role
from tests.accounts.test_fresh import aged
from tests.core.pdf_checks import failures, structure_faults, text_of
from tests.factories.accounts import client_of, make_actor
from tests.factories.claims import make_claim_cast
from tests.factories.payments import make_file, make_paid, make_payment
from tests.factories.vouchers import Cast, make_cast
from vouchers.bank_rules import next_bank_day
from vouchers.models import Payment, PaymentFile
from vouchers.queries.payments import ADVICE_JOB
from vouchers.services.advice import make_payment_advice

pytestmark = pytest.mark.django_db
LIST = "/foerdermittel/zahlungen/"
FILES = "/foerdermittel/zahlungsdateien/"


@pytest.fixture
def cast() -> Cast:
    return make_claim_cast()


def body_of(actor: Actor, path: str) -> str:
    response = client_of(actor).get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def test_from_the_order_to_the_confirmed_file(cast: Cast) -> None:
    payment = make_payment(cast)
    client = client_of(cast.ministry)
    assert "Zahlungsdatei erstellen" in body_of(cast.ministry, LIST)
    form = client.get(f"{FILES}neu/").content.decode()
    assert f'value="{payment.pk}"' in form
    given = {"payments": [str(payment.pk)], "execute_on": day(next_bank_day(clock.today()))}
    check = client.post(f"{FILES}neu/", given | {"step": "check"}, follow=True).content.decode()
    for part in ("300,00", payment.masked_iban, payment.purpose, "Landesoberkasse Test"):
        assert part in check
    assert payment.iban not in check
    assert not PaymentFile.objects.exists()
    made = client.post(f"{FILES}neu/", given | {"step": "submit"})
    found = PaymentFile.objects.get()
    assert made["Location"] == f"{FILES}{found.pk}/"
    page = client.get(made["Location"]).content.decode()
    assert found.document.sha256 in page
    xml = client.get(f"{FILES}{found.pk}/datei/")
    assert xml["Content-Type"] == "application/xml"
    assert payment.iban in xml.content.decode()
    confirmed = client.post(
        f"{FILES}{found.pk}/ausgezahlt/", {"paid_on": day(clock.today())}, follow=True
    ).content.decode()
    assert "1\u00a0Zahlung über 300,00\u00a0€ als ausgezahlt bestätigt" in confirmed
    assert "abgeschlossen" in confirmed
    assert "Zahlungsdatei erstellt: <strong>300,00\u00a0€" in confirmed
    assert "Als ausgezahlt bestätigt: <strong>300,00\u00a0€" in confirmed
    assert confirmed.count(f"{cast.ministry.name}, Ministerium") == 2


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"payments": []}, "mindestens eine Zahlung"),
        ({"payments": ["unsinn"]}, "steht schon in einer Zahlungsdatei"),
        ({"execute_on": ""}, "Bitte geben Sie ein Datum ein"),
        ({"execute_on": "1.1.2020"}, "Vergangenheit"),
        ({"execute_on": "31.12.2098"}, "einen Tag bis zum"),
    ],
)
@pytest.mark.parametrize("step", ["check", "submit"])
def test_bad_input_of_a_file(
    cast: Cast, given: dict[str, object], sentence: str, step: str
) -> None:
    payment = make_payment(cast)
    good = {"payments": [str(payment.pk)], "execute_on": day(next_bank_day(clock.today()))}
    response = client_of(cast.ministry).post(f"{FILES}neu/", good | given | {"step": step})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not PaymentFile.objects.exists()


def test_without_a_paying_account_the_page_says_so(cast: Cast, settings: object) -> None:
    make_payment(cast)
    settings.PAYER_IBAN = ""  # type: ignore[attr-defined]
    assert "Konto der auszahlenden Stelle ist nicht eingerichtet" in body_of(
        cast.ministry, f"{FILES}neu/"
    )


def test_changing_the_choice_keeps_what_was_ticked(cast: Cast) -> None:
    payment, other = make_payment(cast), make_payment(make_claim_cast())
    given = {"payments": [str(payment.pk)], "execute_on": day(next_bank_day(clock.today()))}
    client = client_of(cast.ministry)
    address = client.post(f"{FILES}neu/", given | {"step": "check"})["Location"]
    page = client.get(f"{address}&aendern=1").content.decode()
    assert f'value="{payment.pk}" id="id_payments_0" checked' in page
    assert f'value="{other.pk}" id="id_payments_1">' in page


def test_the_check_page_opens_again_and_belongs_to_sending(cast: Cast) -> None:
    """Back and Reload find it; ten minutes over the ticks cost no second sign-in."""
    payment = make_payment(cast)
    given = {"payments": [str(payment.pk)], "execute_on": day(next_bank_day(clock.today()))}
    client = aged(client_of(cast.ministry), minutes=6)
    address = client.post(f"{FILES}neu/", given | {"step": "check"})["Location"]
    first, second = (client.get(address).content.decode() for _ in range(2))
    assert payment.purpose in first
    assert payment.purpose in second
    assert aged(client, minutes=16).get(address)["Location"].startswith("/konto/bestaetigen/?next=")
    assert not PaymentFile.objects.exists()


def test_before_the_day_of_execution_the_form_warns(cast: Cast) -> None:
    payment = make_payment(cast)
    made = make_file(cast, payment)
    pages = [f"{FILES}{made.pk}/ausgezahlt/", f"{LIST}{payment.pk}/ausgezahlt/"]
    for days, warns in ((-1, True), (0, False)):
        with clock.at(clock.now() + (made.execute_on - clock.today()) + timedelta(days=days)):
            for page in pages:
                shown = body_of(cast.ministry, page)
                assert ("Ausführungstag ist noch nicht erreicht" in shown) is warns


def test_one_payment_is_confirmed_or_booked_back(cast: Cast) -> None:
    payment = make_payment(cast)
    make_file(cast, payment)
    client, address = client_of(cast.ministry), f"{LIST}{payment.pk}/"
    assert client.post(f"{address}ausgezahlt/", {"paid_on": ""}).status_code == 422
    tomorrow = day(clock.today() + timedelta(days=1))
    assert client.post(f"{address}ausgezahlt/", {"paid_on": tomorrow}).status_code == 422
    done = client.post(f"{address}ausgezahlt/", {"paid_on": day(clock.today())}, follow=True)
    assert "ist bestätigt" in done.content.decode()
    given = {"returned_on": day(clock.today()), "reason": "Konto erloschen"}
    assert client.post(f"{address}zurueck/", given | {"reason": ""}).status_code == 422
    back = client.post(f"{address}zurueck/", given, follow=True).content.decode()
    assert "Zurückgekommen" in back
    assert "Konto erloschen" in back
    assert client.post(f"{address}ausgezahlt/", {"paid_on": "22.11.2026"}).status_code == 409
    mail = Mail.objects.get(key__startswith=f"payment-returned:{payment.pk}")
    assert "Konto erloschen" in mail.body
    assert "/bankverbindung/" in mail.body


def test_a_file_without_open_payments_is_not_confirmed(cast: Cast) -> None:
    payment = make_paid(cast)
    assert payment.file is not None
    client, page = client_of(cast.ministry), f"{FILES}{payment.file.pk}/"
    for response in (
        client.get(f"{page}ausgezahlt/", follow=True),
        client.post(f"{page}ausgezahlt/", {"paid_on": day(clock.today())}, follow=True),
    ):
        assert response.redirect_chain == [(page, 302)]
        assert "keine Zahlung mehr offen" in response.content.decode()


def test_the_others_only_read(cast: Cast) -> None:
    payment = make_payment(cast)
    made = make_file(cast, payment)
    for role in (Role.OFFICE, Role.AUDITOR):
        actor = make_actor(role)
        assert "Als ausgezahlt bestätigen" not in body_of(actor, f"{LIST}{payment.pk}/")
        page = body_of(actor, f"{FILES}{made.pk}/")
        assert made.document.sha256 in page
        assert payment.iban not in page
        assert client_of(actor).get(f"{FILES}{made.pk}/datei/").status_code == 403


def test_the_filter_finds_by_number_state_and_provider(cast: Cast) -> None:
    payment, other = make_payment(cast), make_payment(make_claim_cast())
    for query in (f"suche={payment.claim.number}", f"traeger={cast.provider.pk}"):
        page = body_of(cast.ministry, f"{LIST}?{query}")
        assert payment.number in page
        assert other.number not in page
    assert "Keine Zahlungen gefunden" in body_of(cast.ministry, f"{LIST}?stand=paid")


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_with_one_and_three(
    count: int, django_assert_num_queries: object
) -> None:
    casts = [make_claim_cast() for _ in range(count)]
    for cast in casts:
        make_file(cast, make_payment(cast))
    client = client_of(make_actor(Role.AUDITOR))
    for path, queries in ((LIST, 7), (FILES, 5)):
        client.get(path)
        with django_assert_num_queries(queries):  # type: ignore[operator]
            client.get(path)


def test_the_advice_is_made_once_and_read_by_the_own_provider(cast: Cast) -> None:
    payment = make_paid(cast)
    address = reverse("vouchers:payment-advice", args=[payment.pk])
    assert client_of(cast.trainer).get(address).status_code == 404
    job = Job.objects.get(kind=ADVICE_JOB)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.last_error) == (JobState.DONE, "")
    payment = Payment.objects.get()
    assert payment.advice is not None
    assert make_payment_advice(payment_id=payment.pk, actor=cast.ministry) == payment.advice
    content = bytes(payment.advice.content)
    assert failures(content) == []
    assert structure_faults(content) == []
    text = text_of(content)
    voucher = payment.claim.lines.first()
    assert voucher is not None
    for part in (payment.number, payment.claim.number, voucher.voucher_id, "300,00"):
        assert part in text
    assert payment.iban not in text.replace(" ", "")
    response = client_of(cast.trainer).get(address)
    assert response["Content-Type"] == "application/pdf"
    assert client_of(make_cast().trainer).get(address).status_code == 404
    claim = body_of(cast.trainer, reverse("vouchers:claim", args=[payment.claim_id]))
    assert claim.count(address) == 1
    mail = Mail.objects.get(key__startswith=f"payment-paid:{payment.pk}")
    assert address in mail.body
    assert payment.iban not in mail.body


def test_a_payment_that_came_back_gets_no_advice(cast: Cast) -> None:
    from vouchers import services

    payment = make_paid(cast)
    services.return_payment(
        payment_id=payment.pk, returned_on=clock.today(), reason="Falsch", actor=cast.ministry
    )
    assert make_payment_advice(payment_id=payment.pk, actor=cast.ministry) is None
    assert not Mail.objects.filter(key__startswith="payment-paid").exists()
