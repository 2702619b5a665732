"""The form of the demonstration's calendar."""

from lotsen.core.forms import DayField, Form


class CalendarForm(Form):
    """Which day it is in the demonstration."""

    day = DayField(label="Heute ist der", help_text="zum Beispiel der letzte Tag eines Seminars")
