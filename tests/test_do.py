"""The one script behind make: what it says, and what it fetches, on a machine that lacks something."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NEEDED = ("dirname", "sh")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Return a folder to be the only one on PATH: a machine with Python and nothing else."""
    for name in NEEDED:
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    (tmp_path / "python3").symlink_to(sys.executable)
    put(tmp_path, "id", "echo 1000")
    return tmp_path


def put(machine: Path, name: str, body: str) -> None:
    tool = machine / name
    tool.write_text(f"#!{machine}/sh\n{body}\n", "utf-8")
    tool.chmod(0o755)


def do(machine: Path, what: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [machine / "sh", ROOT / "do", what],
        env={"PATH": str(machine)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_browser_is_named_with_the_command_that_brings_it(machine: Path) -> None:
    done = do(machine, "browser")

    assert done.returncode == 1
    assert "sudo apt install chromium-headless-shell" in done.stderr


def test_a_missing_browser_is_installed_where_that_is_allowed(machine: Path) -> None:
    put(machine, "id", "echo 0")
    put(machine, "apt-get", f'echo "$@" >>{machine}/asked')

    done = do(machine, "browser")

    assert done.returncode == 0, done.stderr
    assert "chromium-headless-shell" in (machine / "asked").read_text("utf-8")


def test_a_browser_that_is_there_is_enough(machine: Path) -> None:
    put(machine, "google-chrome", "exit 0")

    assert do(machine, "browser").returncode == 0


@pytest.mark.parametrize("found", [None, "exit 1"], ids=["missing", "too old"])
def test_the_audit_says_in_one_line_which_node_it_needs(machine: Path, found: str | None) -> None:
    put(machine, "npm", "exit 0")
    if found:
        put(machine, "node", found)

    done = do(machine, "audit")

    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "needs Node" in line
    assert "sudo apt install nodejs npm" in line


def test_every_word_of_make_is_one_of_the_scripts() -> None:
    asked = set(re.findall(r"@sh ./do (\w+)", (ROOT / "Makefile").read_text("utf-8")))

    assert asked == {"run", "test", "check", "audit"}
    known = re.findall(r"^(\w+)\)$", (ROOT / "do").read_text("utf-8"), re.M)
    assert asked <= set(known)


def test_a_missing_python_is_said_in_one_line(machine: Path) -> None:
    (machine / "python3").unlink()

    done = do(machine, "check")

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "score-learn: python3 is missing; install Python 3.11 or newer."
    ]


def test_an_unknown_word_is_answered_with_the_known_ones(machine: Path) -> None:
    assert "make run, make test, make check, make bench" in do(machine, "dance").stderr
