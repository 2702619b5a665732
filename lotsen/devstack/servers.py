"""PostgreSQL and Valkey of a checkout, or the ones that the environment names."""

import contextlib
import os
import shutil
from pathlib import Path

from lotsen.devstack import environment, layout, places, postgres
from lotsen.devstack.instance import Instance
from lotsen.devstack.problems import Problem
from lotsen.devstack.valkey import ValkeyServer


class LocalServers:
    """The servers that we have to run ourselves, in starting order."""

    def __init__(self) -> None:
        home, sockets = places.data_home(), places.socket_home()
        self.database: postgres.PostgresServer | None = None
        self.queue: ValkeyServer | None = None
        if not environment.external("DATABASE_URL"):
            data = home / "pg" / f"data-{postgres.MAJOR}"
            log = layout.LOGS / "postgres.log"
            self.database = postgres.PostgresServer(data, sockets, log)
        if not environment.external("REDIS_URL"):
            place = layout.VAR / "run" / "valkey.sock"
            if len(str(place).encode()) > places.LONGEST_SOCKET:
                place = sockets.with_name(f"{sockets.name}-valkey") / "valkey.sock"
                places.make_private(place.parent, None)
            self.queue = ValkeyServer(layout.VAR / "valkey", place, layout.LOGS / "valkey.log")

    def start(self, instance: Instance) -> bool:
        """Starts both and returns whether the database cluster is new."""
        layout.LOGS.mkdir(parents=True, exist_ok=True)
        (layout.VAR / "run").mkdir(exist_ok=True)
        created = False
        if self.database:
            _refuse_foreign(self.database.data)
            created = postgres.create_cluster(self.database.data)
            instance.record("postgres", self.database.start().pid)
        if self.queue:
            instance.record("valkey", self.queue.start().pid)
        return created

    def stop(self) -> None:
        """Stops both, the queue first."""
        if self.queue:
            self.queue.stop()
        if self.database:
            self.database.stop()

    def addresses(self) -> dict[str, str]:
        """`DATABASE_URL` of the application, `DATABASE_OWNER_URL` for migrations, `REDIS_URL`."""
        database, queue = environment.external("DATABASE_URL"), environment.external("REDIS_URL")
        owner = environment.external("DATABASE_OWNER_URL") or database
        return {
            "DATABASE_URL": self.database.application_url if self.database else database,
            "DATABASE_OWNER_URL": self.database.url if self.database else owner,
            "REDIS_URL": self.queue.url if self.queue else queue,
        }


def _refuse_foreign(data: Path) -> None:
    """Data made by root cannot be used by somebody else and the other way round."""
    account = places.postgres_account()
    owner = account.uid if account else os.geteuid()
    with contextlib.suppress(OSError):
        if data.stat().st_uid != owner:
            raise Problem(
                f"Die Daten in {data} gehören einem anderen Benutzer dieses Rechners. "
                "Bitte ./run als dieser starten oder den Ordner var/ entfernen."
            )


def delete_data() -> None:
    """Removes database, queue and local files; the secret key stays."""
    home = places.data_home()
    data = home / "pg" / f"data-{postgres.MAJOR}"
    postgres.end_leftover(data)
    for folder in (data, layout.VAR / "valkey", layout.MEDIA):
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            raise Problem(f"{folder} konnte nicht gelöscht werden.")
    for file in (layout.VAR / "run").glob("beat-schedule*"):
        file.unlink(missing_ok=True)
