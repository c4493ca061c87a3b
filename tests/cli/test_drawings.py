"""What a trainer sees who makes drawings."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from score_learn.cli.drawing import drawing

TEXT = "# A press.\nscene\npress 160 190 size 1.4\n"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    (folder / "drawings").mkdir(parents=True)
    (folder / "module.md").write_text("# A course\n", "utf-8")
    (folder / "drawings" / "a-press.txt").write_text(TEXT, "utf-8")
    return folder


def run(*words: object) -> Result:
    return CliRunner().invoke(drawing, [str(word) for word in words])


def test_a_course_gets_a_picture_for_each_text_and_passes_the_check(course: Path) -> None:
    made = run("compose", course)
    checked = run("check", course)
    again = run("compose", course / "drawings" / "a-press.txt")

    assert "1 texts, 1 drawings written, 0 with mistakes" in made.output
    assert (course / "img" / "a-press.svg").read_text("utf-8").startswith("<svg")
    assert (checked.exit_code, checked.output) == (0, "1 drawings, 0 mistakes\n")
    assert "0 drawings written" in again.output


def test_a_mistake_is_named_and_writes_nothing_of_that_drawing(course: Path) -> None:
    (course / "drawings" / "b.txt").write_text("# B.\nscene\npres 1 1\n", "utf-8")

    made = run("compose", course)

    assert made.exit_code == 1
    assert "drawings/b.txt:3: D02 error: pres;" in made.output
    assert "did you mean press?" in made.output
    assert [path.name for path in (course / "img").iterdir()] == ["a-press.svg"]


def test_a_picture_that_its_text_does_not_make_is_named(course: Path) -> None:
    missing = run("check", course)
    run("compose", course)
    (course / "drawings" / "a-press.txt").write_text(TEXT + "rays 160 20\n", "utf-8")
    older = run("check", course)

    for checked in (missing, older):
        assert checked.exit_code == 1
        assert "img/a-press.svg:1: D27" in checked.output


@pytest.mark.parametrize("content", [b"\xff\xfe", b"# " + b"a" * 20_000])
def test_a_file_that_is_no_text_is_refused(course: Path, content: bytes) -> None:
    (course / "drawings" / "a-press.txt").write_bytes(content)

    assert "D11" in run("compose", course).output


def test_one_drawing_may_be_written_anywhere(course: Path) -> None:
    target = course / "elsewhere.svg"

    assert run("compose", course / "drawings" / "a-press.txt", "-o", target).exit_code == 0
    assert target.exists()
    (course / "drawings" / "b.txt").write_text(TEXT, "utf-8")
    assert "one text" in run("compose", course, "-o", target).output


def test_everything_that_has_a_name_is_listed_and_shown(tmp_path: Path) -> None:
    listed = run("parts").output
    run("parts", "-o", tmp_path / "parts.html")
    page = (tmp_path / "parts.html").read_text("utf-8")

    for name in ("newcomer", "squat", "ear-muffs", "press-jam", "bubble X Y", "coral-dark"):
        assert name in listed
    assert page.count("<svg") > 150
    assert "press-jam (button" in page


def test_a_courses_drawings_are_no_part_of_its_source(course: Path) -> None:
    from score_learn.core.compiler.reading import read_folder

    assert set(read_folder(course)[0]) == {"module.md"}
