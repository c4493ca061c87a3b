"""What a trainer sees who checks course files."""

import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from score_learn.cli.content import content, typed

BROKEN = Path(__file__).parent / "broken" / "notation"
EXAMPLE = Path(__file__).parents[2] / "content" / "_example"

REFUSED = [
    ("1-marks.md", 5, "Q13", "write x or a space between the brackets"),
    ("1-marks.md", 6, "Q13", "write x or a space between the brackets"),
    ("1-marks.md", 11, "Q14", "put two spaces before each > of it"),
    ("1-marks.md", 19, "Q07", "unmark one, or use [x] for choose all that fit"),
    ("1-marks.md", 24, "Q08", "mark what is right with [x]"),
    ("1-marks.md", 32, "Q09", "use only ( ), only [ ], only (1) or only ="),
    ("1-marks.md", 38, "Q10", "reword or take out one of the two"),
    ("1-marks.md", 41, "Q05", "write the answers"),
    ("1-marks.md", 47, "Q18", "did you mean =>?"),
    ("1-marks.md", 52, "Q15", "write a space after the ]"),
    ("1-marks.md", 55, "Q01", "run: score-learn content stamp"),
    ("1-marks.md", 69, "Q02", "run: score-learn content stamp"),
    ("1-marks.md", 76, "Q30", "write more, or pick fewer"),
    ("1-marks.md", 85, "Q40", "did you mean read:words/a-card?"),
    (
        "2-words.md",
        6,
        "M02",
        "write ## before the heading, # before the page's title; no line under it",
    ),
    ("2-words.md", 8, "F11", "keep one of the two texts; take out <<<<<<<, ======= and >>>>>>>"),
    ("2-words.md", 10, "F11", "keep one of the two texts; take out <<<<<<<, ======= and >>>>>>>"),
    ("2-words.md", 12, "F11", "keep one of the two texts; take out <<<<<<<, ======= and >>>>>>>"),
    ("2-words.md", 14, "M03", "take them out; begin a paragraph instead"),
    ("2-words.md", 17, "P01", "put the file there, or correct its name"),
    ("2-words.md", 19, "P02", "write them between ![ and ]"),
    ("2-words.md", 21, "P07", "write the whole address"),
    ("2-words.md", 23, "M01", "use the heading level that fits"),
    ("3-settings.md", 1, "F05", "close the settings with ---"),
]
NOTICED = [
    ("4-repaired.md", 1, "F14", "nothing to do; the stamp writes it"),
    ("4-repaired.md", 5, "Q21", "nothing to do; the stamp writes it"),
    ("4-repaired.md", 7, "Q21", "nothing to do; the stamp writes it"),
    ("4-repaired.md", 7, "Q25", "list them; say nothing about all or none above"),
    ("4-repaired.md", 12, "Q22", "did you mean round, ( ) and (x)?"),
    ("4-repaired.md", 14, "Q24", "write a quote under it: why is it right or wrong?"),
    ("4-repaired.md", 14, "Q26", "name the things instead of letters"),
    ("4-repaired.md", 18, "Q23", "for a question mark what is right: [x]"),
    ("4-repaired.md", 20, "Q27", "say it without the double no"),
]


def run(*words: object) -> Result:
    return CliRunner().invoke(content, [str(word) for word in words])


def rows(result: Result, severity: str) -> list[tuple[str, int, str, str]]:
    found = []
    for line in result.stderr.splitlines():
        where, _, rest = line.partition(": ")
        path, _, number = where.rpartition(":")
        code, kind, _ = rest.replace(":", " ", 1).split(" ", 2)
        if kind == severity:
            found.append((Path(path).name, int(number), code, rest.rpartition("; fix: ")[2]))
    return found


@pytest.fixture(scope="module")
def checked() -> Result:
    return run("check", BROKEN)


def test_every_refused_row_of_the_notation_is_named_with_file_line_code_and_fix(
    checked: Result,
) -> None:
    assert [row[:3] for row in rows(checked, "error")] == [row[:3] for row in REFUSED]
    for name, line, code, fix in REFUSED:
        start = f"{BROKEN / name}:{line}: {code} error: "
        assert any(
            each.startswith(start) and "; expected " in each and each.endswith(f"; fix: {fix}")
            for each in checked.stderr.splitlines()
        )
    assert checked.exit_code == 1


def test_every_repaired_row_is_noticed(checked: Result) -> None:
    found = [row for row in rows(checked, "notice") if row[0] == "4-repaired.md"]
    assert [row[:3] for row in found] == [row[:3] for row in NOTICED]
    assert checked.stdout == f"1 course, {len(REFUSED)} errors, {len(NOTICED)} notices\n"


def test_a_good_course_passes_and_says_what_was_understood() -> None:
    result = run("check", "-v", EXAMPLE)
    assert result.exit_code == 0
    assert f"{EXAMPLE}: a7qm: order, 4 steps (2-questions.md)\n" in result.stdout
    assert result.stdout.endswith("1 course, 0 errors, 1 notice\n")


@pytest.mark.parametrize(
    ("started", "told"),
    [
        (".venv/bin/score-learn", ".venv/bin/score-learn content stamp"),
        ("/opt/my programs/score-learn", "'/opt/my programs/score-learn' content stamp"),
        ("/on/the/path/score-learn", "score-learn content stamp"),
        ("/usr/bin/pytest", "score-learn content stamp"),
    ],
)
def test_a_fix_names_the_command_as_it_was_typed(
    monkeypatch: pytest.MonkeyPatch, started: str, told: str
) -> None:
    monkeypatch.setattr("sys.argv", [started, "content", "check"])
    monkeypatch.setattr("shutil.which", lambda _: "/on/the/path/score-learn")
    assert typed("run: score-learn content stamp") == f"run: {told}"
    assert f"; fix: run: {told}\n" in run("check", BROKEN).stderr


def test_a_folder_of_courses_is_checked_course_by_course(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "one")
    shutil.copytree(EXAMPLE, tmp_path / "two")
    (tmp_path / "two" / "module.md").unlink()
    (tmp_path / "empty").mkdir()
    result = run("check", tmp_path)
    assert result.stdout == "2 courses, 1 error, 2 notices\n"
    assert f"{tmp_path}/two/module.md:1: F03 error" in result.stderr
    assert "Checking" not in result.output


def test_on_a_terminal_a_bar_shows_how_far_the_check_is() -> None:
    leader, terminal = pty.openpty()
    command = [sys.executable, "-c", "from score_learn.app import main; main()"]
    subprocess.run(
        [*command, "content", "check", EXAMPLE],
        stderr=terminal,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    os.close(terminal)
    shown = os.read(leader, 10000).decode()
    os.close(leader)
    assert "Checking" in shown
    assert "100%" in shown


def test_without_a_folder_content_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "content" / "_example")
    monkeypatch.chdir(tmp_path)
    assert run("check").exit_code == 0
    shutil.rmtree(tmp_path / "content" / "_example")
    result = run("check")
    assert result.exit_code == 2
    assert "no course in content" in result.stderr
