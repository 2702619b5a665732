"""One way to try an act from a form: a broken rule becomes a sentence at the form."""

from collections.abc import Callable
from typing import TypeVar

from django import forms

from lotsen.core.errors import DomainError

Result = TypeVar("Result")


def attempt(form: forms.Form, act: Callable[[], Result]) -> tuple[Result | None, int]:
    """Call `act` if the form is valid.

    Gives the result with 302, or None with the status of the form page that shows what is wrong:
    422 for bad input, the error's own status (409 lost race, 403 four eyes …) for a broken rule.
    """
    if not form.is_valid():
        return None, 422
    try:
        return act(), 302
    except DomainError as error:
        form.add_error(None, str(error))
        return None, error.status
