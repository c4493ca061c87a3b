"""The page on drawing lists every code, shape, pose and person, with the kit's own words."""

import re
from pathlib import Path

import pytest

from score_learn.core.drawing.cast import CAST, FACES, POSES
from score_learn.core.drawing.codes import CODES
from score_learn.core.drawing.kit import wearables
from score_learn.core.drawing.shapes import SHAPES

GUIDE = (Path(__file__).parent.parent / "docs" / "drawing.md").read_text("utf-8")


def test_every_code_is_listed_once_with_its_fix() -> None:
    rows = re.findall(r"^\| (D\d\d) \| (.+?) \| (.+?) \| (.+?) \|$", GUIDE, re.M)
    assert {row[0]: (row[2], row[3]) for row in rows} == {
        code: (row.expected, row.fix) for code, row in CODES.items()
    }
    assert len(rows) == len(CODES)


@pytest.mark.parametrize("word", [*CAST, *POSES, *FACES, *wearables(), *SHAPES])
def test_every_word_of_the_text_is_explained(word: str) -> None:
    assert re.search(rf"(?<![\w-]){word}(?![\w-])", GUIDE)
