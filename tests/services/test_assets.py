"""What nginx finds on the disk: whole versions, each file with its compressed copy."""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from score_learn.services import assets


def make(folder: Path, script: str) -> assets.Assets:
    (folder / "js").mkdir(parents=True, exist_ok=True)
    (folder / "js" / "quiz.js").write_text(script, "utf-8")
    return assets.load(folder)


def test_each_file_lies_under_its_version_with_a_compressed_copy(tmp_path: Path) -> None:
    made = make(tmp_path / "from", "import './queue.js';")

    assets.lay_out(made, tmp_path / "to")

    file = tmp_path / "to" / made.version / "js" / "quiz.js"
    assert file.read_text("utf-8") == "import './queue.js';"
    assert gzip.decompress(file.with_name("quiz.js.gz").read_bytes()) == file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o644


def test_another_content_or_another_name_is_another_version(tmp_path: Path) -> None:
    one = make(tmp_path / "one", "1")
    two = make(tmp_path / "two", "2")
    (tmp_path / "one/js/quiz.js").rename(tmp_path / "one/js/quizz.js")

    assert len({one.version, two.version, assets.load(tmp_path / "one").version}) == 3


def test_open_pages_keep_the_versions_before_and_older_ones_go(tmp_path: Path) -> None:
    versions = [make(tmp_path / "from", str(number)) for number in range(4)]
    for age, made in enumerate(reversed(versions)):
        assets.lay_out(made, tmp_path / "to")
        os.utime(tmp_path / "to" / made.version, (1000 - age, 1000 - age))

    assets.lay_out(versions[0], tmp_path / "to")

    left = {path.name for path in (tmp_path / "to").iterdir()}
    assert left == {versions[0].version, versions[3].version, versions[2].version}


@pytest.fixture
def narrow() -> Iterator[None]:
    """The umask of the unit that is printed."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.usefixtures("narrow")
def test_nginx_may_read_all_of_it_whatever_the_umask_is(tmp_path: Path) -> None:
    made, static = make(tmp_path / "from", "1"), tmp_path / "to"
    (static / "old").mkdir(parents=True)

    assets.lay_out(made, static)
    for folder in "away", "old":
        assets.lay_out_pages({"en.html": "<p>Away</p>"}, static / folder)

    for path in [static, *static.rglob("*")]:
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path
    assert sorted(path.name for path in (static / "old").iterdir()) == ["en.html"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_what_root_lays_out_belongs_to_whom_the_folder_belongs(tmp_path: Path) -> None:
    made, static = make(tmp_path / "from", "1"), tmp_path / "to"
    static.mkdir()
    os.chown(static, 12345, 12346)

    assets.lay_out(made, static)
    assets.lay_out_pages({"en.html": "<p>Away</p>"}, static / "away")

    assert {(path.stat().st_uid, path.stat().st_gid) for path in static.rglob("*")} == {
        (12345, 12346)
    }
    assert (static / "away" / "en.html").is_file()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can lay out what another may not change")
def test_a_version_that_another_user_laid_out_is_used_as_it_is(tmp_path: Path) -> None:
    """As root's, from before they were given away: the program's user must still come up."""
    made, static = make(tmp_path / "from", "1"), tmp_path / "to"
    assets.lay_out(made, static)
    (static / "away").mkdir()
    for folder in [tmp_path, *tmp_path.parents[:-2]]:
        folder.chmod(folder.stat().st_mode | 0o055)
    os.chown(static, 12345, 12346)
    before = sorted(static.rglob("*"))

    os.seteuid(12345)
    try:
        assets.lay_out(made, static)
        with pytest.raises(PermissionError):
            assets.lay_out_pages({"en.html": "<p>Away</p>"}, static / "away")
    finally:
        os.seteuid(0)

    assert sorted(static.rglob("*")) == before
