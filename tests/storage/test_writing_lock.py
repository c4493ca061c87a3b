"""The line of writers: everybody's turn comes, in order, and a holder that dies holds up nobody."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.context import SpawnProcess
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

import score_learn.factory  # noqa: F401 -- with it every table is known
from score_learn.storage import writers
from score_learn.storage.database import db, sqlite_file, transaction
from score_learn.storage.organisations import OrganisationRow
from score_learn.storage.writers import NoTurnError, turn
from tests.builders import NOON
from tests.conftest import make_app
from tests.storage.rivals import LONG_MS, hold, write_many

PROCESSES, WRITES = 3, 40
PATIENCE_SECONDS = 300
"""Until what never comes is a failure; far more than a slow machine needs."""

SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def line(tmp_path: Path) -> Path:
    return tmp_path / "test.db-writers"


@pytest.fixture
def sqlite_app(tmp_path: Path, sqlite_template: Path) -> Iterator[Flask]:
    path = tmp_path / "test.db"
    path.write_bytes(sqlite_template.read_bytes())
    app = make_app(f"sqlite:///{path}")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def holder(line: Path) -> Iterator[SpawnProcess]:
    """Another process whose turn it is."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=hold, args=(line, theirs))
    process.start()
    assert ours.poll(PATIENCE_SECONDS)
    assert ours.recv() == "mine"
    yield process
    process.kill()
    process.join(PATIENCE_SECONDS)


def in_a_thread(act: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    return thread


def wait_for_end(thread: threading.Thread) -> None:
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()


def wait_until_drawn(line: Path, number: int) -> None:
    """Return when that many numbers were ever drawn."""
    until = time.monotonic() + PATIENCE_SECONDS
    while writers.NUMBER.unpack(line.read_bytes())[0] < number:
        assert time.monotonic() < until, "somebody never drew"
        os.sched_yield()


def test_every_process_writes_all_it_has(sqlite_app: Flask) -> None:
    url = db.engine.url.render_as_string()
    names = [f"process {number}" for number in range(PROCESSES)]
    processes = [SPAWN.Process(target=write_many, args=(url, name, WRITES)) for name in names]
    for process in processes:
        process.start()
    for process in processes:
        process.join(PATIENCE_SECONDS)

    assert [process.exitcode for process in processes] == [0] * PROCESSES
    stored = list(db.session.scalars(sa.select(OrganisationRow.name).order_by("id")))
    for name in names:
        own = [row for row in stored if row.startswith(name)]
        assert own == [f"{name} {number}" for number in range(WRITES)]


def test_turns_come_in_the_order_of_asking(line: Path) -> None:
    came: list[int] = []

    def take(number: int) -> None:
        with turn(line, patience_ms=LONG_MS):
            came.append(number)

    with turn(line, patience_ms=LONG_MS):
        waiting = []
        for number in range(6):
            waiting.append(in_a_thread(lambda number=number: take(number)))
            wait_until_drawn(line, number + 2)
    for thread in waiting:
        wait_for_end(thread)

    assert came == list(range(6))


def test_two_are_never_in_at_once(line: Path) -> None:
    inside, most = 0, 0

    def take() -> None:
        nonlocal inside, most
        for _ in range(30):
            with turn(line, patience_ms=LONG_MS):
                inside += 1
                most = max(most, inside)
                os.sched_yield()
                inside -= 1

    threads = [in_a_thread(take) for _ in range(4)]
    for thread in threads:
        wait_for_end(thread)

    assert most == 1


def test_a_holder_that_is_killed_frees_its_turn(line: Path, holder: SpawnProcess) -> None:
    with pytest.raises(NoTurnError), turn(line, patience_ms=50):
        pass
    assert holder.pid
    os.kill(holder.pid, signal.SIGKILL)

    with turn(line, patience_ms=LONG_MS) as left_ms:
        assert left_ms > 0


def test_one_who_gives_up_holds_up_nobody_and_lets_nobody_in(
    line: Path, holder: SpawnProcess
) -> None:
    """Those behind must not take the number that was given up for the end of the holder's turn."""
    came: list[str] = []

    def take() -> None:
        with turn(line, patience_ms=LONG_MS):
            came.append("behind")

    with pytest.raises(NoTurnError), turn(line, patience_ms=50):
        pass
    behind = in_a_thread(take)
    wait_until_drawn(line, 3)
    with pytest.raises(NoTurnError), turn(line, patience_ms=50):
        pass
    assert came == []
    holder.kill()
    wait_for_end(behind)
    assert came == ["behind"]


def test_nobody_can_draw_while_another_draws_for_ever(line: Path) -> None:
    """A process that was stopped in the middle of drawing costs time, not an endless wait."""
    line.touch()
    with line.open("r+b") as stopped:
        assert writers._lock(stopped.fileno(), writers.fcntl.F_WRLCK, writers.COUNTER_AT)
        with pytest.raises(NoTurnError), turn(line, patience_ms=20):
            pass


def test_a_damaged_counter_begins_anew(line: Path) -> None:
    line.write_bytes(b"x")
    with turn(line, patience_ms=LONG_MS):
        assert line.read_bytes() == writers.NUMBER.pack(1)


def test_a_line_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoTurnError, match="cannot be used"), turn(tmp_path, patience_ms=10):
        pass


def test_a_line_that_cannot_be_written_is_said() -> None:
    with pytest.raises(NoTurnError, match="No space left"), turn(Path("/dev/full"), patience_ms=10):
        pass


def test_the_line_is_for_us_alone(line: Path) -> None:
    with turn(line, patience_ms=LONG_MS):
        assert line.stat().st_mode & 0o077 == 0


def test_a_transaction_gives_up_when_others_write_too_long(
    sqlite_app: Flask, line: Path, holder: SpawnProcess
) -> None:
    assert sqlite_file() == line.with_name("test.db")
    with pytest.raises(NoTurnError), transaction(patience_ms=20):
        pass
    holder.kill()
    with transaction():
        db.session.add(OrganisationRow(name="after", created_at=NOON))
    assert db.session.scalars(sa.select(OrganisationRow.name)).all() == ["after"]


def test_sqlites_own_lock_gets_only_the_patience_that_is_left(sqlite_app: Flask) -> None:
    """A shell knows nothing of the line; whoever waits for it waits once, not twice."""
    with db.engine.connect().execution_options(writes=0) as shell:
        shell.begin()
        with pytest.raises(sa.exc.OperationalError, match="locked"), transaction(patience_ms=20):
            pass
    assert db.session.execute(sa.text("PRAGMA busy_timeout")).scalar() == 5000


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files for others")
class TestMadeByRoot:
    """Root's commands leave nothing behind that the service may not open."""

    SERVICE = (12345, 23456)

    @staticmethod
    def owner(path: Path) -> tuple[int, int]:
        return path.stat().st_uid, path.stat().st_gid

    def test_the_line_belongs_to_the_owner_of_the_database(self, line: Path) -> None:
        database = line.with_name("test.db")
        database.touch()
        os.chown(database, *self.SERVICE)

        with turn(line, patience_ms=LONG_MS):
            assert self.owner(line) == self.SERVICE

    def test_what_is_there_is_not_given_away(self, line: Path) -> None:
        line.touch()
        os.chown(line.parent, *self.SERVICE)

        with turn(line, patience_ms=LONG_MS):
            assert self.owner(line) == (0, 0)

    def test_a_new_database_belongs_to_the_owner_of_its_folder(self, tmp_path: Path) -> None:
        os.chown(tmp_path, *self.SERVICE)
        app = make_app(f"sqlite:///{tmp_path / 'new.db'}")
        with app.app_context():
            with transaction():
                db.session.execute(sa.text("CREATE TABLE kept (id)"))
            owners = {path.name: self.owner(path) for path in tmp_path.iterdir()}
            db.session.remove()
            db.engine.dispose()

        assert {"new.db", "new.db-wal", "new.db-shm", "new.db-writers"} == set(owners)
        assert set(owners.values()) == {self.SERVICE}


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_has_no_line(url: str) -> None:
    app = make_app(url)
    with app.app_context():
        assert sqlite_file() is None
        with transaction():
            db.session.execute(sa.text("CREATE TABLE kept (id)"))
        db.session.remove()
        db.engine.dispose()
