"""Forms in the look of KERN: renderer, bound field and the base class of all our forms.

`{{ form }}` gives error summary and fields; `docs/ui.md` shows the layouts by hand.
"""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.renderers import TemplatesSetting

from lotsen.core.fields import (
    ClockField,
    DayField,
    EuroField,
    ModelChoiceField,
    ModelMultipleChoiceField,
)

__all__ = [
    "ClockField",
    "DayField",
    "EuroField",
    "FilterForm",
    "Form",
    "KernBoundField",
    "KernRenderer",
    "ModelChoiceField",
    "ModelMultipleChoiceField",
]

LINE_LENGTH = 200
TEXT_LENGTH = 4000

# What to do, instead of Django's "Dieses Feld ist zwingend erforderlich."
FILL_IN = "Bitte füllen Sie dieses Feld aus."
CHOOSE = "Bitte wählen Sie etwas aus."
CONFIRM = "Bitte bestätigen Sie diese Angabe."
UPLOAD = "Bitte wählen Sie eine Datei aus."
UNKNOWN_CHOICE = "Bitte wählen Sie eine der angebotenen Möglichkeiten."
RELOAD = "Bitte laden Sie die Seite neu und senden Sie das Formular noch einmal."
FOR_ALL_FIELDS = {
    "max_length": "Bitte geben Sie höchstens %(limit_value)d Zeichen ein, nicht %(show_value)d.",
    "null_characters_not_allowed": "Bitte entfernen Sie das unzulässige Zeichen.",
}


class KernBoundField(forms.BoundField):
    """Adds KERN's classes, ARIA instead of the browser's own validation, and our error texts.

    Comes with the renderer, so that django-allauth's forms look and speak like ours.
    """

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        _say_what_to_do(field)

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Return the widget's attributes: `aria-required` instead of `required`, error linked."""
        widget = widget or self.field.widget
        result = super().build_widget_attrs(attrs, widget)
        result.pop("required", None)
        result["placeholder"] = False  # never: it vanishes while typing; hints are help texts
        if widget.is_hidden:
            return result
        if widget.use_fieldset:
            result.pop("aria-invalid", None)  # not allowed on a radio; the group carries the error
        elif self.field.required:
            result["aria-required"] = "true"
        own = widget.attrs.get("class", "")
        result["class"] = f"{self._kern_class(widget)} {own}".strip()
        return result

    def _kern_class(self, widget: forms.Widget) -> str:
        if isinstance(widget, forms.CheckboxSelectMultiple | forms.CheckboxInput):
            base = "kern-form-check__checkbox"  # first: Django derives it from RadioSelect
        elif isinstance(widget, forms.RadioSelect):
            base = "kern-form-check__radio"
        elif isinstance(widget, forms.Select):
            base = "kern-form-input__select"
        else:
            base = "kern-form-input__input"
        return f"{base} {base}--error" if self.errors else base

    @property
    def kind(self) -> str:
        """Which of three layouts the field template uses: `group`, `check` or `input`."""
        if self.use_fieldset:
            return "group"
        return "check" if isinstance(self.field.widget, forms.CheckboxInput) else "input"

    @property
    def anchor(self) -> str:
        """The id that the error summary links to: the input, or the first one of a group."""
        return f"{self.auto_id}_0" if self.use_fieldset else self.id_for_label

    @property
    def summary_label(self) -> str:
        """The label before its error in the summary: a whole sentence loses its full stop."""
        return str(self.label).rstrip(".:?")

    @property
    def optional(self) -> bool:
        """Whether the label says "(optional)". A field may opt out with `mark_optional = False`."""
        return (
            not self.field.required
            and self.kind != "check"
            and bool(getattr(self.form, "mark_optional", False))
            and bool(getattr(self.field, "mark_optional", True))
        )


class KernRenderer(TemplatesSetting):
    """Finds the form templates in `templates/django/forms/`."""

    form_template_name = "django/forms/div.html"
    field_template_name = "django/forms/field.html"
    bound_field_class = KernBoundField


class Form(forms.Form):
    """Base of every form: text has a limit, labels no colon, optional fields are marked."""

    use_required_attribute = False
    mark_optional = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField):
                _limit_length(field)


class FilterForm(Form):
    """A GET form above a list: all fields are optional, none is marked, nonsense is ignored."""

    mark_optional = False

    def value(self, name: str) -> Any:
        """Return the cleaned value of a field, or None where it is empty or makes no sense."""
        self.is_valid()
        return self.cleaned_data.get(name) or None

    def chosen(self) -> list[str]:
        """The filter in words, for the notes below an export: "Ort: Ulm"."""
        return [
            f"{field.label}: {_in_words(field, value)}" if value is not True else str(field.label)
            for name, field in self.fields.items()
            if (value := self.value(name)) is not None and not field.widget.is_hidden
        ]


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if type(field) is forms.ChoiceField:
        labels = dict(field.choices)  # type: ignore[arg-type]
        return str(labels[value])
    return str(value)


def _say_what_to_do(field: forms.Field) -> None:
    """Replace Django's messages, but none that the form itself has chosen."""
    if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = _required_message(field)
    if isinstance(field, forms.UUIDField):
        field.error_messages["invalid"] = RELOAD  # such fields are hidden: nobody typed this
    for code, sentence in FOR_ALL_FIELDS.items():
        field.error_messages.setdefault(code, sentence)
    for code in ("invalid_choice", "invalid_pk_value"):
        default = getattr(type(field), "default_error_messages", {}).get(code)
        if default is not None and field.error_messages.get(code) == default:
            field.error_messages[code] = UNKNOWN_CHOICE


def _required_message(field: forms.Field) -> str:
    if isinstance(field, forms.BooleanField):
        return CONFIRM
    if isinstance(field, forms.FileField):
        return UPLOAD
    return CHOOSE if isinstance(field, forms.ChoiceField | forms.ModelChoiceField) else FILL_IN


def _limit_length(field: forms.CharField) -> None:
    if field.max_length is not None:
        return
    limit = TEXT_LENGTH if isinstance(field.widget, forms.Textarea) else LINE_LENGTH
    field.max_length = limit
    field.validators.append(MaxLengthValidator(limit))
    field.widget.attrs.update(field.widget_attrs(field.widget))
