"""All acts that Hypothesis plays against the model.

The programme must do what the model says or refuse with a sentence that the model understands.
"""

from tests.properties.afterwards import Afterwards
from tests.properties.payments import Payments
from tests.properties.vouchers import Vouchers


class Money(Vouchers, Payments, Afterwards):
    """Every act either does what the model says or is refused with a sentence."""
