"""One mistake is one problem, and its fix, done to the letter, leaves none."""

import re

import pytest

from score_learn.core.compiler import compile_module
from score_learn.core.problem import Problem

CHOICES = "\n\n- (x) One\n  > Yes.\n- ( ) Two\n  > No.\n"
POOL = "## Check <!-- pool:a pick:1 -->\n\n"
QUESTION = f"### Which board? <!-- q:k3f9 -->{CHOICES}"
LESSON = f"# T\n\n## A card\n\nWords.\n\n{POOL}{QUESTION}"
TEST = f"# Test\n\n{POOL}### And which? <!-- q:b222 -->{CHOICES}"


def errors(**pages: str) -> list[Problem]:
    files = {"module.md": b"# M\n\nP.\n", "1-a.md": LESSON.encode()}
    names = {"lesson": "1-a.md", "test": "test.md", "sheet": "team-sheet.md"}
    files |= {names[page]: text.encode() for page, text in pages.items()}
    return [one for one in compile_module("m", files, {}).problems if one.severity == "error"]


WHOLE = {"lesson": LESSON, "test": TEST, "sheet": "# S\n\n## A card\n\nWords.\n"}
END = "  > No.\n"
FIXES = [
    ("lesson", "### Which", "###Which", "### Which", "M15", "put a space after ###"),
    ("lesson", "## A", "##A", "## A", "M15", "put a space after ##"),
    ("lesson", "# T", "#T", "# T", "M15", "put a space after #"),
    ("lesson", "Words.", "#1 is safety.", "Number 1 is safety.", "M15", "put a space after ## for a card; in a text begin the line with another word"),
    ("lesson", "\n## A", "\n# A", "\n## A", "F10", "write ## before it; a page has one title"),
    ("lesson", "# T\n\n## A card\n", "Hello.\n\n# T\n\n## A card\n", "# T\n\n## A card\n\nHello.\n", "M08", "move it below the title, under a heading with ##"),
    ("lesson", "One\n  > Yes", "One\n> Yes", "One\n  > Yes", "Q14", "put two spaces before each > of it"),
    ("lesson", END, f"{END}\nSo it is.\n", f"{END}\n> So it is.\n", "Q20", "write > before each line of it, or put it before the list"),
    ("lesson", "Two\n", "Two\nor three\n", "Two\n  or three\n", "Q20", "indent it by two spaces if it belongs to the choice, else put it before the list"),
    ("lesson", END, f"{END}\n1. So it is.\n", f"{END}\n> So it is.\n", "Q20", "say it in paragraphs, each line with > before it"),
    ("lesson", CHOICES, "\n\n- = 85dB\n", "\n\n- = 85 dB\n", "Q28", "write 1000 or 1.5, without thousands' marks, and a space before the unit"),
    ("test", "# Test\n", "# Test\n\nWords.\n", "# Test\n", "M08", "take it out, or move it into a lesson"),
    ("test", " pick:1 -->\n", " pick:1 -->\n\nWords.\n", " pick:1 -->\n", "Q37", "take it out, or move it into a lesson"),
    ("test", POOL, "", POOL, "M01 Q32", "write above it ## and a title with <!-- pool:name pick:5 -->"),
    ("sheet", "Words.", "Words.\n\n### B\n\nMore.", "Words.\n\n## B\n\nMore.", "Q32", "use ##"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "place", "wrong", "mended", "codes", "fix"), FIXES)
def test_a_mistake_is_one_problem_and_its_fix_leaves_none(
    page: str, place: str, wrong: str, mended: str, *, codes: str, fix: str
) -> None:
    assert errors(**{page: WHOLE[page].replace(place, mended, 1)}) == []
    found = errors(**{page: WHOLE[page].replace(place, wrong, 1)})
    assert " ".join(one.code for one in found) == codes
    assert found[-1].fix == fix


def test_a_card_in_the_test_is_told_where_it_belongs() -> None:
    found = errors(test=TEST + "\n## A card\n\nWords.\n")
    fix = "write <!-- pool:name pick:5 --> behind it, or move the card into a lesson"
    assert [(one.code, one.fix) for one in found] == [("Q37", fix)]


def test_a_question_on_the_sheet_is_told_where_it_belongs() -> None:
    found = errors(sheet=f"# S\n\n## Which? <!-- q:b222 -->{CHOICES}")
    fix = "take id and answers out, or move the question into a lesson"
    assert [(one.code, one.fix) for one in found] == [("Q32", fix)]


def test_a_lesson_named_as_the_program_s_own_page_is_told_to_be_renamed() -> None:
    files = {"module.md": b"# M\n\nP.\n", "1-test.md": LESSON.encode()}
    [found] = [one for one in compile_module("m", files, {}).problems if one.severity == "error"]
    assert (found.code, found.fix) == ("F12", "rename the file; the program needs test itself")


VALUES = [
    ("minutes: four", "a whole number from 1 to 60"),
    ("minutes: 61", "a whole number from 1 to 60"),
    ("sensitive: maybe", "yes or no"),
]


@pytest.mark.parametrize(("setting", "words"), VALUES)
def test_a_wrong_value_is_told_what_it_may_be(setting: str, words: str) -> None:
    [found] = errors(lesson=f"---\n{setting}\n---\n{LESSON}")
    assert (found.code, found.read, found.expected) == ("F08", setting, words)


COMMENTS = [
    ("pool:a pick:50 pass:4", "pool:a pick:50", "pick: and a whole number from 1 to 20"),
    ("pool:a pick:1 pass:0", "pass:0", "pass: and a whole number from 1 to 20"),
    ("pool:a pick:1 pass:2", "pick:1 pass:2", "no more to pass than are asked"),
    ("pool:A pick:1", "pool:A", "a name of a-z, 0-9 and -, once in the file"),
    ("pool:a pass:4", "Check", "pool:name pick:5, a name once in the file"),
]


@pytest.mark.parametrize(("comment", "read", "expected"), COMMENTS)
def test_a_pool_s_comment_is_told_what_is_wrong_with_it(
    comment: str, read: str, expected: str
) -> None:
    [found] = errors(lesson=re.sub("pool:a pick:1", comment, LESSON))
    assert (found.code, found.line) == ("Q31", 7)
    assert found.read in read
    assert found.expected.startswith(expected)
