"""The form field for a Kommune, for every form of the project, and the filter of the list."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from kommunen import queries
from kommunen.enums import ChangeGroup, KommuneKind, ListOrder, SizeClass
from kommunen.models import Kommune
from kommunen.queries.editions import ChangedGroup
from kommunen.queries.lists import regierungsbezirke
from kommunen.queries.search import BEGINNING, MAX_LENGTH
from lotsen.core.folding import search_form
from lotsen.core.forms import DayField, FilterForm, Form

_MOST_NAMED = 5


class KommuneWidget(forms.TextInput):
    """A text input that offers matching Kommunen while typing; plain input without JavaScript."""

    template_name = "kommunen/widgets/combobox.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["suggestions_url"] = reverse_lazy("kommunen:suggestions")
        return context


class KommuneField(forms.CharField):
    """Takes a key, a label or an unambiguous name and gives the `Kommune`.

    "08425004", "Altheim (Alb-Donau-Kreis)" and "muehlacker" are fine; "Altheim" alone is refused
    with the names to choose from. Kommunen that were dissolved cannot be chosen.
    """

    widget = KommuneWidget
    default_error_messages = {
        "required": "Bitte geben Sie eine Kommune an.",
        "unknown": "Zu dieser Eingabe gibt es keine Kommune in Baden-Württemberg. Bitte geben Sie"
        " den Namen oder den achtstelligen Schlüssel ein.",
        "similar": "Diese Kommune gibt es nicht in Baden-Württemberg. Meinten Sie %(labels)s?",
        "ambiguous": "Mehrere Kommunen passen dazu: %(labels)s. Bitte wählen Sie eine davon aus.",
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Kommune")
        kwargs.setdefault("help_text", "Name oder achtstelliger Schlüssel")
        kwargs.setdefault("max_length", MAX_LENGTH)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.label if isinstance(value, Kommune) else value

    def clean(self, value: Any) -> Kommune | None:
        text = super().clean(value)
        return self._find(text) if text else None

    def _find(self, text: str) -> Kommune:
        known = queries.kommunen_now()
        exact = known.filter(key=text).first() or known.filter(label__iexact=text).first()
        if exact is not None:
            return exact
        found = queries.search(text, limit=_MOST_NAMED + 1)
        meant = _same_name(found, text) or [kommune for kommune in found if _begins(kommune)]
        if len(meant) == 1:
            return meant[0]
        code = "ambiguous" if meant else "similar" if found else "unknown"
        labels = [kommune.label for kommune in (meant or found)[:_MOST_NAMED]]
        more = " und weitere" if len(meant or found) > _MOST_NAMED else ""
        raise ValidationError(
            self.error_messages[code], code=code, params={"labels": "; ".join(labels) + more}
        )


def _same_name(kommunen: list[Kommune], text: str) -> list[Kommune]:
    form = search_form(text)
    return [
        kommune
        for kommune in kommunen
        if form in (search_form(kommune.name), search_form(kommune.display_name))
    ]


def _begins(kommune: Kommune) -> bool:
    """Whether the search found the name by its beginning; anything else is only a suggestion."""
    return getattr(kommune, "rank", BEGINNING + 1) <= BEGINNING


MAX_UPLOAD = 5_000_000
"""The file of all Germany has 3.6 MB, its ZIP a tenth of that."""


class UploadForm(Form):
    """An official file and the dates that stand in the notes beside it."""

    file = forms.FileField(
        label="Datei",
        help_text="GV100AD als .txt oder ZIP oder der Auszug als Excel-Datei (.xlsx), von"
        " destatis.de, höchstens 5\N{NO-BREAK SPACE}MB",
        allow_empty_file=True,  # an empty file gets the same sentence as an unreadable one
    )
    population_as_of = DayField(
        label="Stand der Einwohnerzahlen",
        help_text="Steht in Hinweise.txt oder im Kopf des Auszugs, zum Beispiel 31.12.2024",
    )
    population_base = forms.CharField(
        label="Basis der Einwohnerzahlen", max_length=60, help_text="zum Beispiel Zensus 2022"
    )
    area_as_of = DayField(label="Stand der Flächen", help_text="zum Beispiel 31.12.2023")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise ValidationError("Die Datei ist größer als 5 MB und kein Gemeindeverzeichnis.")
        return file


class SuccessorField(KommuneField):
    """A Kommune of the registry, or one that is new in the same edition; gives its key."""

    def __init__(self, new: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._new = new

    def clean(self, value: Any) -> Any:
        """The key of the Kommune; what is new in the edition is known by key or name."""
        text = str(value or "").strip()
        for key, name in self._new.items():
            if text.casefold() in (key, name.casefold()):
                return key
        kommune = super().clean(value)
        return kommune.pk if kommune else ""


class ApplyForm(Form):
    """Which groups are confirmed, who follows a dissolved Kommune, and from which day it counts."""

    groups = forms.MultipleChoiceField(
        label="Was übernommen wird", required=False, widget=forms.CheckboxSelectMultiple
    )
    effective_on = DayField(
        label="Gilt ab", help_text="Tag, an dem die Änderungen wirksam wurden, meist ein 1. Januar"
    )

    mark_optional = False  # what is needed depends on what is chosen

    def __init__(self, *args: Any, groups: Sequence[ChangedGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["groups"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        chosen.choices = [
            (group.group.value, f"{group.group.label} ({group.count})") for group in groups
        ]
        self.initial.setdefault("groups", [group.group.value for group in groups])
        by_group = {group.group: group.changes for group in groups}
        new = {x.key: x.name for x in by_group.get(ChangeGroup.NEW, ())}
        self._dissolved = by_group.get(ChangeGroup.DISSOLVED, ())
        for change in self._dissolved:
            self.fields[f"successor_{change.key}"] = SuccessorField(
                new,
                label=f"Nachfolgerin von {change.name}",
                required=False,
                help_text="Name oder Schlüssel; auch eine neue Kommune dieser Ausgabe",
                initial=change.successor_key,
            )

    def clean(self) -> dict[str, Any]:
        """Whoever confirms that Kommunen are dissolved says who follows each of them."""
        cleaned = super().clean() or {}
        if ChangeGroup.DISSOLVED in cleaned.get("groups", ()):
            for change in self._dissolved:
                name = f"successor_{change.key}"
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, f"Bitte nennen Sie die Nachfolgerin von {change.name}.")
        return cleaned

    @property
    def successor_fields(self) -> list[forms.BoundField]:
        return [self[f"successor_{change.key}"] for change in self._dissolved]

    @property
    def chosen_groups(self) -> set[ChangeGroup]:
        return {ChangeGroup(group) for group in self.cleaned_data["groups"]}

    @property
    def successors(self) -> dict[str, str]:
        """Key of the successor by the key of the dissolved Kommune."""
        return {
            change.key: self.cleaned_data.get(f"successor_{change.key}") or ""
            for change in self._dissolved
        }


class KommunenFilter(FilterForm):
    """The filter above the list; every field may be empty."""

    q = forms.CharField(label="Name oder Schlüssel", required=False, max_length=200)
    bezirk = forms.ChoiceField(label="Regierungsbezirk", required=False)
    kreis = forms.ChoiceField(label="Landkreis", required=False)
    art = forms.ChoiceField(
        label="Art", required=False, choices=[("", "Alle Arten"), *KommuneKind.choices]
    )
    groesse = forms.ChoiceField(
        label="Einwohnerzahl", required=False, choices=[("", "Alle Größen"), *SizeClass.choices]
    )
    sortierung = forms.ChoiceField(
        label="Sortierung",
        required=False,
        choices=[("", "Beste Treffer, sonst Name"), *ListOrder.choices],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("bezirk", "Alle Bezirke", regierungsbezirke().values_list("key", "name"))
        self._offer("kreis", "Alle Kreise", queries.kreise().values_list("key", "display_name"))

    def _offer(self, name: str, everything: str, rows: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", everything), *rows]

    @property
    def text(self) -> str:
        """What is searched for. What the field refuses as too long is still looked for, cut."""
        return str(self.data.get("q", ""))

    def chosen(self) -> list[str]:
        """The filter in words, for the notes below an export."""
        self.is_valid()
        found = [f"Suche: {self.text}"] if self.text.strip() else []
        for name in ("bezirk", "kreis", "art", "groesse", "sortierung"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            value = self.value(name)
            labels = dict(field.choices)  # type: ignore[arg-type]
            found += [f"{field.label}: {labels[value]}"] if value else []
        return found
