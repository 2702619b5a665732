"""What the person at the terminal reads: numbered steps, remarks, questions."""

import contextlib
import sys

STEPS = 7


def step(number: int, text: str) -> None:
    """Announces a step of the start, before it is done."""
    say(f"[{number}/{STEPS}] {text}")


def remark(text: str) -> None:
    """A line that belongs to the present step."""
    say(f"      {text}")


def say(text: str) -> None:
    """A line of its own; a terminal that was closed is no reason to stop."""
    with contextlib.suppress(OSError):
        print(text, file=sys.stderr, flush=True)


def is_interactive() -> bool:
    """Whether somebody can answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str, *, default: bool) -> bool:
    """Yes or no; without a terminal, or at the end of input, the default."""
    if not is_interactive():
        return default
    choices = "[J/n]" if default else "[j/N]"
    while True:
        print(f"{question} {choices} ", end="", file=sys.stderr, flush=True)
        answer = sys.stdin.readline()
        word = answer.strip().lower()
        if not word:
            return default
        if word in {"j", "ja", "y", "yes"}:
            return True
        if word in {"n", "nein", "no"}:
            return False
