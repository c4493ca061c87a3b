"""What a reader gets to record."""

import csv
import io
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from score_learn.cli.audio import audio_script
from tests.opus import opus

COURSE = Path(__file__).parents[2] / "content" / "workplace-cooperation"


@pytest.mark.parametrize(("language", "words"), [("en", "Two people, two views"), ("hi", "दो लोग, दो नज़रिए")])  # fmt: skip
def test_every_sentence_is_listed_with_its_file(tmp_path: Path, language: str, words: str) -> None:
    course = tmp_path / COURSE.name
    shutil.copytree(COURSE, course)
    run = lambda *more: CliRunner().invoke(  # noqa: E731 -- one line, used three times
        audio_script, [str(course), "--language", language, *more]
    )
    rows = list(csv.DictReader(io.StringIO(run().stdout)))
    (row,) = [each for each in rows if each["words"] == words]
    assert row["recorded"] == "no"
    assert row["file"].endswith(f".{language}.opus")

    Path(row["file"]).parent.mkdir()
    Path(row["file"]).write_bytes(opus())

    assert f"1 of {len(rows)} sentences are recorded in {language}" in run().stderr
    missing = list(csv.DictReader(io.StringIO(run("--missing").stdout)))
    assert len(missing) == len(rows) - 1
