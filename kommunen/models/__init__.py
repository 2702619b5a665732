"""Tables of the registry, split by subject."""

from kommunen.models.areas import Regierungsbezirk, Region, Verband
from kommunen.models.editions import RegistryEdition
from kommunen.models.kommune import Figure, Kommune

__all__ = ["Figure", "Kommune", "Regierungsbezirk", "Region", "RegistryEdition", "Verband"]
