"""The limited child: whatever a folder holds, there is a reply."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from score_learn.core.compilation import Compilation, PublishedQuestion
from score_learn.core.compiler import compile_module
from score_learn.services import compiling
from score_learn.services.compiling import ROOT, compile_folder, stamp_folder
from tests.core.hostile import lessons

MODULE = "# M\n\nP.\n"
LESSON = "# T\n\n## Which? <!-- q:k3f9 -->\n\n- (x) One\n  > Yes.\n- ( ) Two\n  > No.\n"
TRANSLATED = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"X-Reviewed: yes\\n"

msgctxt "a/title"
msgid "T"
msgstr "टी"
"""


@pytest.fixture(autouse=True)
def _open() -> None:
    """Nothing here needs a database: the usual one is not opened."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    module = tmp_path / "content" / "m"
    module.mkdir(parents=True)
    (module / "module.md").write_text(MODULE)
    (module / "1-a.md").write_text(LESSON)
    return module


def compiled(folder: Path, *languages: str, wall_seconds: float = 120) -> Compilation:
    translations = folder.parents[1] / "translations"
    return compile_folder(
        folder, translations=translations, languages=languages, wall_seconds=wall_seconds
    )


def codes(compilation: Compilation) -> set[str]:
    return {problem.code for problem in compilation.problems}


def test_the_child_gives_what_compiling_here_gives(folder: Path) -> None:
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert compiled(folder) == compile_module("m", files, {})


def test_each_language_with_a_catalog_has_an_edition(folder: Path) -> None:
    messages = folder.parents[1] / "translations" / "hi" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    (messages / "m.po").write_text(TRANSLATED)
    editions = compiled(folder, "en", "zh", "hi", "ar_XB").editions
    assert [each.lang for each in editions] == ["en", "hi", "ar_XB"]
    assert [each.reviewed for each in editions] == [True, True, False]
    assert [each.complete for each in editions] == [True, False, True]
    assert editions[1].module.lessons[0].title == "टी"


def test_links_devices_and_odd_names_are_refused_and_never_read(folder: Path) -> None:
    (folder / "2-b.md").symlink_to("/etc/passwd")
    (folder / "img").symlink_to("/etc")
    os.mkfifo(folder / "3-c.md")
    (folder / "4-d\n.md").write_text(LESSON)
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("x")
    (folder / ".DS_Store").write_text("x")
    compilation = compiled(folder)
    strange = [problem.file for problem in compilation.problems if problem.code == "F16"]
    assert sorted(strange) == ["2-b.md", "3-c.md", "4-d\n.md", "img"]
    assert not compilation.editions


def test_a_folder_of_too_many_files_is_refused(folder: Path) -> None:
    for number in range(510):
        (folder / f"{number}.txt").write_text("x")
    assert codes(compiled(folder)) == {"F18"}


def test_hostile_text_of_every_sort_gives_a_page_or_a_problem(folder: Path) -> None:
    """The child's own limit is two seconds a file; the wall limit here only stops a hang."""
    texts = lessons()
    for number, content in enumerate(texts.values(), 2):
        (folder / f"{number}-h{number}.md").write_bytes(content)
    compilation = compiled(folder, "ar_XB", wall_seconds=500)
    assert not compilation.ok
    faulty = {problem.file for problem in compilation.problems if problem.severity == "error"}
    assert "1-a.md" not in faulty
    assert len(faulty) > len(texts) // 2
    assert not codes(compilation) & {"L06", "L08"}


def test_a_child_that_takes_too_long_is_killed(folder: Path) -> None:
    compilation = compiled(folder, wall_seconds=0.01)
    assert (compilation.key, codes(compilation)) == ("m", {"L01"})
    assert stamp_folder(folder, wall_seconds=0.01).problem is not None


def test_a_child_that_dies_is_a_problem(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "CHILD", "score_learn.core.nothing")
    compilation = compiled(folder)
    assert codes(compilation) == {"L08"}
    assert "No module named" in compilation.problems[0].read


def ask(code: str) -> subprocess.CompletedProcess[str]:
    """Run some code under the child's limits."""
    setup = "from score_learn.core.compiler.limits import confine; confine(2)\n"
    return subprocess.run(
        [sys.executable, "-c", setup + code], capture_output=True, text=True, cwd=ROOT, check=False
    )


def test_the_child_may_neither_write_nor_grow_nor_run_for_long(tmp_path: Path) -> None:
    written = ask(f"from pathlib import Path; Path({str(tmp_path / 'a')!r}).write_text('x')")
    assert "File too large" in written.stderr
    assert ask("import sys; print(sys.dont_write_bytecode)").stdout == "True\n"
    assert "MemoryError" in ask("x = bytearray(600 * 1024 * 1024)").stderr
    assert ask("while True: pass").returncode < 0


def test_a_fault_of_ours_costs_one_file_only() -> None:
    code = """
from score_learn.core.compiler.__main__ import guarded
from score_learn.core.compiler.codes import Report
report = Report("1-a.md")
assert guarded(report, lambda: 1 // 0) is None
print([problem.code for problem in report.problems])
"""
    result = ask(code)
    assert result.stdout == "['L08']\n"
    assert "ZeroDivisionError" in result.stderr


def test_stamping_writes_only_what_changed_and_keeps_the_mode(folder: Path) -> None:
    lesson = folder / "1-a.md"
    lesson.write_text(LESSON.replace(" <!-- q:k3f9 -->", "").replace("- (x)", "－（x）"))
    lesson.chmod(0o640)
    untouched = (folder / "module.md").stat().st_mtime_ns
    stamping = stamp_folder(folder, published={"zzzz": PublishedQuestion("a", "0")})
    assert stamping.files == (".retired", "1-a.md")
    assert stamping.problem is None
    assert len(stamping.notes) == 2
    assert lesson.stat().st_mode & 0o777 == 0o640
    assert (folder / "module.md").stat().st_mtime_ns == untouched
    assert "- (x) One\n" in lesson.read_text()
    assert (folder / ".retired").read_text() == "zzzz\n"
    assert compiled(folder).ok
    assert not [path for path in folder.iterdir() if path.name.startswith(".stamp")]


def test_the_request_and_reply_are_json_on_one_pipe(folder: Path) -> None:
    request = {"mode": "stamp", "folder": str(folder), "published": {}, "seed": "1"}
    child = subprocess.run(
        [sys.executable, "-m", compiling.CHILD],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert json.loads(child.stdout) == {"files": {}, "notes": []}
