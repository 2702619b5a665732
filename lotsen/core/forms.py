"""Forms in the look of KERN: renderer, bound field and the base class of all our forms.

`{{ form }}` gives error summary and fields; `docs/ui.md` shows the layouts by hand.
"""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.renderers import TemplatesSetting
from lotsen.core.fields import DayField, EuroField

__all__ = ["DayField", "EuroField", "FilterForm", "Form", "KernBoundField", "KernRenderer"]

LINE_LENGTH = 200
TEXT_LENGTH = 4000


class KernBoundField(forms.BoundField):
    """Adds KERN's classes and ARIA instead of the browser's own validation to every widget."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Return the attributes of the widget: `aria-required` rather than `required`, error linked."""
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
            base = "kern-form-check__checkbox"  # first: Django's checkbox group is a kind of radio group
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
    def optional(self) -> bool:
        """Whether the label says "(optional)"."""
        return (
            not self.field.required
            and self.kind != "check"
            and bool(getattr(self.form, "mark_optional", False))
        )


class KernRenderer(TemplatesSetting):
    """Finds the form templates in `templates/django/forms/`."""

    form_template_name = "django/forms/div.html"
    field_template_name = "django/forms/field.html"
    bound_field_class = KernBoundField


class Form(forms.Form):
    """Base of every form: no text without a limit, labels without a colon, optional fields marked."""

    use_required_attribute = False
    mark_optional = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and field.max_length is None:
                _limit_length(field)


class FilterForm(Form):
    """A GET form above a list: every field is optional, so none is marked, and bad values are ignored."""

    mark_optional = False

    def value(self, name: str) -> Any:
        """Return the cleaned value of a field, or None where it is empty or makes no sense."""
        self.is_valid()
        return self.cleaned_data.get(name) or None


def _limit_length(field: forms.CharField) -> None:
    limit = TEXT_LENGTH if isinstance(field.widget, forms.Textarea) else LINE_LENGTH
    field.max_length = limit
    field.validators.append(MaxLengthValidator(limit))
    field.widget.attrs.update(field.widget_attrs(field.widget))
