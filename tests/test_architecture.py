"""The contracts of pyproject.toml hold, and each of them fails when it is broken."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

BREAKS = [
    pytest.param(
        "core/grading.py", "import score_learn.services.attempts", "Imports run one way", id="upwards"
    ),
    pytest.param("stray.py", "", "Imports run one way", id="a new module without its place"),
    pytest.param(
        "settings.py", "import score_learn.core.people",
        "Settings, the clock and the log stand on nothing of ours", id="settings",
    ),
    pytest.param("core/grading.py", "import flask", "The core knows no framework", id="flask in core"),
    pytest.param("core/draw.py", "import random", "The core knows no framework", id="chance in core"),
    pytest.param(
        "services/attempts.py", "import markdown", "Web processes never compile", id="markdown in web"
    ),
    pytest.param(
        "services/courses.py", "import score_learn.core.compiler", "Web processes never compile",
        id="the compiler in web",
    ),
    pytest.param(
        "web/learner/views.py", "import score_learn.storage.ledger", "Views never touch the database",
        id="a query in a view",
    ),
]  # fmt: skip


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--config", "pyproject.toml", "--no-cache"],
        cwd=folder, env={"PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(
        ROOT / "score_learn", tmp_path / "score_learn",
        ignore=shutil.ignore_patterns("__pycache__", "static", "templates"),
    )  # fmt: skip
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold(copy: Path) -> None:
    result = lint(copy)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("file", "line", "contract"), BREAKS)
def test_a_broken_contract_is_seen(copy: Path, file: str, line: str, contract: str) -> None:
    path = copy / "score_learn" / file
    before = path.read_text("utf-8") if path.exists() else '"""A stray module."""\n'
    path.write_text(f"{before}\n{line}\n", "utf-8")

    result = lint(copy)

    assert result.returncode == 1
    said = " ".join(result.stdout.split())
    assert contract in said.split("Broken contracts")[-1] or (
        not line and "stray" in result.stdout + result.stderr
    )


def test_no_module_has_a_name_that_says_nothing() -> None:
    nothing = {"utils", "helpers", "common", "misc", "base", "manager_utils", "data", "info"}

    names = {path.stem for path in (ROOT / "score_learn").rglob("*.py")}

    assert not names & nothing


@pytest.mark.parametrize(
    "path", sorted((ROOT / "score_learn").rglob("*.py")), ids=lambda path: path.stem
)
def test_every_module_opens_by_saying_what_it_is_for(path: Path) -> None:
    assert path.read_text("utf-8").startswith('"""')
    assert len(path.read_text("utf-8").splitlines()) <= 320


def test_only_one_sqlite_is_ever_loaded() -> None:
    """Two builds in one process undo each other's locks on a file."""
    imports = re.compile(r"^\s*(?:import|from) (?:py)?sqlite3", re.M)
    places = [*(ROOT / "score_learn").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]

    found = {path.name for path in places if imports.search(path.read_text("utf-8"))}

    assert found == {"sqlite.py"}
