"""PDFs: readable for screen readers, fit for archives, and closed to the outside world."""

import builtins
import io
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from lotsen.core import pdf
from lotsen.core.pdf import renderer, texts
from tests.core.pdf_checks import failures, page_count, structure_faults, text_of

CERTIFICATE: dict[str, Any] = {
    "name": "Şükran Jäger",
    "kommune": "Stadt Mühlacker",
    "seminar_title": "Basisqualifizierung Kommunale Digitallotsen",
    "provider": "Verwaltungsschule des Gemeindetags Baden-Württemberg",
    "days": [date(2026, 11, 10), date(2026, 11, 11), date(2026, 11, 18)],
    "number": "DL-2026-00041",
    "issued_on": date(2026, 11, 18),
    "code": "5GRK-D8JF-3JKE",
    "verify_url": "https://digitallotsen.example/bescheinigungen/pruefen/5GRK-D8JF-3JKE/",
}
LONGEST = CERTIFICATE | {
    "name": " ".join(["Maximiliane-Friederike"] * 3 + ["von der Hohenlohe-Bartenstein"] * 3)[:161],
    "kommune": "Verwaltungsgemeinschaft Villingen-Schwenningen (Schwarzwald-Baar-Kreis)",
    "seminar_title": " ".join(["Basisqualifizierung"] * 10),
    "provider": " ".join(["Verwaltungs- und Wirtschaftsakademie"] * 4),
}


def certificate(**changes: Any) -> bytes:
    return pdf.render("pdf/certificate.html", CERTIFICATE | changes)


@pytest.mark.parametrize("context", [CERTIFICATE, LONGEST], ids=["usual", "longest"])
def test_a_certificate_is_one_valid_accessible_page(context: dict[str, Any]) -> None:
    content = pdf.render("pdf/certificate.html", context)
    assert failures(content) == []
    assert structure_faults(content) == []
    assert page_count(content) == 1


@pytest.mark.parametrize(
    "name", ["Şükran Jäger", "Lưu Đặng", "Zoë Ærøskøbing-Łukasiewicz", "ẞ. Čapek"]
)
def test_rare_letters_of_a_name_stay_text(name: str) -> None:
    content = certificate(name=name)
    assert name.replace(" ", "") in text_of(content).replace(" ", "")
    with pikepdf.open(io.BytesIO(content)) as opened:
        assert str(opened.docinfo.Title) == f"Zertifikat DL-2026-00041 für {name}"
        assert str(opened.Root.Lang) == "de"


def test_the_certificate_says_what_it_certifies() -> None:
    text = text_of(certificate()).replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    for part in ("StadtMühlacker", "DL-2026-00041", "5GRK-D8JF-3JKE", "Mittwoch,18.November2026"):
        assert part in text
    assert "analleneinem" not in text_of(certificate(days=[date(2026, 1, 5)])).replace(" ", "")


def test_a_table_over_several_pages_is_valid() -> None:
    content = renderer.render_html(
        texts.fill("pdf/base.html", {})
        .replace(
            "</html>",
            "<body class='letter'><h1>Liste</h1><table><caption>Personen</caption><thead><tr>"
            "<th scope='col'>Name</th><th scope='col'>Betrag</th></tr></thead><tbody>"
            + "<tr><th scope='row'>Person</th><td>300,00 €</td></tr>" * 60
            + "</tbody></table></body></html>",
        )
        .replace("<title></title>", "<title>Liste</title>")
    )
    assert failures(content) == []
    assert structure_faults(content) == []
    assert page_count(content) > 1


def test_a_letter_shows_its_reference_on_every_page() -> None:
    content = pdf.render(
        "pdf/letter.html", {"reference": "WV-2026-0001", "written_on": date(2026, 1, 2)}
    )
    assert text_of(content).count("WV-2026-0001") == 2
    assert "02.01.2026" in text_of(content)


def test_text_of_users_is_never_markup() -> None:
    content = certificate(name="<img src='http://127.0.0.1:9/x'> {{ number }} & Söhne")
    assert "<img" in text_of(content)
    assert failures(content) == []


@pytest.mark.parametrize("missing", ["name", "days", "code", "verify_url"])
def test_a_missing_value_ends_the_rendering(missing: str) -> None:
    context = {key: value for key, value in CERTIFICATE.items() if key != missing}
    with pytest.raises(pdf.PdfError, match=missing):
        pdf.render("pdf/certificate.html", context)


# --- Nothing from outside ------------------------------------------------------------------------


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """Address of a server on this machine and the connections that it got."""
    calls: list[str] = []
    server = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            calls.append("connection")
            connection.close()

    thread = threading.Thread(target=accept)
    thread.start()
    port = server.getsockname()[1]
    yield f"http://127.0.0.1:{port}/x", calls
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(5)


VECTORS = {
    "image": "<img src='{}' alt='x'>",
    "style sheet": "<link rel='stylesheet' href='{}'>",
    "import": "<style>@import url('{}');</style>",
    "font": "<style>@font-face {{ font-family: x; src: url('{}') }} p {{ font-family: x }}</style>",
    "background": "<p style=\"background: url('{}')\">x</p>",
    "content": "<style>p::before {{ content: url('{}') }}</style>",
    "object": "<object data='{}'>x</object>",
    "embed": "<embed src='{}'>",
    "attachment": "<link rel='attachment' href='{}'>",
    "list image": "<ul style=\"list-style: url('{}')\"><li>x</li></ul>",
    "drawing": "<svg viewBox='0 0 9 9'><title>x</title><image href='{}' width='9'/></svg>",
    "use": "<svg viewBox='0 0 9 9'><title>x</title><use href='{}#a'/></svg>",
}


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
def test_nothing_is_fetched_from_the_network(vector: str, listener: tuple[str, list[str]]) -> None:
    address, calls = listener
    _render_or_refuse(vector.format(address))
    assert calls == []


def test_control_without_our_fetcher_the_network_is_reached(
    listener: tuple[str, list[str]],
) -> None:
    from weasyprint import HTML

    address, calls = listener
    HTML(string=_document(VECTORS["image"].format(address))).write_pdf()
    assert calls


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
def test_no_file_of_the_machine_gets_into_a_pdf(
    vector: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg xmlns='http://www.w3.org/2000/svg'><text id='a'>geheim</text></svg>")
    opened: list[str] = []
    for owner, name in ((Path, "read_bytes"), (builtins, "open")):
        monkeypatch.setattr(owner, name, _noting(opened, getattr(owner, name)))
    content = _render_or_refuse(vector.format(secret.as_uri()))
    assert str(secret) not in opened
    assert b"geheim" not in content


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname",
        "../../../etc/hostname",
        "../../manage.py",
        "file://host/etc/hostname",
        "ftp://127.0.0.1/x",
        "data:text/css,p{color:red}",
        "%2e%2e/%2e%2e/manage.py",
    ],
)
def test_an_address_outside_the_bundle_ends_the_rendering(address: str) -> None:
    with pytest.raises(pdf.PdfError):
        renderer.render_html(_document(f"<link rel='stylesheet' href='{address}'>"))


def _noting(opened: list[str], function: Callable[..., Any]) -> Callable[..., Any]:
    def noted(file: Any, *args: Any, **kwargs: Any) -> Any:
        opened.append(str(file))
        return function(file, *args, **kwargs)

    return noted


def _document(body: str) -> str:
    return f"<html lang='de'><title>x</title><body><p>Text</p>{body}</body></html>"


def _render_or_refuse(body: str) -> bytes:
    try:
        return renderer.render_html(_document(body))
    except pdf.PdfError:
        return b""


# --- Faults are reported -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        "<html><title>x</title><body><p>no language</p></body></html>",
        _document("<img src='network.svg'>"),
        _document("<img src='missing.svg' alt='x'>"),
    ],
    ids=["no language", "no alternative text", "missing file"],
)
def test_what_weasyprint_only_logs_is_an_error_here(html: str) -> None:
    with pytest.raises(pdf.PdfError):
        renderer.render_html(html)


def test_a_machine_without_pango_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    plain_import = builtins.__import__

    def without_pango(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return plain_import(name, *args, **kwargs)

    renderer._press.cache_clear()
    monkeypatch.setattr(builtins, "__import__", without_pango)
    with pytest.raises(pdf.PdfUnavailable, match="apt-get install libpango"):
        certificate()


def test_a_checkout_without_built_fonts_says_how_to_build_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    renderer._press.cache_clear()
    monkeypatch.setattr(renderer, "FONTS", tmp_path)
    with pytest.raises(pdf.PdfUnavailable, match="static/build/pdf"):
        certificate()
