"""The upload of a list of earlier qualifications; each of its rows is a form."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from lotsen.core.forms import Form
from lotsen.people.enums import QualificationKind
from lotsen.people.prior_files import COLUMNS, MOST_BYTES, MOST_ROWS, FileRow, read_list
from lotsen.people.prior_forms import NewPersonPriorForm
from lotsen.people.prior_queries import namesakes
from lotsen.people.services.prior_lists import ListedCourse

WRITE_KIND = "Bitte tragen Sie Basis, Aufbau oder Inhouse ein."
WORDS = {
    "kind": {"required": WRITE_KIND, "invalid_choice": WRITE_KIND},
    "funding": {"invalid_choice": "Bitte tragen Sie ja oder nein ein."},
    "kommune": {
        "ambiguous": "Mehrere Kommunen passen dazu: %(labels)s. Bitte tragen Sie den Schlüssel ein."
    },
}
"""A cell is written: it offers nothing to choose from."""


class RowForm(NewPersonPriorForm):
    """One row. The e-mail address may be missing where the name is the only one of its Kommune."""

    remark = None  # type: ignore[assignment]
    elsewhere = None  # type: ignore[assignment]
    token = None  # type: ignore[assignment]

    def __init__(self, row: FileRow, **kwargs: Any) -> None:
        super().__init__(row.texts, **kwargs)
        self.number = row.number
        self.fields["email"].required = False
        for name, sentences in WORDS.items():
            self.fields[name].error_messages.update(sentences)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "email" in cleaned and not cleaned["email"]:
            cleaned["email"] = self._address(cleaned)
        return cleaned

    def _address(self, cleaned: dict[str, Any]) -> str:
        """The address of the one person with this name."""
        if not {"kommune", "given_name", "family_name"} <= cleaned.keys():
            return ""
        who = (cleaned["kommune"], cleaned["given_name"], cleaned["family_name"])
        found = list(namesakes(*who)[:2])
        if len(found) == 1:
            return found[0].email
        self.add_error(
            "email",
            "Mehrere Personen heißen so. Bitte geben Sie die dienstliche E-Mail-Adresse an."
            if found
            else "Diese Person ist dort noch nicht eingetragen. Bitte geben Sie die dienstliche"
            " E-Mail-Adresse an.",
        )
        return ""

    @property
    def problems(self) -> list[tuple[int, str]]:
        """Number and sentence for everything that is wrong with the row."""
        return [
            (self.number, f"{COLUMNS.get(name, 'Zeile')}: {sentence}")
            for name in (*COLUMNS, NON_FIELD_ERRORS)
            for sentence in self.errors.get(name, ())
        ]

    @property
    def listed(self) -> ListedCourse:
        return ListedCourse(self.number, self.person, self.course)


class ListForm(Form):
    """The file with the list."""

    problems: list[tuple[int, str]] = []
    """Number and sentence of the rows that were refused."""

    file = forms.FileField(
        label="Liste",
        help_text=f"CSV oder Excel (.xlsx), höchstens {MOST_ROWS} Zeilen",
        allow_empty_file=True,  # an empty file gets the sentence of the reader
    )

    def clean_file(self) -> Any:
        """The file; its rows are read by `read_rows`."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError("Die Datei ist größer als 1 MB.")
        return file


def read_rows(content: bytes) -> tuple[list[ListedCourse], list[tuple[int, str]]]:
    """The rows of a file that can be tried out, and what is wrong with the others.

    Left out as well: what somebody could only do after a course whose own row is refused.
    Raises `DomainError` for what is no list.
    """
    rows = [RowForm(row) for row in read_list(content)]
    refused = [row for row in rows if row.problems]
    unknown = {str(row.data["email"]).lower() for row in refused}
    listed = [
        one
        for one in (row.listed for row in rows if not row.problems)
        if one.course.kind == QualificationKind.BASIS or one.person.email.lower() not in unknown
    ]
    return listed, [problem for row in refused for problem in row.problems]
