"""What nginx finds on the disk: whole versions, each file with its compressed copy."""

import gzip
import os
from pathlib import Path

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
