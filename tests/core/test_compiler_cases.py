"""The cases in tests/core/cases: title, text, what is expected."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from score_learn.core.compilation import Compilation
from score_learn.core.compiler import compile_module
from score_learn.core.compiler.codes import CODES
from score_learn.core.document import to_document

CASES = Path(__file__).parent / "cases"
LESSON = "1-a.md"
FILES = {
    "module.md": "# Module\n\nPurpose.\n",
    LESSON: "# Title\n\n## Card\n\n![A door](img/a.svg)\n",
    "img/a.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><g/></svg>',
}
ELSEWHERE = {
    "F01",
    "F02",
    "F14",
    "F16",
    "F18",
    "F19",
    "L01",
    "L03",
    "L04",
    "L05",
    "L06",
    "L07",
    "L08",
    "P09",
    "P11",
    "P12",
    "P13",
    "P14",
}
"""Codes of what a short text cannot hold; tests of their own show them."""

BLOCK = re.compile(r"^~~~~ ?([^\n]*?)( -)?\n(.*?)^~~~~$", re.S | re.M)


@dataclass(frozen=True)
class Case:
    """One text and what is expected of it; `shift` is what stands before line 1."""

    title: str
    files: dict[str, str]
    expected: list[str]
    shift: int


def read_cases() -> list[Case]:
    cases = []
    for path in sorted(CASES.glob("*.md")):
        if path.name == "README.md":
            continue
        outside = re.split(r"^## (?=[^\n]*\n\n~~~~)", path.read_text("utf-8"), flags=re.M)
        cases += [read_case(path.stem, part) for part in outside[1:]]
    return cases


def read_case(stem: str, part: str) -> Case:
    files, shift = dict(FILES), 0
    for block in BLOCK.finditer(part):
        name, gone, text = block.groups()
        if not name:
            text, shift = f"# Title\n{text}", 1
        files[name or LESSON] = text
        if gone:
            del files[name]
    title = part.partition("\n")[0]
    rest = BLOCK.sub("", part)
    return Case(f"{stem}: {title}", files, re.findall(r"^- (.*)$", rest, re.M), shift)


ALL = read_cases()


def compiled(case: Case) -> Compilation:
    files = {name: text.encode() for name, text in case.files.items()}
    return compile_module("m", files, {})


def found(compilation: Compilation, shift: int) -> list[str]:
    rows = []
    for problem in compilation.problems:
        if (problem.code, problem.file) == ("P10", "img/a.svg"):
            continue
        own = shift and problem.file == LESSON
        where = problem.line - shift if own else f"{problem.file}:{problem.line}"
        rows.append(f"{problem.code} {where}")
    return sorted(rows)


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.title)
def test_a_text_gives_what_its_case_expects(case: Case) -> None:
    compilation = compiled(case)
    codes = sorted(row for row in case.expected if row[:3] in CODES)
    assert found(compilation, case.shift) == codes
    for row in case.expected:
        word, _, rest = row.partition(" ")
        if word == "says":
            assert any(line.startswith(rest) for line in compilation.understood), row
        elif word == "page":
            assert any(rest in text for text in texts(to_document(compilation))), row
        else:
            assert row == "fine" or row in codes, f"not understood: {row}"


def texts(document: object) -> list[str]:
    if isinstance(document, dict):
        return [text for value in document.values() for text in texts(value)]
    if isinstance(document, list):
        return [text for value in document for text in texts(value)]
    return [document.replace("\n", "")] if isinstance(document, str) else []


def test_every_code_has_a_case() -> None:
    shown = {row[:3] for case in ALL for row in case.expected}
    assert set(CODES) - shown == ELSEWHERE


def test_an_error_leaves_no_editions() -> None:
    for case in ALL:
        compilation = compiled(case)
        assert (
            bool(compilation.editions)
            == compilation.ok
            == bool(compilation.revision and compilation.ok)
        )
