"""One way to try an act from a form: a broken rule becomes a sentence at the form."""

from collections.abc import Callable
from typing import TypeVar

from django import forms

from lotsen.core.errors import DomainError

Result = TypeVar("Result")
UNPROCESSABLE, FOUND = 422, 302


def attempt(
    form: forms.Form,
    act: Callable[[], Result],
    *,
    done_before: Callable[[], Result | None] = lambda: None,
) -> tuple[Result | None, int]:
    """Call `act` if the form is valid.

    Gives the result with 302, or None with the status of the form page that shows what is wrong:
    422 for bad input, the error's own status (409 lost race, 403 four eyes …) for a broken rule.

    `done_before` finds what an earlier press of the same form has done, and counts as its result.
    It is asked after a refusal and not before the act: of two presses at a time neither finds
    anything beforehand, and the second is refused because what it chose is taken – by the first.
    """
    refusal: DomainError | None = None
    if form.is_valid():
        try:
            return act(), FOUND
        except DomainError as error:
            refusal = error
    try:
        known = done_before()
        if known is not None:
            return known, FOUND
    except DomainError as error:
        refusal = refusal or error
    if refusal is None:
        return None, UNPROCESSABLE
    form.add_error(None, str(refusal))
    return None, refusal.status
