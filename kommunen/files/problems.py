"""Why an official file is refused: line and reason, in words for the clerk who uploaded it."""

from collections.abc import Sequence
from dataclasses import dataclass

from lotsen.core.errors import DomainError

SHOWN = 20
"""More problems than these say nothing new: the file is of another kind or damaged."""


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One reason; `line` counts from 1 and is None when it concerns the whole file."""

    reason: str
    line: int | None = None

    def __str__(self) -> str:
        return f"Zeile {self.line}: {self.reason}" if self.line else self.reason


class FileRefused(DomainError):
    """The file is not read any further and nothing was changed."""

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        self.problems = tuple(problems[:SHOWN])
        more = len(problems) - len(self.problems)
        sentences = [str(problem) for problem in self.problems]
        if more:
            sentences.append(f"und {more} weitere.")
        super().__init__(" ".join(sentences))


def refuse(reason: str, line: int | None = None) -> FileRefused:
    """A refusal for one reason."""
    return FileRefused([FileProblem(reason, line)])
