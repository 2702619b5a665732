"""The form field for a Kommune, for every form of the project, and the filter of the list."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from kommunen import queries
from kommunen.enums import ChangeGroup, KommuneKind, ListOrder, SizeClass
from kommunen.files import FileRefused
from kommunen.files.notes import Notes, notes_in
from kommunen.models import EditionChange, Kommune
from kommunen.queries.editions import ChangedGroup
from kommunen.queries.lists import regierungsbezirke
from kommunen.queries.search import BEGINNING, MAX_LENGTH
from kommunen.services.applying import ACKNOWLEDGE
from kommunen.services.staging import judge_file
from lotsen.core import clock
from lotsen.core.folding import search_form
from lotsen.core.formatting import day, number
from lotsen.core.forms import FILL_IN, DayField, FilterForm, Form

_MOST_NAMED = 5
NOTHING_CHOSEN = (
    "Bitte wählen Sie aus, was übernommen wird. Soll nichts davon gelten, verwerfen Sie die Datei."
)


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


FROM_NOTES = ("population_as_of", "population_base", "area_as_of")
MAX_UPLOAD = 5_000_000
"""The file of all Germany has 3.6 MB, its ZIP a tenth of that."""


class UploadForm(Form):
    """An official file and the dates that stand in the notes beside it.

    They may be left empty where the notes came along: a ZIP as the publisher packs it. Nothing is
    filled in from the last edition: a date that nobody looked at is the wrong one next time.
    """

    file = forms.FileField(
        label="Datei",
        help_text="GV100AD als .txt oder ZIP oder der Auszug als Excel-Datei (.xlsx), von"
        " destatis.de, höchstens 5\N{NO-BREAK SPACE}MB",
        allow_empty_file=True,  # an empty file gets the same sentence as an unreadable one
    )
    population_as_of = DayField(label="Stand der Einwohnerzahlen", required=False)
    population_base = forms.CharField(
        label="Basis der Einwohnerzahlen",
        max_length=60,
        required=False,
        help_text="zum Beispiel Zensus 2022",
        error_messages={"required": FILL_IN},
    )
    area_as_of = DayField(label="Stand der Flächen", required=False)

    mark_optional = False  # what is needed depends on the file

    def __init__(self, *args: Any, shown: Mapping[str, date | None], **kwargs: Any) -> None:
        """`shown`: the dates of what the registry shows, by field."""
        super().__init__(*args, **kwargs)
        where = "Steht in Hinweise.txt oder im Kopf des Auszugs"
        for name in ("population_as_of", "area_as_of"):
            known = shown.get(name)
            until_now = f"; das Verzeichnis zeigt den {day(known)}" if known else ""
            self.fields[name].help_text = f"{where}{until_now}"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise ValidationError("Die Datei ist größer als 5 MB und kein Gemeindeverzeichnis.")
        return file

    def clean(self) -> dict[str, Any]:
        """What is not typed is taken from the notes in the ZIP; the two may not differ. Dates are
        asked for only where the file is one that needs them."""
        cleaned = super().clean() or {}
        notes = self._notes()
        known = {name: cleaned.get(name) or getattr(notes, name) for name in FROM_NOTES}
        if not all(known[name] for name in FROM_NOTES if name not in self.errors):
            self._judge_file()
        for name in FROM_NOTES:
            field, typed, told = self.fields[name], cleaned.get(name), getattr(notes, name)
            if name in self.errors:
                continue
            if not typed and not told:
                if "file" not in self.errors:
                    self.add_error(name, field.error_messages["required"])
            elif isinstance(typed, date) and isinstance(told, date) and typed != told:
                self.add_error(name, f"Die Hinweise im ZIP nennen den {day(told)}.")
            else:
                cleaned[name] = typed or told
        return cleaned

    def _judge_file(self) -> None:
        """The sentences that the page of the file would say, before anybody looks up dates."""
        if file := self.cleaned_data.get("file"):
            content = file.read()
            file.seek(0)
            try:
                judge_file(content)
            except FileRefused as refused:
                self.add_error("file", [str(problem) for problem in refused.problems])

    def _notes(self) -> Notes:
        file = self.cleaned_data.get("file")
        if not file:
            return Notes()
        content = file.read()
        file.seek(0)
        return notes_in(content)


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
        label="Gilt ab",
        help_text="Tag, an dem die Änderungen wirksam wurden, meist ein 1. Januar",
        error_messages={
            "too_early": "Bitte geben Sie einen Tag ab dem %(limit)s ein: Seitdem gilt die letzte"
            " Ausgabe.",
            "too_late": "Bitte geben Sie keinen Tag in der Zukunft ein. Die Datei kann hier warten"
            " und später übernommen werden.",
        },
    )

    acknowledged = forms.BooleanField(
        label="Ich habe die Auffälligkeiten geprüft und übernehme die Datei trotzdem.",
        error_messages={"required": ACKNOWLEDGE},
    )

    mark_optional = False  # what is needed depends on what is chosen

    def __init__(
        self,
        *args: Any,
        groups: Sequence[ChangedGroup],
        has_doubts: bool,
        earliest: date | None = None,
        **kwargs: Any,
    ) -> None:
        """`earliest`: the day from which the last edition counts."""
        super().__init__(*args, **kwargs)
        if not has_doubts:
            del self.fields["acknowledged"]
        chosen, counts = self.fields["groups"], self.fields["effective_on"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        assert isinstance(counts, DayField)
        counts.earliest, counts.latest = earliest or counts.earliest, clock.today()
        chosen.choices = [
            (group.group.value, f"{group.group.label} ({number(group.count)})") for group in groups
        ]
        self._offers_groups = bool(groups)
        self.initial.setdefault("groups", [group.group.value for group in groups])
        by_group = {group.group: group.changes for group in groups}
        self._dissolved = by_group.get(ChangeGroup.DISSOLVED, ())
        self._new = {x.key: x.name for x in by_group.get(ChangeGroup.NEW, ())}
        moves = {x.key: x for x in by_group.get(ChangeGroup.MOVED, ())}
        self._new_keys = {key: str(x.after["key"]) for key, x in moves.items() if x.after}
        self._moved = {new: moves[key].name for key, new in self._new_keys.items()}
        known = self._new | {key: key for key in self._moved}
        for change in self._dissolved:
            self.fields[f"successor_{change.key}"] = SuccessorField(
                known,
                label=f"Nachfolgerin von {change.name}",
                required=False,
                help_text="Name oder Schlüssel; auch eine neue Kommune dieser Ausgabe",
                initial=change.successor_key,
            )

    def clean(self) -> dict[str, Any]:
        """Something is chosen, and whoever confirms that Kommunen are dissolved says who follows
        each of them: a body that exists once all that is chosen counts."""
        cleaned = super().clean() or {}
        groups = cleaned.get("groups", ())
        if self._offers_groups and not groups and "groups" not in self.errors:
            self.add_error("groups", NOTHING_CHOSEN)
        if ChangeGroup.DISSOLVED in groups:
            for change in self._dissolved:
                if reason := self._against(change, groups):
                    self.add_error(f"successor_{change.key}", reason)
        return cleaned

    def _against(self, change: EditionChange, groups: Collection[str]) -> str:
        """Why the named successor cannot be it; empty when it can, or has an error already."""
        name = f"successor_{change.key}"
        if name in self.errors:
            return ""
        key = self.cleaned_data.get(name)
        if not key:
            return f"Bitte nennen Sie die Nachfolgerin von {change.name}."
        gone = {x.key: x.name for x in self._dissolved}
        if key in gone:
            return f"{gone[key]} wird in dieser Ausgabe selbst aufgelöst."
        for group, names in ((ChangeGroup.NEW, self._new), (ChangeGroup.MOVED, self._moved)):
            if key in names and group not in groups:
                return (
                    f"{names[key]} ({key}) gibt es erst, wenn Sie auch „{group.label}“ auswählen."
                )
        return ""

    @property
    def successor_fields(self) -> list[forms.BoundField]:
        return [self[f"successor_{change.key}"] for change in self._dissolved]

    @property
    def acknowledged_field(self) -> forms.BoundField | None:
        """Only where something looks unusual."""
        return self["acknowledged"] if "acknowledged" in self.fields else None

    @property
    def chosen_groups(self) -> set[ChangeGroup]:
        return {ChangeGroup(group) for group in self.cleaned_data["groups"]}

    @property
    def successors(self) -> dict[str, str]:
        """Key of the successor by the key of the dissolved Kommune; the new one of a body that
        moves at the same time."""
        named = {
            change.key: self.cleaned_data.get(f"successor_{change.key}") or ""
            for change in self._dissolved
        }
        moves = self._new_keys if ChangeGroup.MOVED in self.chosen_groups else {}
        return {key: moves.get(successor, successor) for key, successor in named.items()}


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
