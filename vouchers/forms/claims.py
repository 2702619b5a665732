"""Input of claims: which days, which claim as it was seen, and why not."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms

from lotsen.core.forms import RELOAD, Form, ModelChoiceField
from lotsen.core.ordering import NEWEST, OrderedFilter
from lotsen.core.reasons import REASON_LENGTH
from vouchers.enums import ClaimOrder, ClaimState
from vouchers.forms.contracts import TokenField, new_token
from vouchers.forms.filters import SEARCH_LENGTH, WAITING
from vouchers.queries import providers
from vouchers.queries.claims import ClaimableDay
from vouchers.services.claims import MAX_LINES, REFERENCE_LENGTH

LARGEST_VERSION = 2_147_483_647
LONGEST_WAITING = ("", str(ClaimOrder.OLDEST.label))
_DAY = re.compile(r"\d{1,3}", re.ASCII)


class ClaimFilter(OrderedFilter):
    """By number or own reference, provider and state; "offen" is what waits for the reader.

    That inbox begins with the oldest one and offers the newest first; the other lists vice versa.
    """

    suche = forms.CharField(label="Nummer oder Zeichen", required=False, max_length=SEARCH_LENGTH)
    traeger = ModelChoiceField(
        providers().none(), label="Bildungsträger", required=False, empty_label="alle"
    )
    stand = forms.ChoiceField(
        label="Stand",
        required=False,
        choices=[("", "alle"), (WAITING, "zu bearbeiten"), *ClaimState.choices],
    )

    def __init__(self, *args: Any, for_provider: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual, hidden = NEWEST, {ClaimOrder.NEWEST}
        if self.is_inbox:
            usual, hidden = LONGEST_WAITING, {ClaimOrder.OLDEST}
        if for_provider:
            hidden |= {ClaimOrder.PROVIDER}
        self.offer((order for order in ClaimOrder if order not in hidden), usual=usual)
        if for_provider:
            del self.fields["traeger"]
            return
        houses = self.fields["traeger"]
        assert isinstance(houses, ModelChoiceField)
        houses.queryset = providers()

    @property
    def is_inbox(self) -> bool:
        """Whether the list is what waits; it decides which orders there are."""
        return bool(self["stand"].value() == WAITING)


class DaysField(forms.MultipleChoiceField):
    """Redeemed days as "voucher ID:day"."""

    def __init__(self) -> None:
        gone = (
            "Mindestens ein ausgewählter Tag steht schon in einer anderen Abrechnung oder ist nicht"
            " mehr fällig. Bitte laden Sie die Seite neu."
        )
        super().__init__(
            label="Seminartage",
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": "Bitte wählen Sie mindestens einen Tag.",
                "invalid_choice": gone,
                "invalid_list": gone,
            },
        )


class ClaimForm(Form):
    """The days to claim, all of them ticked at first, and the provider's own reference."""

    token = TokenField()
    tage = DaysField()
    zeichen = forms.CharField(
        label="Ihr Zeichen",
        required=False,
        max_length=REFERENCE_LENGTH,
        help_text="zum Beispiel Ihre Rechnungsnummer; steht in der Zahlungsmitteilung",
    )

    def __init__(self, *args: Any, days: Sequence[ClaimableDay], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days = list(days)
        field = self.fields["tage"]
        assert isinstance(field, DaysField)
        field.choices = [(day.key, day.key) for day in self.days]
        self.initial.setdefault("token", new_token())
        self.initial.setdefault("tage", [day.key for day in self.days[:MAX_LINES]])

    def clean_tage(self) -> list[str]:
        """Not more days than one claim holds, each of them once."""
        chosen = list(dict.fromkeys(self.cleaned_data["tage"]))
        if len(chosen) > MAX_LINES:
            raise forms.ValidationError(
                f"Eine Abrechnung kann höchstens {MAX_LINES} Tage enthalten. Bitte teilen Sie auf."
            )
        return chosen

    @property
    def ticked(self) -> set[str]:
        """Days that are ticked: as sent, or all at first."""
        return {str(key) for key in self["tage"].value() or []}

    @property
    def chosen(self) -> list[ClaimableDay]:
        """The days of a valid form, in their order."""
        named = set(self.cleaned_data["tage"])
        return [day for day in self.days if day.key in named]


class VersionForm(Form):
    """A decision about a claim as it stands on the page."""

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=LARGEST_VERSION,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), RELOAD),
    )


class ReasonForm(VersionForm):
    """A decision that needs a reason."""

    reason = forms.CharField(
        label="Begründung",
        max_length=REASON_LENGTH,
        help_text="Der Bildungsträger liest die Begründung. Bitte keine Angaben zu Personen.",
        error_messages={"required": "Bitte nennen Sie den Grund."},
    )


class ReturnForm(ReasonForm):
    """Why the ministry does not order the payment."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "Die Programmstelle liest die Begründung."


def split_days(keys: Sequence[str]) -> list[tuple[str, int]]:
    """("voucher ID", day) of keys as they were sent; what is no day becomes day 0."""
    pairs = (key.rpartition(":") for key in keys)
    return [(voucher, int(day) if _DAY.fullmatch(day) else 0) for voucher, _, day in pairs]


def by_date(days: Sequence[ClaimableDay]) -> Iterator[tuple[date, list[ClaimableDay], int]]:
    """The days of each seminar date with their sum in cents; `days` come in this order."""
    for held_on in Counter(day.held_on for day in days):
        group = [day for day in days if day.held_on == held_on]
        yield held_on, group, sum(day.cents for day in group)
