"""Facts are those of the host: rights, mounts, secrets, and what the database says of itself."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from score_learn.services import host
from score_learn.services.host import file_system_of
from score_learn.settings import Settings
from score_learn.storage.database import db

MOUNTS = r"""22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:25 / /mnt rw shared:2 - nfs4 server:/export rw
31 30 0:26 / /mnt/local rw - xfs /dev/vdb rw
32 22 0:27 / /srv/two\040words rw,noatime shared:3 master:1 - fuse.sshfs me@host: rw
33 22 0:28 / /hidden rw - ext4 /dev/vdc rw
34 22 0:29 / /hidden rw - cifs //server/share rw
"""


def settings(folder: Path, **more: object) -> Settings:
    given: dict[str, object] = {
        "secret_key": "0123456789abcdefghijABCDEFGHIJ-k",
        "pepper": "0123456789abcdefghijABCDEFGHIJ-p",
        "database_url": f"sqlite:///{folder / 'score-learn.db'}",
    }
    return Settings(**given | more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/score-learn.db", "ext4"), ("/mnt/a/b.db", "nfs4"), ("/mnt/local/b.db", "xfs"),
        ("/mntx/b.db", "ext4"), ("/srv/two words/b.db", "fuse.sshfs"), ("/hidden/b.db", "cifs"),
    ],
)  # fmt: skip
def test_the_nearest_mount_tells_the_file_system(path: str, kind: str) -> None:
    assert file_system_of(Path(path), MOUNTS) == kind


def test_without_mounts_the_file_system_is_unknown() -> None:
    assert file_system_of(Path("/var"), "") == ""


def test_this_host_has_a_file_system(tmp_path: Path) -> None:
    place = host.gather(settings(tmp_path)).place

    assert place
    assert place.file_system
    assert 0 < place.free < place.size


def test_rights_are_those_of_every_file_of_the_database(tmp_path: Path) -> None:
    for name, mode in {"": 0o600, "-wal": 0o644, "-shm": 0o660}.items():
        (tmp_path / f"score-learn.db{name}").touch()
        (tmp_path / f"score-learn.db{name}").chmod(mode)
    tmp_path.chmod(0o777)

    place = host.gather(settings(tmp_path)).place

    assert place
    assert place.open_files == (tmp_path / "score-learn.db-wal",)
    assert place.folder_is_writable_by_others


def test_a_file_that_goes_while_it_is_looked_at_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "score-learn.db-wal").symlink_to("gone")

    place = host.gather(settings(tmp_path)).place

    assert place
    assert place.open_files == ()


def test_a_database_that_is_not_there_yet_is_judged_by_its_folder(tmp_path: Path) -> None:
    place = host.gather(settings(tmp_path / "to" / "come")).place

    assert place
    assert (place.open_files, place.folder_is_writable_by_others) == ((), False)


def test_secrets_are_judged_and_never_repeated(tmp_path: Path) -> None:
    kept = tmp_path / "pepper"
    kept.touch(mode=0o644)
    kept.chmod(0o644)
    found = host.gather(
        settings(tmp_path, secret_key="k" * 40, secret_files=(kept,), made_up=("SCORE_PEPPER",))
    )

    assert found.weak == ("SCORE_SECRET_KEY",)
    assert found.open_secrets == (kept,)
    assert found.made_up == ("SCORE_PEPPER",)
    assert "k" * 40 not in repr(found)


def test_settings_that_others_may_read_are_open_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "score-learn.env"
    monkeypatch.setattr(host, "ENVIRONMENT_FILE", file)
    found = []
    for mode in 0o644, 0o600:
        file.touch()
        file.chmod(mode)
        found.append(host.gather(settings(tmp_path)).open_secrets)

    assert found == [(file,), ()]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
@pytest.mark.parametrize("asked_by", [0, 12345])
def test_what_the_server_may_not_write_is_found_by_whoever_asks(
    tmp_path: Path, asked_by: int
) -> None:
    """The server is 12345, to whom the database's folder belongs."""
    (tmp_path / "static" / "away").mkdir(parents=True)
    for folder in [tmp_path, *tmp_path.parents[:-2]]:
        folder.chmod(folder.stat().st_mode | 0o055)
    for path in (tmp_path, tmp_path / "static"):
        os.chown(path, 12345, 12345)
    own = settings(tmp_path, static=tmp_path / "static")

    os.seteuid(asked_by)
    try:
        before = host.gather(own).static_of_others
    finally:
        os.seteuid(0)
    os.chown(tmp_path / "static" / "away", 12345, 12345)

    assert before == (tmp_path / "static" / "away",)
    assert host.gather(own).static_of_others == ()


def test_a_folder_for_nginx_that_is_still_to_be_made_is_no_fault(tmp_path: Path) -> None:
    found = host.gather(settings(tmp_path, static=tmp_path / "to" / "come"))

    assert found.static_of_others == ()


@pytest.mark.parametrize("secret", ["please-CHANGE-me-0123456789abcdefg", "ab" * 20])
def test_a_placeholder_is_no_secret(tmp_path: Path, secret: str) -> None:
    assert host.gather(settings(tmp_path, pepper=secret)).weak == ("SCORE_PEPPER",)


def test_one_secret_for_both_is_none(tmp_path: Path) -> None:
    own = settings(tmp_path)
    found = host.gather(replace(own, pepper=own.secret_key))

    assert found.weak == ("SCORE_SECRET_KEY", "SCORE_PEPPER")


def test_a_database_elsewhere_has_no_place(tmp_path: Path) -> None:
    memory = host.gather(settings(tmp_path, database_url="sqlite://"))
    server = host.gather(settings(tmp_path, database_url="postgresql://host/name"))

    assert (memory.place, memory.database_in_memory) == (None, True)
    assert (server.place, server.database_in_memory) == (None, False)


def test_what_is_compiled_is_not_stale(tmp_path: Path) -> None:
    messages = tmp_path / "hi" / "LC_MESSAGES" / "messages.po"
    messages.parent.mkdir(parents=True)
    messages.touch()

    found = host.gather(settings(tmp_path, translations=tmp_path)).stale_catalogs

    assert [path.name for path in found] == ["messages.po"]


@pytest.mark.usefixtures("safety")
def test_the_database_says_how_it_is(context: Flask) -> None:
    found = host.examine(demo_site="Sunrise")

    assert found.trouble == ""
    assert found.kind == db.engine.dialect.name
    assert found.stores_first == (found.kind == "sqlite")  # the tests' server has fsync off
    assert not found.up_to_date
    assert not found.demo


def test_a_database_that_cannot_be_opened_is_a_fact_too(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise sa.exc.OperationalError("", None, Exception("no such host"))

    monkeypatch.setattr(host, "has_tables", fail)

    assert host.examine(demo_site="Sunrise").trouble == "no such host"
