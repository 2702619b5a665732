"""Brings the database up to date, in one Django process so that a warm start stays quick.

    python -m lotsen.devstack.prepare REPORT [--accounts]

Migrates, gives the application its rights, loads the registry and writes to the file REPORT
whether anybody can sign in yet and the text that lists the demo sign-ins. Ends with 1 when a guard
of the ledger is missing.
"""

import io
import json
import sys
from pathlib import Path


def main() -> None:
    import django
    from django.contrib.auth import get_user_model
    from django.core.management import call_command, get_commands

    report, only_accounts = Path(sys.argv[1]), "--accounts" in sys.argv[2:]
    django.setup()
    if not only_accounts:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("grant_rights", stdout=io.StringIO())
        if "load_registry" in get_commands():
            call_command("load_registry")
        call_command("verify_ledger", guards=True, stdout=io.StringIO())
    people = get_user_model()._default_manager.exists()
    accounts = io.StringIO()
    has_demo = "demo" in get_commands()
    if people and has_demo:
        call_command("demo", "--list-accounts", stdout=accounts)
    answer = {"people": people, "has_demo": has_demo, "accounts": accounts.getvalue()}
    report.write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main()
