"""The walks of this folder read thousands of pages and look at nothing but their bytes."""

import pytest


@pytest.fixture(autouse=True)
def _no_copies_of_contexts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's test client keeps a copy of every template context: a third of the time here."""
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *args, **kwargs: None)
