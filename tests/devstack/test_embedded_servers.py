"""The embedded servers: data survive a kill, umlauts compare as in production."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from lotsen.devstack import layout, places, postgres, test_servers
from lotsen.devstack.postgres import PostgresServer
from lotsen.devstack.valkey import ValkeyServer


@pytest.fixture
def home() -> Iterator[Path]:
    """Not pytest's `tmp_path`: its 0700 folders are closed to the account of PostgreSQL."""
    path = places.temporary_home()
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def database(home: Path) -> Iterator[PostgresServer]:
    postgres.copy_cluster(test_servers.template_cluster(), home / "pg")
    server = PostgresServer(home / "pg", home / "sock", home / "postgres.log")
    server.start()
    yield server
    server.kill()


def test_database_knows_umlauts_and_needed_extensions(database: PostgresServer) -> None:
    with psycopg.connect(database.url) as connection:
        row = connection.execute("SELECT 'ÄRGER' ILIKE 'ärger', upper('ü')").fetchone()
        connection.execute("CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gist")

    assert row == (True, "Ü")


def test_the_application_comes_with_a_role_that_owns_nothing(database: PostgresServer) -> None:
    with psycopg.connect(database.application_url) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("lotsen_app",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE own (x int)")


def test_committed_rows_survive_kill_of_the_server(database: PostgresServer) -> None:
    with psycopg.connect(database.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
    assert database.process
    os.kill(database.process.pid, signal.SIGKILL)
    database.process.wait()

    database.start()

    with psycopg.connect(database.url) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)


def test_leftover_server_is_ended_before_a_new_start(database: PostgresServer) -> None:
    again = PostgresServer(database.data, database.sockets, database.log)

    again.start()

    assert database.process
    assert database.process.wait(10) == 0
    again.kill()


def test_queue_survives_kill_of_the_server(home: Path) -> None:
    server = ValkeyServer(home / "valkey", home / "valkey.sock", home / "valkey.log")
    process = server.start()
    client = redis.Redis(unix_socket_path=str(server.socket_path))
    client.config_set("appendfsync", "always")
    client.rpush("queue", *range(20))
    client.close()
    process.kill()
    process.wait()

    server.start()

    try:
        client = redis.Redis(unix_socket_path=str(server.socket_path))
        assert client.llen("queue") == 20
        client.close()
    finally:
        server.stop()


def test_compose_uses_the_same_initdb_arguments() -> None:
    compose = (layout.ROOT / "docker-compose.yml").read_text(encoding="utf-8")

    assert f"POSTGRES_INITDB_ARGS: {' '.join(postgres.INITDB_ARGUMENTS)}\n" in compose
