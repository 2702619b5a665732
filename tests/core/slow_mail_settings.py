"""Settings of a worker that sends through the slow mail server."""

from lotsen.settings.test import *  # noqa: F403

EMAIL_BACKEND = "tests.core.slow_mail.SlowListBackend"
