#!/usr/bin/env python
"""Django's command-line entry. `./run manage …` calls it with the local servers running."""

import os
import sys

from django.core.management import execute_from_command_line

OWNER_COMMANDS = {"migrate", "grant_rights"}
"""They change tables and rights, which only the owner may (docs/operations.md, Database roles)."""


def become_owner() -> None:
    """Take the settings of the connection from `DATABASE_OWNER_…` where they are given."""
    for name in ("URL", "PASSWORD", "PASSWORD_FILE"):
        if value := os.environ.get(f"DATABASE_OWNER_{name}"):
            os.environ[f"DATABASE_{name}"] = value


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lotsen.settings.dev")
    if OWNER_COMMANDS & set(sys.argv[1:2]):
        become_owner()
    execute_from_command_line(sys.argv)
