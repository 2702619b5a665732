"""What the tests of the directory's editions begin with."""

import pytest

from kommunen.models import Kommune
from tests.factories.kommunen import make_kommune, make_landkreis
from tests.factories.registry import make_base_edition


@pytest.fixture
def village() -> Kommune:
    """One of two Gemeinden of a Landkreis, as the last edition knows them."""
    make_base_edition()
    kreis = make_landkreis()
    make_kommune("Nebendorf", kreis)
    return make_kommune("Musterdorf", kreis)
