"""The trainers' guide lists every problem code and every setting, with the compiler's own words."""

import re
from pathlib import Path

from score_learn.core.compiler.attributes import CHOICE, POOL, QUESTION
from score_learn.core.compiler.codes import CODES
from score_learn.core.compiler.folder import SETTINGS
from score_learn.core.compiler.page import KNOWN

GUIDE = (Path(__file__).parent.parent / "docs" / "authoring.md").read_text("utf-8")
ROW = re.compile(r"^\| ([A-Z]\d\d)( \(notice\))? \| (.+?) \| (.+?) \| (.+?) \|$", re.M)


def plain(cell: str) -> str:
    return cell.strip("`").replace("\\|", "|")


def test_every_code_is_listed_once_with_its_severity_and_its_fix() -> None:
    rows = ROW.findall(GUIDE)
    assert sorted(row[0] for row in rows) == sorted(CODES)
    for code, notice, _, expected, fix in rows:
        assert CODES[code].severity == ("notice" if notice else "error"), code
        assert plain(expected) == CODES[code].expected
        assert plain(fix) == CODES[code].fix


def test_every_key_of_the_settings_is_listed_in_its_place() -> None:
    for place, keys in {"module.md": SETTINGS, "test.md": KNOWN["test"]}.items():
        section = GUIDE.partition(f"### In `{place}`")[2].partition("\n### ")[0]
        assert set(re.findall(r"^\| `([a-z-]+)` \|", section, re.M)) == keys
    section = GUIDE.partition("### In a lesson")[2].partition("\n### ")[0]
    assert set(re.findall(r"^\| `([a-z-]+)` \|", section, re.M)) == KNOWN["lesson"]
    section = GUIDE.partition("### In `team-sheet.md`")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([a-z-]+)` \|", section, re.M)) == KNOWN["sheet"]


def test_every_setting_of_headings_and_choices_is_explained() -> None:
    for word in QUESTION | POOL | CHOICE:
        assert re.search(rf"\b{word}:?\b", GUIDE), word
