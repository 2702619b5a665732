"""Settings and addresses of the benchmark: the real site plus one bare view.

As a program it prints `e-mail session-key` for the addresses given.
"""

import sys

from lotsen.settings.dev import *  # noqa: F403

DEBUG = False
ROOT_URLCONF = "tests.benchmarks.site_urls"
LOGGING = {"version": 1, "disable_existing_loggers": True}


def main() -> None:
    import django

    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from lotsen.accounts.models import User

    for email in sys.argv[1:]:
        user = User.objects.get(email=email)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        print(email, session.session_key)


if __name__ == "__main__":
    main()
