"""Every course in content/ compiles without an error, in every language it is offered in."""

from pathlib import Path

import pytest

from score_learn.core.compiler import Catalog, compile_module, pseudo_catalog, read_catalog
from score_learn.core.compiler.reading import read_folder
from score_learn.core.languages import offered
from score_learn.core.question import ChoiceQuestion

ROOT = Path(__file__).parent.parent
MODULES = sorted(path.parent for path in (ROOT / "content").glob("*/module.md"))


def catalogs(key: str) -> dict[str, Catalog]:
    found = {"ar_XB": pseudo_catalog("ar_XB")}
    for language in offered():
        messages = ROOT / "translations" / language.code / "LC_MESSAGES"
        course, program = messages / f"{key}.po", messages / "messages.po"
        if course.exists():
            words = program.read_bytes() if program.exists() else b""
            found[language.code] = read_catalog(language.code, course.read_bytes(), words)
    return found


def test_there_is_a_course_and_the_example() -> None:
    assert {"_example", "workplace-cooperation"} <= {folder.name for folder in MODULES}


@pytest.mark.parametrize("folder", MODULES, ids=lambda folder: folder.name)
def test_a_course_compiles_without_an_error(folder: Path) -> None:
    files, strange = read_folder(folder)
    compilation = compile_module(folder.name, files, catalogs(folder.name))
    assert not strange
    assert [problem for problem in compilation.problems if problem.severity == "error"] == []
    assert [problem for problem in compilation.problems if problem.code == "F19"] == []
    pseudo = next(each for each in compilation.editions if each.lang == "ar_XB")
    assert pseudo.complete


@pytest.mark.parametrize("folder", MODULES, ids=lambda folder: folder.name)
def test_every_choice_of_a_course_says_why(folder: Path) -> None:
    files, _ = read_folder(folder)
    module = compile_module(folder.name, files, {}).editions[0].module
    quizzes = [lesson.quiz for lesson in module.lessons] + [module.test]
    for quiz in filter(None, quizzes):
        for pool in quiz.pools:
            for question in pool.questions:
                if isinstance(question, ChoiceQuestion):
                    assert all(choice.feedback for choice in question.choices), question.id


def test_the_example_shows_every_kind() -> None:
    files, _ = read_folder(ROOT / "content" / "_example")
    understood = " ".join(compile_module("_example", files, {}).understood)
    for kind in ("round", "square", "true-false", "match", "order", "number", "typed"):
        assert f": {kind}," in understood
