"""What a trainer sees who stamps and publishes courses."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from score_learn.cli.content import check
from score_learn.cli.publish import publish, stamp
from score_learn.services import on_shelf, publishing
from tests.cli.conftest import Run, close, make_program, runner

EXAMPLE = Path(__file__).parents[2] / "content" / "_example"
CHOICES = "\n\n- (x) One\n  > Yes.\n- ( ) Two\n  > No.\n\n"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><path d="M0 0h4v3z"/></svg>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A course of one lesson without questions."""
    made = tmp_path / "content" / "one"
    made.mkdir(parents=True)
    (made / "module.md").write_text("# M\n\nP.\n")
    write(made)
    return made


def write(folder: Path, *headings: str) -> None:
    questions = "".join(f"## {heading}{CHOICES}" for heading in headings)
    (folder / "1-a.md").write_text(f"# T\n\n## A card\n\nWords.\n\n{questions}")


def headings(folder: Path) -> list[str]:
    return re.findall(r"^## (.*\?.*)$", (folder / "1-a.md").read_text(), re.M)


def test_stamp_writes_ids_and_then_the_course_passes(run: Run, folder: Path) -> None:
    write(folder, "Which?")
    assert run(check, folder).exit_code == 1
    result = run(stamp, folder)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{folder}/1-a.md:7: ")
    assert result.stdout.endswith(f"{folder}: 1 file written\n")
    assert run(check, folder).exit_code == 0
    assert run(stamp, folder).stdout == f"{folder}: 0 files written\n"


def test_a_reworded_copy_above_a_published_question_gets_the_new_id(run: Run, folder: Path) -> None:
    published = "Which? <!-- q:k3f9 -->"
    write(folder, published)
    assert run(publish, folder).exit_code == 0
    write(folder, "Which one? <!-- q:k3f9 -->", published)

    assert run(stamp, folder).exit_code == 0

    copy, original = headings(folder)
    assert original == published
    assert "k3f9" not in copy
    assert run(check, folder).exit_code == 0


@pytest.mark.parametrize("name", ["7-my-shift.md", "0-aaa.md"])
def test_a_copied_lesson_gets_new_ids_and_the_published_one_keeps_its_own(
    run: Run, folder: Path, name: str
) -> None:
    write(folder, "Which? <!-- q:k3f9 -->", "And which? <!-- q:b222 -->")
    assert run(publish, folder).exit_code == 0
    original = (folder / "1-a.md").read_text()
    (folder / name).write_text(original)

    result = run(stamp, folder)

    assert (folder / "1-a.md").read_text() == original
    assert result.stdout.count(f"{folder}/{name}:") == 2
    assert run(check, folder).exit_code == 0


def test_a_published_question_that_is_gone_is_retired(run: Run, folder: Path) -> None:
    write(folder, "Which? <!-- q:k3f9 -->", "And which? <!-- q:b222 -->")
    run(publish, folder)
    write(folder, "Which? <!-- q:k3f9 -->")
    run(publish, folder)

    result = run(stamp, folder)

    assert "b222 is retired" in result.stdout
    assert (folder / ".retired").read_text() == "b222\n"


def test_stamping_needs_no_tables(tmp_path: Path, folder: Path) -> None:
    app = make_program(tmp_path / "empty.db")
    write(folder, "Which?")

    result = runner(app)(stamp, folder)

    close(app)
    assert result.exit_code == 0, result.output
    assert "q:" in headings(folder)[0]


def test_a_compiler_that_dies_while_stamping_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "one")
    monkeypatch.setattr("score_learn.services.compiling.CHILD", "score_learn.core.nothing")
    result = run(stamp, tmp_path)
    assert result.exit_code == 1
    assert f"{tmp_path}/one/module.md:1: L08 error" in result.stderr


def test_a_course_is_published_by_itself_and_examples_only_when_named(
    run: Run, program: Flask, folder: Path
) -> None:
    example = folder.parent / "_example"
    shutil.copytree(EXAMPLE, example)
    published = run(publish).stdout
    assert published.startswith("one: published in en")
    assert "_example" not in published
    assert run(publish, example).stdout.startswith("_example: published in en")
    with program.app_context():
        assert {one.module for one in on_shelf.published()} == {"one", "_example"}


CATALOG = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgctxt "module/title"
msgid "M"
msgstr "म"

msgctxt "module/purpose"
msgid "P."
msgstr "प।"

msgctxt "a/title"
msgid "T"
msgstr "ट"

msgctxt "a/a-card/title"
msgid "A card"
msgstr "क"

msgctxt "a/a-card/text"
msgid "Words."
msgstr "श।"
"""


@pytest.mark.parametrize(
    ("fallback", "whole_before", "told"),
    [
        ("hold", True, "learners still see the version before"),
        ("hold", False, "learners see what is translated, the rest in the language of the course"),
        ("source", True, "learners see what is translated, the rest in the language of the course"),
        ("off", True, "learners are not offered the course in this language until then"),
    ],
)
def test_publish_says_what_waits_to_be_translated_and_what_learners_see(
    tmp_path: Path, program: Flask, folder: Path, *, fallback: str, whole_before: bool, told: str
) -> None:
    settings = replace(program.config["SETTINGS"], translations=tmp_path / "translations")
    program.config["SETTINGS"] = settings
    messages = tmp_path / "translations" / "hi" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    (messages / "one.po").write_text(CATALOG)
    (folder / "module.md").write_text(f"---\nfallback: {fallback}\n---\n# M\n\nP.\n")
    if whole_before:
        assert runner(program)(publish, folder).stdout == "one: published in en, hi\n"
    lesson = (folder / "1-a.md").read_text()
    (folder / "1-a.md").write_text(lesson + "More words.\n\n- a list\n")

    result = runner(program)(publish, folder)

    assert result.stdout == (
        f"one: published in en\none: hi: not complete, 2 sentences to translate; {told}\n"
    )


def test_what_is_wrong_is_said_in_the_words_of_the_check(run: Run, folder: Path) -> None:
    write(folder, "Which?")
    result = run(publish, folder)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[:-1] == run(check, folder).stderr.splitlines()
    assert result.stderr.endswith("one: not published, nothing changed\n")


def test_a_folder_without_a_course_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = run(publish, tmp_path / "empty")
    assert result.exit_code == 2
    assert "no course in" in result.stderr


def test_a_picture_that_changes_meanwhile_is_said_and_nothing_published(
    run: Run, program: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.svg").write_text(DRAWING)
    (folder / "1-a.md").write_text("# T\n\n## A card\n\n![A box](a.svg)\n\nWords.\n")
    real = publishing.publish

    def later(*args: object, **more: object) -> object:
        (folder / "a.svg").write_text(DRAWING.replace("h4", "h3"))
        return real(*args, **more)

    monkeypatch.setattr(publishing, "publish", later)
    result = run(publish, folder)
    assert result.exit_code == 1
    assert "a.svg was changed while it was being published; publish again" in result.stderr
    with program.app_context():
        assert on_shelf.published() == []
