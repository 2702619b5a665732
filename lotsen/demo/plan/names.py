"""Names of people who do not exist, and look like it. Two thousand of them can be told apart."""

import random
from collections.abc import Iterator

from lotsen.core.folding import sort_key

FAMILY_NAMES = (
    "Anonymus",
    "Attrappe",
    "Beispiel",
    "Blaupause",
    "Blindtext",
    "Denkbar",
    "Entwurf",
    "Erdacht",
    "Erfunden",
    "Exempel",
    "Fabel",
    "Fiktiv",
    "Gedankenspiel",
    "Irgendwer",
    "Jedermann",
    "Keinesfalls",
    "Kunstname",
    "Lückentext",
    "Märchen",
    "Modellfall",
    "Muster",
    "Namenlos",
    "Niemand",
    "Phantasie",
    "Platzhalter",
    "Probe",
    "Prototyp",
    "Pseudonym",
    "Quasi",
    "Schablone",
    "Sinnbild",
    "Skizze",
    "Sozusagen",
    "Testfall",
    "Übungsfall",
    "Unbekannt",
    "Versuch",
    "Vielleicht",
    "Vorlage",
    "Vormerkung",
)
GIVEN_NAMES = (
    "Adelheid", "Ahmet", "Aleksandra", "Anja", "Antonio", "Aylin", "Bärbel", "Benedikt", "Björn",
    "Carola", "Chiara", "Clemens", "Dagmar", "Deniz", "Dörte", "Elif", "Emil", "Esther", "Frauke",
    "Friedrich", "Gabriele", "Götz", "Hannelore", "Hüseyin", "Ines", "Ivana", "Jakob", "Jörg",
    "Jürgen", "Käthe", "Katarzyna", "Kilian", "Lena", "Łukasz", "Lưu", "Mareike", "Matteo", "Minh",
    "Nadja", "Nikolaus", "Oksana", "Özlem", "Paula", "Peter", "Quirin", "Renate", "Rüdiger",
    "Sabine", "Şükran", "Thea", "Till", "Ulrike", "Valentin", "Vera", "Wiebke", "Xaver", "Yusuf",
    "Zoë",
)  # fmt: skip
DEPARTMENTS = (
    "Hauptamt",
    "Personalamt",
    "Kämmerei",
    "Bürgerservice",
    "Ordnungsamt",
    "Bauamt",
    "Standesamt",
    "Stabsstelle Digitalisierung",
    "IT und Organisation",
    "Stadtmarketing",
    "Bibliothek",
    "Schulverwaltung",
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def all_names(rng: random.Random) -> Iterator[tuple[str, str]]:
    """Every pair of given and family name once, in random order."""
    pairs = [(given, family) for given in GIVEN_NAMES for family in FAMILY_NAMES]
    rng.shuffle(pairs)
    return iter(pairs)


def address_part(text: str) -> str:
    """How a name is written in a mail address: "Jörg" becomes "joerg"."""
    return sort_key(text.lower().translate(_UMLAUTS)).replace(" ", "-")


def email_of(given_name: str, family_name: str, domain: str) -> str:
    """Official-looking address in the reserved top-level domain `.example`."""
    return f"{address_part(given_name)}.{address_part(family_name)}@{domain}"
