"""Input of the seminars, cleaned; the services check the rules again."""

from lotsen.seminars.forms.attendance import ConfirmDaysForm, DayForm, MarkForm, MarksForm
from lotsen.seminars.forms.certificates import VerifyForm
from lotsen.seminars.forms.enrolling import EnrolForm
from lotsen.seminars.forms.filters import CatalogueFilter, TabFilter
from lotsen.seminars.forms.planning import CopyForm, ReasonForm, SeminarForm

__all__ = [
    "CatalogueFilter",
    "ConfirmDaysForm",
    "CopyForm",
    "DayForm",
    "EnrolForm",
    "MarkForm",
    "MarksForm",
    "ReasonForm",
    "SeminarForm",
    "TabFilter",
    "VerifyForm",
]
