"""Tables of the registry, split by subject."""

from kommunen.models.areas import Regierungsbezirk, Region, Verband
from kommunen.models.contacts import Contact, InvoiceAddress
from kommunen.models.editions import EditionChange, RegistryEdition, RegistryUpload
from kommunen.models.history import KommuneVersion
from kommunen.models.kommune import Figure, Kommune

__all__ = [
    "Contact",
    "EditionChange",
    "Figure",
    "InvoiceAddress",
    "Kommune",
    "KommuneVersion",
    "Regierungsbezirk",
    "Region",
    "RegistryEdition",
    "RegistryUpload",
    "Verband",
]
