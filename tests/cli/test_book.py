"""A whole course on one page, for a reader who has to judge it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from score_learn.cli.book import book
from score_learn.core.compiler import compile_module
from score_learn.core.compiler.reading import read_folder
from score_learn.core.course import questions_of

CONTENT = Path(__file__).parents[2] / "content"
COURSE = CONTENT / "workplace-cooperation"


def run(*words: object) -> Result:
    return CliRunner().invoke(book, [str(word) for word in words])


def test_every_question_with_its_key_and_reasons_is_in_the_book(tmp_path: Path) -> None:
    page = tmp_path / "book.html"
    assert run(COURSE, CONTENT / "_example", "-o", page).exit_code == 0
    text = page.read_text("utf-8")

    for folder in (COURSE, CONTENT / "_example"):
        module = compile_module(folder.name, read_folder(folder)[0], {}).editions[0].module
        for question in questions_of(module):
            assert f", {question.id}" in text
            assert question.explanation in text
            for choice in getattr(question, "choices", ()):
                assert choice.html in text
                assert choice.feedback in text
    assert "data:image/svg+xml;base64," in text
    assert "http" not in text.replace("https://example.org", "")


def test_a_translation_has_the_source_beside_it(tmp_path: Path) -> None:
    page = tmp_path / "book.html"
    assert run(COURSE, "--language", "hi", "--no-pictures", "-o", page).exit_code == 0
    text = page.read_text("utf-8")

    assert '<html lang="hi" dir="ltr">' in text
    assert "Working together pays" in text
    assert "Not reviewed by a native speaker yet." in text
    assert "data:image" not in text


@pytest.mark.parametrize("broken", ["# A\n\n## Card\n\n![](img/a.svg)\n"])
def test_a_course_with_mistakes_makes_no_book(tmp_path: Path, broken: str) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / "module.md").write_text("# A\n\nWords.\n", "utf-8")
    (folder / "1-a.md").write_text(broken, "utf-8")

    refused = run(folder, "-o", tmp_path / "book.html")

    assert refused.exit_code == 1
    assert "mend this first" in refused.output
    assert not (tmp_path / "book.html").exists()
