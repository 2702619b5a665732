"""The payment file: SEPA credit transfers as ISO 20022 pain.001.001.09, valid by its XSD.

sepaxml builds the file and ships the XSD; lxml checks it. What sepaxml cannot do is set
afterwards: our own numbers instead of random ones, the programme's clock, and "NOTPROVIDED" where
there is no BIC (an empty element is valid, but German banks want the word). Not used of sepaxml:
`clean`, which turns "Öztürk & Söhne" into "Ozturk & Sohne"; addresses, which a transfer within
the European Economic Area does not need and which would have to be structured; its own check,
which is slow; and a second `export()`, which doubles the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from lxml import etree
from sepaxml import SepaTransfer

from vouchers.bank_rules import masked, sepa_text

SCHEMA = "pain.001.001.09"
NAMESPACE = f"urn:iso:std:iso:20022:tech:xsd:{SCHEMA}"
NAME_LENGTH = 70
PURPOSE_LENGTH = 140


class InvalidFile(Exception):
    """The file does not fit the schema: a mistake of ours or of the settings, never to be sent."""


@dataclass(frozen=True, slots=True)
class Party:
    """An account with its holder; the BIC may be empty."""

    name: str
    iban: str
    bic: str = ""

    @property
    def masked_iban(self) -> str:
        return masked(self.iban)


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer. `reference` comes back with every message of the bank about it."""

    to: Party
    cents: int
    reference: str
    purpose: str


def payment_file(
    *,
    number: str,
    payer: Party,
    transfers: Sequence[Transfer],
    execute_on: date,
    created_at: datetime,
) -> bytes:
    """The bytes of the file with all transfers in one batch, booked singly.

    Raises `InvalidFile` naming the first fault, and then there is nothing to send.
    """
    root = etree.fromstring(_built(payer, transfers, execute_on))
    _set(root, "GrpHdr/MsgId", number)
    _set(root, "GrpHdr/CreDtTm", created_at.replace(microsecond=0).isoformat())
    _set(root, "PmtInf/PmtInfId", number)
    for agent in root.iter(f"{{{NAMESPACE}}}FinInstnId"):
        if not len(agent):
            other = etree.SubElement(agent, f"{{{NAMESPACE}}}Othr")
            etree.SubElement(other, f"{{{NAMESPACE}}}Id").text = "NOTPROVIDED"
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    check(content)
    return bytes(content)


def check(content: bytes) -> None:
    """Raise `InvalidFile` unless `content` is valid by the XSD of pain.001.001.09."""
    schema = _schema()
    if not schema.validate(etree.fromstring(content)):
        raise InvalidFile(str(schema.error_log[0].message))


def _built(payer: Party, transfers: Sequence[Transfer], execute_on: date) -> bytes:
    config = {
        "name": sepa_text(payer.name)[:NAME_LENGTH],
        "IBAN": payer.iban,
        "batch": True,
        "currency": "EUR",
    }
    if payer.bic:
        config["BIC"] = payer.bic
    sepa = SepaTransfer(config, schema=SCHEMA, clean=False)
    for transfer in transfers:
        sepa.add_payment(_payment(transfer, execute_on))
    return bytes(sepa.export(validate=False))


def _payment(transfer: Transfer, execute_on: date) -> dict[str, object]:
    payment: dict[str, object] = {
        "name": sepa_text(transfer.to.name)[:NAME_LENGTH],
        "IBAN": transfer.to.iban,
        "amount": transfer.cents,
        "execution_date": execute_on,
        "description": sepa_text(transfer.purpose)[:PURPOSE_LENGTH],
        "endtoend_id": transfer.reference,
    }
    if transfer.to.bic:
        payment["BIC"] = transfer.to.bic
    return payment


def _set(root: etree._Element, path: str, text: str) -> None:
    steps = "/".join(f"{{{NAMESPACE}}}{step}" for step in ["CstmrCdtTrfInitn", *path.split("/")])
    found = root.find(steps)
    if found is None:
        raise InvalidFile(f"{path} is missing")
    found.text = text


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.fromstring(_xsd()))


def _xsd() -> bytes:
    return (files("sepaxml") / "schemas" / f"{SCHEMA}.xsd").read_bytes()
