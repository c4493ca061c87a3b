"""What translators get."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract as babel_extract

from score_learn.core.compiler import Catalog, compile_module
from score_learn.core.compiler.extraction import extract

LESSON = """\
# Fire

## A card

![An exit](img/a.svg)

Read [the plan](https://example.org/a) and **go**.

- one
- one

> **Li:** Locked!

| a | |
|---|---|
| b | `c` |

## Which? <!-- q:k3f9 -->

> ? Think.

- (x) ![A door](img/a.svg) Out
  > Yes.
- ( ) In
  > No.

> So it is.

## True? <!-- q:t5aa -->

- (x) True
- ( ) False

## How many? <!-- q:n9d1 -->

- = 85 +- 2 dB

## Say it. <!-- q:s6c3 -->

- = red
- = bright red

## Match. <!-- q:m1q8 -->

- Noise => Plugs
- => Hat
- Dust => Mask

## Order. <!-- q:p2w4 -->

- (1) First
- (2) Second
"""

WANTED = [
    (1, "fire/title", "Fire", "title"),
    (3, "fire/a-card/title", "A card", "title"),
    (5, "fire/a-card/alt", "An exit", "picture description"),
    (7, "fire/a-card/text", "Read [the plan](1) and **go**.", "paragraph"),
    (9, "fire/a-card/item", "one", "list item"),
    (12, "fire/a-card/speaker", "Li", "spoken name of a person"),
    (12, "fire/a-card/text", "Locked!", "said by Li"),
    (14, "fire/a-card/cell", "a", "table cell"),
    (16, "fire/a-card/cell", "b", "table cell"),
    (16, "fire/a-card/cell", "`c`", "table cell"),
    (18, "fire/k3f9/prompt", "Which?", "question"),
    (20, "fire/k3f9/hint", "Think.", "hint to a question"),
    (22, "fire/k3f9/choice", "Out", "quiz choice, right; keep short"),
    (22, "fire/k3f9/alt", "A door", "picture description"),
    (23, "fire/k3f9/feedback", "Yes.", "feedback to a right choice"),
    (24, "fire/k3f9/choice", "In", "quiz choice, wrong; keep short"),
    (25, "fire/k3f9/feedback", "No.", "feedback to a wrong choice"),
    (27, "fire/k3f9/explanation", "So it is.", "explanation after a question"),
    (29, "fire/t5aa/prompt", "True?", "question"),
    (34, "fire/n9d1/prompt", "How many?", "question"),
    (36, "fire/n9d1/unit", "dB", "unit of a number; keep signs such as dB"),
    (38, "fire/s6c3/prompt", "Say it.", "question"),
    (40, "fire/s6c3/accept", "red\nbright red",
     "accepted answers, one a line; as many as your language needs"),
    (43, "fire/m1q8/prompt", "Match.", "question"),
    (45, "fire/m1q8/left", "Noise", "left side of a pair; keep short"),
    (47, "fire/m1q8/left", "Dust", "left side of a pair; keep short"),
    (45, "fire/m1q8/right", "Plugs", "right side of a pair; keep short"),
    (47, "fire/m1q8/right", "Mask", "right side of a pair; keep short"),
    (46, "fire/m1q8/right", "Hat", "right side of a pair; keep short"),
    (49, "fire/p2w4/prompt", "Order.", "question"),
    (51, "fire/p2w4/step", "First", "step to be put in order; keep short"),
    (52, "fire/p2w4/step", "Second", "step to be put in order; keep short"),
]  # fmt: skip


def extracted(name: str, text: str) -> list[tuple[int, str, tuple[str, str], list[str]]]:
    file = BytesIO(text.encode())
    file.name = f"content/safety/{name}"
    return list(extract(file, {}, [], {}))


def test_each_stretch_of_words_is_one_message_and_marks_are_in_none() -> None:
    rows = [(line, *pair, *comments) for line, _, pair, comments in extracted("5-fire.md", LESSON)]
    assert rows == WANTED


def test_the_module_and_the_pages_beside_the_lessons() -> None:
    assert [row[2] for row in extracted("module.md", "# M\n\nOne.\n\nTwo.\n")] == [
        ("module/title", "M"), ("module/purpose", "One."), ("module/purpose", "Two."),
    ]  # fmt: skip
    assert [row[2][0] for row in extracted("team-sheet.md", "# S\n\nHi.\n\n- [ ] a\n")] == [
        "sheet/title", "sheet/intro/text", "sheet/intro/item",
    ]  # fmt: skip
    assert [row[2][0] for row in extracted("test.md", "# T\n\n## P <!-- pool:p pick:1 -->\n")] == [
        "test/title",
        "test/p/title",
    ]


@pytest.mark.parametrize("text", ["", "\ufeff", "## No title <!-- q:@@ -->\n\n- (x) a", "---\n"])
def test_a_file_with_mistakes_yields_what_was_understood(text: str) -> None:
    extracted("1-a.md", text)
    assert extracted("module.md", "") == []


def test_other_files_have_no_messages() -> None:
    assert extracted("README.md", "# Read me") == []


def test_babel_finds_the_method_and_the_contexts(tmp_path: Path) -> None:
    path = tmp_path / "5-fire.md"
    path.write_text(LESSON)
    with path.open("rb") as file:
        found = list(babel_extract("coursemd", file, {"pgettext": ((1, "c"), 2)}))
    assert "fire/title" in {row[3] for row in found}
    assert len(found) == len(WANTED)


def test_exactly_what_is_extracted_makes_an_edition_complete() -> None:
    rows = extracted("5-fire.md", LESSON) + extracted("module.md", "# M\n\nP.\n")
    entries = {pair: pair[1] for _, _, pair, _ in rows}
    program = {("answer", word): word for word in ("True", "False")}
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    files = {"module.md": b"# M\n\nP.\n", "5-fire.md": LESSON.encode(), "img/a.svg": svg}
    for gone in [None, *entries]:
        rest = {pair: text for pair, text in entries.items() if pair != gone}
        catalog = Catalog(lang="hi", entries=rest, program=program)
        compilation = compile_module("m", files, {"hi": catalog})
        assert compilation.editions[1].complete is (gone is None), gone
