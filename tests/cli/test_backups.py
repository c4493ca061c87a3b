"""Backups as an operator makes, lists, verifies and restores them."""

import dataclasses
import gzip
import io
import os
import re
import resource
import signal
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from score_learn.cli.backup import list_, make, restore, verify
from score_learn.cli.database import upgrade_database
from score_learn.services import backups, people, records
from score_learn.storage import copies, epochs
from score_learn.storage.database import db, transaction
from score_learn.storage.sqlite import driver
from tests.builders import NOON
from tests.cli.conftest import close, make_program, runner
from tests.services.conftest import learner
from tests.services.test_chains import live

COMMAND = Path(sys.executable).with_name("score-learn")


@pytest.fixture
def factory(tmp_path: Path) -> Iterator[Flask]:
    """The program of a factory where something of every kind was done."""
    app = make_program(tmp_path / "live.db")
    with app.app_context():
        upgrade_database()
        site_id = people.add_site("Sunrise", organisation="Sunrise Group", now=NOON)
        live(learner(site_id, "A007"), learner(site_id, "B1"))
        db.session.remove()
    yield app
    close(app)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def made(app: Flask, folder: Path, *more: object) -> Path:
    result = runner(app)(make, folder, *more)
    assert result.exit_code == 0, result.output
    return Path(result.stdout.splitlines()[0])


def refused(app: Flask, file: Path, tmp_path: Path) -> str:
    """Return why a file is refused by both commands, which must leave nothing behind."""
    before = everything(tmp_path)
    one = runner(app)(verify, file)
    other = runner(app)(restore, file, "--to", tmp_path / "new.db")
    assert (one.exit_code, other.exit_code) == (1, 1), one.output + other.output
    assert everything(tmp_path) == before
    assert isinstance(other, Result)
    return other.stderr


def everything(folder: Path) -> list[str]:
    found = (str(path) for path in folder.rglob("*"))
    return sorted(one for one in found if not re.search(r"live\.db-", one))


def test_a_backup_restored_is_the_same_record_in_a_new_epoch(
    factory: Flask, folder: Path, tmp_path: Path
) -> None:
    file = made(factory, folder)

    looked = runner(factory)(verify, file)
    assert (looked.exit_code, looked.stderr) == (0, "")
    assert looked.stdout.endswith(": sound\n")
    result = runner(factory)(restore, file, "--to", tmp_path / "new.db")
    assert result.exit_code == 0, result.output

    with factory.app_context(), copies.still() as connection:
        before = copies.state_of(connection)
    with copies.opened(copies.sqlite_url(tmp_path / "new.db")):
        with copies.still() as connection:
            after = copies.state_of(connection)
        assert records.verify() == 0
        assert list(records.broken_chains()) == []
        assert epochs.current() == after.epoch != before.epoch
        db.session.remove()
    assert after.heads == before.heads
    assert after.counts == dict(before.counts) | {"epoch": 2}
    assert f"epoch {after.epoch}" in result.stdout
    assert not (tmp_path / "new.db").stat().st_mode & 0o077
    assert not file.stat().st_mode & 0o077
    assert sorted(path.name for path in folder.iterdir()) == [file.name]


def test_a_backup_without_settings_is_refused_unless_it_is_meant(
    factory: Flask, folder: Path, tmp_path: Path
) -> None:
    settings = factory.config["SETTINGS"]
    factory.config["SETTINGS"] = dataclasses.replace(settings, made_up=("SCORE_PEPPER",))

    result = runner(factory)(make, folder)

    assert result.exit_code == 1
    assert f"sqlite:///{tmp_path / 'live.db'}" in result.stderr
    assert "/etc/score-learn.env" in result.stderr
    assert not folder.exists()
    made(factory, folder, "--trial")


def test_the_pepper_is_not_in_it_and_another_one_is_told(
    factory: Flask, folder: Path, tmp_path: Path
) -> None:
    from score_learn.services import verifying

    file = made(factory, folder)
    assert b"a pepper for tests" not in gzip.decompress(file.read_bytes())

    verifying.configure(pepper=b"another pepper, which is long enough too", cheap=True)

    assert "another pepper" in refused(factory, file, tmp_path)
    result = runner(factory)(restore, file, "--to", tmp_path / "new.db", "--any-pepper")
    assert result.exit_code == 0, result.output


def test_nothing_is_ever_restored_over_something(
    factory: Flask, folder: Path, tmp_path: Path
) -> None:
    file = made(factory, folder)
    for name in "live.db", "link.db", "left.db-wal":
        if name == "link.db":
            (tmp_path / name).symlink_to(tmp_path / "nowhere")
        elif name != "live.db":
            (tmp_path / name).write_bytes(b"x")
        result = runner(factory)(restore, file, "--to", tmp_path / name.removesuffix("-wal"))
        assert result.exit_code == 1
        assert "is there already" in result.stderr
    result = runner(factory)(restore, file, "--to", tmp_path / "no" / "new.db")
    assert "make it first" in result.stderr
    result = runner(factory)(restore, file, "--to", "new.db")
    assert result.exit_code == 1
    assert "--to new.db is not a whole path" in result.stderr
    result = runner(factory)(restore, file, "--to", "postgresql://nobody@localhost/x")
    assert "--to has to be a path" in result.stderr


def members(file: Path) -> list[tuple[tarfile.TarInfo, bytes]]:
    with tarfile.open(file) as archive:
        return [(one, archive.extractfile(one).read()) for one in archive]  # type: ignore[union-attr]


def repack(file: Path, parts: list[tuple[tarfile.TarInfo, bytes]]) -> Path:
    with tarfile.open(file, "w:gz") as archive:
        for member, content in parts:
            member.size = len(content) if member.isreg() else 0
            archive.addfile(member, io.BytesIO(content))
    return file


def evil(name: str, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, "/etc/passwd"
    return member


@pytest.mark.parametrize("share", [0, 0.01, 0.3, 0.9, 0.999])
def test_a_file_that_was_cut_short_is_refused(
    factory: Flask, folder: Path, tmp_path: Path, share: float
) -> None:
    file = made(factory, folder)
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    assert "use another" in refused(factory, file, tmp_path)


@pytest.mark.parametrize("place", [0.02, 0.5, 0.95])
def test_a_file_with_one_wrong_byte_is_refused(
    factory: Flask, folder: Path, tmp_path: Path, place: float
) -> None:
    file = made(factory, folder)
    content = bytearray(file.read_bytes())
    content[int(len(content) * place)] ^= 0x55
    file.write_bytes(content)
    assert "use another" in refused(factory, file, tmp_path)


def test_a_database_or_manifest_that_somebody_altered_is_refused(
    factory: Flask, folder: Path, tmp_path: Path
) -> None:
    file = made(factory, folder)
    (head, manifest), (seal, sealed), (part, content) = members(file)

    wrong = content.replace(b"Sunrise", b"Sunsets")
    assert wrong != content
    repack(file, [(head, manifest), (seal, sealed), (part, wrong)])
    assert "damaged" in refused(factory, file, tmp_path)
    other = re.sub(rb'"size": \d+', b'"size": 1', manifest)
    repack(file, [(head, other), (seal, sealed), (part, content)])
    assert "seal is broken" in refused(factory, file, tmp_path)
    repack(file, [(head, manifest), (seal, sealed), (part, content[:-1])])
    assert "damaged" in refused(factory, file, tmp_path)
    repack(file, [(head, manifest), (seal, sealed), (part, content + b"x")])
    assert "no part 'database'" in refused(factory, file, tmp_path)


@pytest.mark.parametrize(
    "member",
    [
        evil("../../escaped"), evil("/tmp/escaped"), evil("manifest.json", tarfile.SYMTYPE),
        evil("manifest.json", tarfile.LNKTYPE), evil("manifest.json", tarfile.DIRTYPE),
        evil("manifest.json", tarfile.FIFOTYPE), evil("C:\\escaped"),
    ],
    ids=lambda one: f"{one.name} {one.type!r}",
)  # fmt: skip
def test_a_hostile_archive_writes_nothing_anywhere(
    factory: Flask, folder: Path, tmp_path: Path, member: tarfile.TarInfo
) -> None:
    file = made(factory, folder)
    repack(file, [(member, b"x"), *members(file)])
    assert "no part 'manifest.json'" in refused(factory, file, tmp_path)


def test_other_files_are_refused_in_words(factory: Flask, tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    assert "no such file" in refused(factory, other, tmp_path)
    other.write_text("notes", encoding="utf-8")
    assert "no backup" in refused(factory, other, tmp_path)


def test_a_record_that_was_tampered_with_is_found_in_the_backup(
    factory: Flask, folder: Path, tmp_path: Path
) -> None:
    with factory.app_context(), transaction():
        db.session.execute(sa.text("UPDATE submission SET score = '1/7'"))
    file = made(factory, folder)

    looked = runner(factory)(verify, file)

    assert looked.exit_code == 1
    assert re.search(r"person A007 of site 1: submission \d+: altered", looked.stderr)
    assert "altered" in refused(factory, file, tmp_path)


def test_tables_of_another_revision_are_refused(factory: Flask, folder: Path) -> None:
    with factory.app_context(), transaction():
        db.session.execute(sa.text("UPDATE alembic_version SET version_num = '0004'"))
        db.session.execute(sa.text("DROP TABLE epoch"))
    result = runner(factory)(make, folder)
    assert "score-learn database upgrade" in result.stderr
    assert list(folder.iterdir()) == []


def test_old_backups_go_and_nothing_else(factory: Flask, folder: Path) -> None:
    files = [made(factory, folder) for _ in range(3)]
    notes = folder / "notes.txt"
    notes.write_text("keep me", encoding="utf-8")
    broken = folder / files[0].name
    broken.write_bytes(b"")

    newest = made(factory, folder, "--keep", 1)

    assert sorted(folder.iterdir()) == sorted([notes, broken, newest])
    told = runner(factory)(list_, folder).stdout.splitlines()
    assert len(told) == 2
    assert any(line.startswith(f"{broken.name}  unusable: ") for line in told)
    assert any(line.startswith(newest.name) and "2 people  1 hand-ins" in line for line in told)


def test_files_of_others_with_our_kind_of_name_are_named_and_left(
    factory: Flask, folder: Path
) -> None:
    file = made(factory, folder)
    (head, manifest), *others = members(file)
    texts = [
        re.sub(rb'"pepper": "\w+"', b'"pepper": 7', manifest),
        manifest.decode("utf-8").encode("utf-16"),
        re.sub(rb"\+00:00", b"", manifest),
    ]
    for number, text in enumerate(texts):
        repack(
            folder / f"score-learn-20200101T000000Z-0000000{number}.tar.gz", [(head, text), *others]
        )

    newest = made(factory, folder, "--keep", 1)

    told = runner(factory)(list_, folder)
    assert told.exit_code == 0
    assert told.stdout.count("  unusable: its manifest cannot be read") == len(texts)
    assert len(told.stdout.splitlines()) == len(texts) + 1
    assert newest.name in told.stdout


def test_an_old_backup_that_cannot_be_removed_is_told_beside_the_new_one(
    factory: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(factory, folder)
    unlink = Path.unlink

    def refusing(path: Path, *, missing_ok: bool = False) -> None:
        if path.suffix == ".gz":
            raise PermissionError(13, "Permission denied")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refusing)

    result = runner(factory)(make, folder, "--keep", 1)

    assert result.exit_code == 1
    assert f"{result.stdout.strip()} was made, but not every older one" in result.stderr
    assert len(list(folder.iterdir())) == 2


def test_an_upgraded_program_still_tells_a_whole_backup_from_a_damaged_one(
    factory: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = made(factory, folder)
    with driver().connect(factory.config["SQLALCHEMY_DATABASE_URI"].database) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("UPDATE person SET site_id = 4711")
    connection.close()
    damaged = made(factory, folder)
    monkeypatch.setattr(backups, "newest_revision", lambda: "9999")

    looked, other = (runner(factory)(verify, file) for file in (whole, damaged))

    assert (looked.exit_code, looked.stderr) == (0, "")
    assert "whole; its record was not looked through: its tables are of revision" in looked.stdout
    assert "use version 0.1.0 of the program" in looked.stdout
    assert other.exit_code == 1
    assert "a row of person points to a row of site that is not there" in other.stderr


def test_a_password_among_the_words_of_a_command_is_warned_of(factory: Flask, folder: Path) -> None:
    file = made(factory, folder)
    for address, warned in ("nobody:s3cret@localhost", True), ("nobody@localhost", False):
        result = runner(factory)(restore, file, "--to", f"postgresql://{address}/new")
        assert result.exit_code == 1
        assert ("PGPASSWORD" in result.stderr) == warned
        assert "s3cret" not in result.stderr


def test_a_full_disk_leaves_the_older_backups_alone(
    factory: Flask, folder: Path, tmp_path: Path
) -> None:
    older = made(factory, folder)
    before = older.read_bytes()
    with factory.app_context():
        pages, each = (
            int(db.session.scalar(sa.text(f"PRAGMA {what}")))
            for what in ("page_count", "page_size")
        )
    size = pages * each
    for room in (size // 2, size * 2):
        done = subprocess.run(
            [COMMAND, "backup", "make", folder], capture_output=True, text=True, check=False,
            env=environment(tmp_path), preexec_fn=lambda room=room: limit(room),
        )  # fmt: skip
        assert done.returncode == (1 if room < size else 0), done.stderr
        if done.returncode:
            database, trouble = done.stderr.splitlines()
            assert database == f"The database is sqlite:///{tmp_path / 'live.db'}"
            assert "older ones are as they were" in trouble
            assert list(folder.iterdir()) == [older]
    assert older.read_bytes() == before


def test_a_backup_that_there_is_no_room_for_is_not_called_unsound(
    factory: Flask, folder: Path, tmp_path: Path
) -> None:
    file = made(factory, folder)

    done = subprocess.run(
        [COMMAND, "backup", "verify", file], capture_output=True, text=True, check=False,
        env=environment(tmp_path), preexec_fn=lambda: limit(20_000),
    )  # fmt: skip

    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith(
        f"Error: {file} could not be looked through: no room in {folder}, where it is unpacked"
    )
    assert list(folder.iterdir()) == [file]


def test_a_folder_without_backups_is_said_to_be_one(factory: Flask, folder: Path) -> None:
    folder.mkdir()
    (folder / "notes.txt").touch()

    for asked in folder, folder / "nowhere":
        told = runner(factory)(list_, asked)
        assert (told.exit_code, told.stdout, told.stderr) == (0, "", f"No backup in {asked}\n")


def begun(folder: Path, tmp_path: Path) -> "subprocess.Popen[str]":
    """Return a backup that has begun to be made, and gets no further."""
    script = """
import signal, sys
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # under nohup it would be ignored
from score_learn.services import archives, backups
from score_learn.app import main
def stop(*_):
    print("begun", flush=True)
    while True:
        sys.stdin.read(1)
archives.write = stop
sys.argv = ["score-learn", "backup", "make", sys.argv[1]]
main()
"""
    process = subprocess.Popen(
        [sys.executable, "-c", script, folder], env=environment(tmp_path), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == "begun\n"
    return process


def ended(process: "subprocess.Popen[str]", number: int) -> int:
    process.send_signal(number)
    process.communicate()
    return process.returncode


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_backup_that_is_told_to_end_leaves_nothing(
    factory: Flask, folder: Path, tmp_path: Path, number: int
) -> None:
    process = begun(folder, tmp_path)
    assert len(list(folder.iterdir())) == 1

    assert ended(process, number) == 128 + number

    assert list(folder.iterdir()) == []


def test_the_next_backup_clears_away_what_a_killed_one_left_but_nothing_in_use(
    factory: Flask, folder: Path, tmp_path: Path
) -> None:
    killed = begun(folder, tmp_path)
    (left,) = folder.iterdir()
    ended(killed, signal.SIGKILL)
    older = folder / ".score-learn-0123456789ab"
    older.mkdir()
    (older / "database").write_bytes(b"of a program that knew no lock")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder / ".score-learn-0123456789ac").symlink_to(elsewhere)
    (folder / ".score-learn-notes").mkdir()
    running = begun(folder, tmp_path)
    assert not left.exists()
    assert not older.exists()
    used = set(folder.iterdir())

    file = made(factory, folder)

    assert set(folder.iterdir()) == used | {file}
    assert len(used) == 3
    ended(running, signal.SIGTERM)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_what_root_restores_belongs_to_whom_the_folder_belongs(
    factory: Flask, folder: Path, tmp_path: Path
) -> None:
    folder.mkdir()
    home = tmp_path / "home"
    home.mkdir()
    os.chown(folder, 12345, 12346)
    os.chown(home, 12345, 12346)

    file = made(factory, folder)
    result = runner(factory)(restore, file, "--to", home / "new.db")

    assert result.exit_code == 0, result.output
    for one in file, home / "new.db":
        told = one.stat()
        assert (told.st_uid, told.st_gid, told.st_mode & 0o777) == (12345, 12346, 0o600)
    assert list(home.iterdir()) == [home / "new.db"]


def limit(room: int) -> None:
    """Let no file grow beyond that many bytes: writing fails as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))


def environment(tmp_path: Path) -> dict[str, str]:
    """As a host's; nothing is measured in it, as the measurer's own file would not fit either."""
    return {
        **{name: value for name, value in os.environ.items() if "COVERAGE" not in name},
        "SCORE_DATABASE_URL": f"sqlite:///{tmp_path / 'live.db'}",
        "SCORE_SECRET_KEY": "a secret key for tests, long enough",
        "SCORE_PEPPER": "a pepper for tests, which is long enough",
    }


WRITER = """
import sys, time
from score_learn.storage.sqlite import driver
connection = driver().connect(sys.argv[1], timeout=60, isolation_level=None)
number = 0
while True:
    number += 1
    connection.execute("INSERT INTO organisation (name, created_at) VALUES (?, '2026-03-02')",
                       (f"written {number}",))
    print(number, flush=True)
    time.sleep(0.02)
"""


def test_what_was_acknowledged_before_the_start_is_in_it_while_others_write(
    factory: Flask, folder: Path, tmp_path: Path
) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, tmp_path / "live.db"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert writer.stdout
        for number in range(3):
            acknowledged = 0
            while acknowledged < 20 * (number + 1):
                acknowledged = int(writer.stdout.readline())
            file = made(factory, folder)
            place = tmp_path / f"new-{number}.db"
            assert runner(factory)(restore, file, "--to", place).exit_code == 0
            with driver().connect(str(place)) as connection:
                asked = "SELECT COUNT(*) FROM organisation WHERE name LIKE 'written %'"
                (kept,) = connection.execute(asked).fetchone()
            connection.close()
            assert kept >= acknowledged
    finally:
        writer.kill()
        writer.wait()
        if writer.stdout:
            writer.stdout.close()
