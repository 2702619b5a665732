"""`./run`: from installed packages to a site that answers, and to its orderly end."""

import http.client
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

from lotsen.devstack import environment, frontend, layout, ports, preparation, servers, system
from lotsen.devstack.children import application
from lotsen.devstack.instance import Instance
from lotsen.devstack.log_watch import LogWatch
from lotsen.devstack.problems import Problem
from lotsen.devstack.processes import wait_until
from lotsen.devstack.supervisor import Interrupted, Supervisor
from lotsen.devstack.terminal import ask, is_interactive, remark, say, step


@dataclass(frozen=True)
class Options:
    """Command line of `./run`."""

    demo: bool | None = None
    reset: bool = False
    yes: bool = False
    verbose: bool = False


def serve(options: Options) -> int:
    """Runs the site until somebody ends it; returns the exit code."""
    began = time.monotonic()
    instance = Instance()
    if options.reset and not _may_reset(options):
        return 1
    if options.reset:
        instance.end_other()
    if not instance.acquire("serve"):
        return _explain_other(instance)
    supervisor = Supervisor(instance, servers.LocalServers())
    supervisor.listen()
    watch: LogWatch | None = None
    try:
        if options.reset:
            remark("Alle Daten werden gelöscht …")
            servers.delete_data()
            preparation.forget_answer()
        accounts, port = _start(supervisor, options)
        watch = LogWatch(_logs(supervisor), everything=options.verbose)
        watch.start()
        _announce(supervisor, accounts, port, time.monotonic() - began)
        supervisor.run()
    except Interrupted:
        pass
    finally:
        if watch:
            watch.close()
        supervisor.shut_down()
        instance.release()
    say("Beendet. Die Daten bleiben erhalten.")
    return 0


def _start(supervisor: Supervisor, options: Options) -> tuple[str, int]:
    """Steps 2 to 7; returns the text with the sign-ins and the port."""
    host = os.environ.get("HOST", "").strip() or environment.DEFAULT_HOST
    port, moved = ports.choose(os.environ.get("PORT", "").strip(), host)
    if moved:
        remark(moved)
    step(2, "Oberfläche: Stylesheet, Skript und Schriften")
    frontend.ensure_built()
    step(3, "Datenbank und Warteschlange: PostgreSQL 18, Valkey 9")
    supervisor.servers.start(supervisor.instance)
    supervisor.watch_servers()
    addresses = supervisor.servers.addresses()
    supervisor.instance.publish(phase="servers", environment=addresses)
    env = environment.for_django(addresses, port)
    step(4, "Tabellen und Register der Kommunen")
    prepared = preparation.update_database(env)
    step(5, "Demodaten")
    accounts = _offer_demo(options, env, prepared)
    step(6, "PDF-Bibliotheken")
    system.ensure_pdf_libraries()
    step(7, "Webserver und Hintergrunddienst")
    _start_application(supervisor, env, port, host)
    return accounts, port


def _offer_demo(options: Options, env: dict[str, str], prepared: preparation.Prepared) -> str:
    if not preparation.wants_demo(options.demo, prepared):
        return prepared.accounts
    preparation.load_demo(env)
    return preparation.update_database(env, only_accounts=True).accounts


def _start_application(supervisor: Supervisor, env: dict[str, str], port: int, host: str) -> None:
    """Starts the programs and returns when pages are answered and work is taken."""
    programs = application(port, host)
    for child in programs.values():
        child.environment = env
        supervisor.start_child(child)

    def is_up() -> bool:
        supervisor.revive_dead()
        return programs["worker"].has_said(" ready.") and answers(port, host)

    if not wait_until(is_up, 90, step=0.1):
        for child in programs.values():
            say(f"--- {child.name} ---\n{child.last_words()}")
        raise Problem("Der Webserver antwortet nicht. Näheres steht in var/log/.")


def answers(port: int, host: str = environment.DEFAULT_HOST) -> bool:
    """Whether `/healthz` reports that all is ready."""
    address = host if host not in {"0.0.0.0", "::"} else environment.DEFAULT_HOST  # noqa: S104
    connection = http.client.HTTPConnection(address, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _announce(supervisor: Supervisor, accounts: str, port: int, seconds: float) -> None:
    url = f"http://localhost:{port}/"
    supervisor.instance.publish(phase="ready", url=url)
    line = "─" * min(72, shutil.get_terminal_size().columns)
    say(f"\n{line}\n  Kommunale Digitallotsen:  {url}")
    if accounts:
        say(f"\n  Zum Ausprobieren:\n{indent(accounts.rstrip(), '  ')}")
    say(f"\n  Bereit nach {seconds:.1f} s.  Ende: Strg+C.  Protokolle: var/log/\n{line}\n")


def _logs(supervisor: Supervisor) -> dict[str, Path]:
    return {name: child.log for name, child in supervisor.children.items()}


def _may_reset(options: Options) -> bool:
    if environment.external("DATABASE_URL"):
        raise Problem("--reset löscht nur die eingebaute Datenbank, nicht die aus DATABASE_URL.")
    if options.yes or not is_interactive():
        return True
    return ask(f"Alle Daten in {layout.VAR} werden gelöscht. Wirklich?", default=False)


def _explain_other(instance: Instance) -> int:
    """Another process holds the lock."""
    other = instance.read()
    if other.kind == "manage":
        raise Problem("Gerade läuft ./run manage. Bitte warten, bis der Befehl fertig ist.")
    wait_until(lambda: bool(instance.read().url), 60, step=0.2)
    url = instance.read().url
    say(f"Läuft bereits: {url or 'startet noch'}   (beenden: ./run stop)")
    return 0
