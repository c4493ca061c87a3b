"""The child's reply to a request, without the process around it."""

import json
import resource
import sys
from io import StringIO
from pathlib import Path

import pytest

from score_learn.core.compilation import Compilation
from score_learn.core.compiler import __main__ as child
from score_learn.core.compiler import limits
from score_learn.core.document import from_document


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    module = tmp_path / "m"
    module.mkdir()
    (module / "module.md").write_text("# M\n\nP.\n")
    (module / "1-a.md").write_text("# T\n\n## C\n\nWords.\n")
    return module


def request(folder: Path, mode: str = "compile", *languages: str) -> dict[str, object]:
    return {
        "mode": mode,
        "folder": str(folder),
        "translations": str(folder.parent / "translations"),
        "languages": list(languages),
        "published": {},
        "seed": "1",
    }


def test_a_compilation_comes_back_as_a_document(folder: Path) -> None:
    messages = folder.parent / "translations" / "hi" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    (messages / "messages.po").write_text('msgctxt "answer"\nmsgid "True"\nmsgstr "सही"\n')
    reply = child.answer(request(folder, "compile", "en", "hi", "zh", "ar_XB"))
    compilation = from_document(Compilation, reply)
    assert [each.lang for each in compilation.editions] == ["en", "hi", "ar_XB"]


def test_what_is_no_ordinary_file_stops_the_whole_folder(folder: Path) -> None:
    (folder / "2-b.md").symlink_to(folder / "1-a.md")
    (folder / f"{'a' * 130}.md").write_text("x")
    (folder / ".hidden").write_text("x")
    compilation = from_document(Compilation, child.answer(request(folder)))
    assert [problem.code for problem in compilation.problems] == ["F16", "F16"]
    assert not compilation.editions


def test_stamping_answers_with_texts_and_writes_nothing(folder: Path) -> None:
    lesson = folder / "1-a.md"
    lesson.write_text("# T\n\n## Which?\n\n- (x) One\n- ( ) Two\n")
    before = lesson.read_text()
    reply = child.answer(request(folder, "stamp"))
    assert list(reply["files"]) == ["1-a.md"]
    assert lesson.read_text() == before


def test_a_fault_of_ours_is_a_problem_of_one_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = child.Report("1-a.md")
    assert child.guarded(report, lambda: 1 // 0) is None
    assert child.guarded(report, lambda: 7) == 7
    assert [problem.code for problem in report.problems] == ["L08"]
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_the_child_confines_itself_before_it_reads(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_to: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(limits.resource, "setrlimit", set_to.__setitem__)
    monkeypatch.setattr(sys, "stdin", StringIO(json.dumps(request(folder))))
    monkeypatch.setattr(sys, "stdout", StringIO())
    child.main()
    assert json.loads(sys.stdout.getvalue())["key"] == "m"
    assert set_to[resource.RLIMIT_FSIZE] == (0, 0)
    assert set_to[resource.RLIMIT_AS] == (limits.MEMORY, limits.MEMORY)
    assert set_to[resource.RLIMIT_CPU] == (child.PROCESSOR_SECONDS, child.PROCESSOR_SECONDS + 1)
